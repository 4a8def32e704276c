import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned
import palermo.trust.vault.vault


class Migration(migrations.Migration):
    """What was taken on paper before it was entered."""

    dependencies = [
        ("people", "0005_zone"),
        ("protection", "0018_several_nationalities"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: where papers lie would be forgotten
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(default="assistance", max_length=40)),
                ("retention_rule", models.CharField(default="case_closed_plus_profile_years", max_length=40)),
                ("profile_version", models.CharField(default="example-state-1", max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "form",
                    models.CharField(choices=[("intake", "intake"), ("consent", "consent")], max_length=20),
                ),
                ("version", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=20)),
                ("taken_on", models.CharField(max_length=10)),
                ("taken_by_id", models.UUIDField(null=True)),
                ("consent_id", models.UUIDField(null=True)),
                ("kept", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("witness", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("recorded_by_id", models.UUIDField()),
                (
                    "case",
                    palermo.trust.owned.OwnedForeignKey(related_name="papers", to="protection.case"),
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
                ("person", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_paper",
                "indexes": [
                    models.Index(fields=["organisation", "case"], name="protection_paper_case"),
                    models.Index(fields=["organisation", "person"], name="protection_paper_who"),
                ],
            },
        ),
    ]
