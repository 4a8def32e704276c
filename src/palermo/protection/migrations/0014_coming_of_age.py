import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned


class Migration(migrations.Migration):
    """Who turns eighteen stands on Today, an age says when it was said, and a proven date of birth is decided by one."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0013_still_out"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="agedecision",
            name="birth_proof",
            field=models.CharField(
                blank=True,
                choices=[
                    ("passport", "passport"),
                    ("birth_certificate", "birth_certificate"),
                    ("register", "register"),
                    ("court", "court"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="age_said_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="ComingOfAge",
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
                    "stands",
                    models.CharField(
                        choices=[
                            ("child", "child"),
                            ("soon", "soon"),
                            ("perhaps", "perhaps"),
                            ("of_age", "of_age"),
                        ],
                        max_length=20,
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
                ("person", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_coming_of_age",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "person"), name="protection_coming_of_age_once"
                    )
                ],
            },
        ),
    ]
