import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned


class Migration(migrations.Migration):
    """That two files are of one person is one row, and undoing it restores what was."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0014_coming_of_age"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.CreateModel(
            name="Joining",
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
                ("joined_by_id", models.UUIDField()),
                ("contact_by_id", models.UUIDField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_id", models.UUIDField(null=True)),
                (
                    "contact_of",
                    palermo.trust.owned.OwnedForeignKey(null=True, related_name="+", to="protection.person"),
                ),
                ("joined", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
                ("leads", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
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
                "db_table": "protection_joining",
                "indexes": [models.Index(fields=["organisation", "leads"], name="protection_joining_leads")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("organisation", "joined"),
                        name="protection_joining_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("leads", models.F("joined")), _negated=True),
                        name="protection_joining_two",
                    ),
                ],
            },
        ),
    ]
