import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids


class Migration(migrations.Migration):
    """What colleagues put off on Today."""

    dependencies = [
        ("desk", "0005_notices"),
        ("people", "0004_exact_addresses"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.CreateModel(
            name="PutOff",
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
                ("retention_rule", models.CharField(default="until_it_comes_back", max_length=40)),
                ("room", models.CharField(max_length=20)),
                ("user_id", models.UUIDField()),
                ("kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("file_id", models.UUIDField(null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("person_chose", "person_chose"),
                            ("not_reached", "not_reached"),
                            ("waits_for_others", "waits_for_others"),
                            ("too_early", "too_early"),
                            ("other_first", "other_first"),
                        ],
                        max_length=40,
                    ),
                ),
                ("until", models.DateTimeField()),
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
                "db_table": "desk_put_off",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "user_id", "kind", "subject_id"), name="desk_put_off_one"
                    )
                ],
            },
        ),
    ]
