import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids


class Migration(migrations.Migration):
    """What each colleague chose of mails without content, and how an office's mails look."""

    dependencies = [
        ("desk", "0004_retention_rules"),
        ("people", "0004_exact_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "mode",
                    models.CharField(choices=[("arrivals", "arrivals"), ("beat", "beat")], max_length=12),
                ),
                ("kinds", models.JSONField(default=list)),
                ("beat_hour", models.PositiveSmallIntegerField(null=True)),
                ("quiet_from", models.PositiveSmallIntegerField(null=True)),
                ("quiet_until", models.PositiveSmallIntegerField(null=True)),
                ("known", models.JSONField(default=list)),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.user"
                    ),
                ),
            ],
            options={
                "db_table": "desk_notice_choice",
                "indexes": [models.Index(fields=["organisation", "due_at"], name="desk_notice_choice_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "user"), name="desk_notice_choice_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeLook",
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
                ("retention_rule", models.CharField(default="with_its_office", max_length=40)),
                ("sender", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(blank=True, max_length=60)),
                ("zone", models.CharField(default="UTC", max_length=64)),
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
                "db_table": "desk_notice_look",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="desk_notice_look_one")
                ],
            },
        ),
        migrations.RunSQL(migrations.RunSQL.noop),
    ]
