import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(default="assistance", max_length=40)),
                ("profile_version", models.CharField(default="example-state-1", max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("room", models.CharField(max_length=20)),
                ("retention_rule", models.CharField(default="coded_record", max_length=40)),
                ("rule", models.CharField(max_length=40)),
                ("object_type", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("counts_from", models.DateField()),
                ("ends_on", models.DateField()),
                ("days_shown", models.PositiveSmallIntegerField(default=0)),
                ("last_shown_on", models.DateField(null=True)),
                (
                    "kept_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person_wishes", "person_wishes"),
                            ("proceedings", "proceedings"),
                            ("claim", "claim"),
                            ("law_requires", "law_requires"),
                            ("oversight", "oversight"),
                        ],
                        max_length=40,
                    ),
                ),
                ("kept_by_id", models.UUIDField(null=True)),
                ("kept_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("ended", "Ended"), ("called_off", "Called Off")], max_length=20
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "retention_notice",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["organisation", "ends_on", "id"],
                        name="retention_notice_list",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=("organisation", "subject_id"),
                        name="retention_notice_one_open",
                    )
                ],
            },
        ),
    ]
