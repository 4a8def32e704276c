import uuid

import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.actor

# At once, because a table with checks that still wait cannot be altered.
FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO directory_party (id, kind, organisation_id, known_as, created_at)
SELECT id, 'here', id, '', now() FROM people_organisation WHERE kind <> 'installation';
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    """Every office there is becomes a party under its own id, so no agreement changes."""

    dependencies = [
        ("directory", "0002_services"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("here", "here"), ("elsewhere", "elsewhere"), ("external", "external")],
                        max_length=20,
                    ),
                ),
                ("known_as", models.CharField(blank=True, max_length=160)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "organisation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="party",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "directory_party",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "here"),
                            ("known_as", ""),
                            ("organisation", models.F("id")),
                            ("organisation__isnull", False),
                        )
                        | models.Q(
                            ("kind__in", ["elsewhere", "external"]),
                            ("organisation__isnull", True),
                            models.Q(("known_as", ""), _negated=True),
                        ),
                        name="directory_party_here_is_its_office",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("id", palermo.trust.actor.INSTALLATION_ID), _negated=True),
                        name="directory_party_no_installation",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FILL),
        migrations.AlterField(
            model_name="agreement",
            name="proposer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="directory.party"
            ),
        ),
        migrations.AlterField(
            model_name="agreement",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="directory.party"
            ),
        ),
    ]
