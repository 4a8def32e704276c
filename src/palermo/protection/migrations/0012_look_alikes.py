import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned


class Migration(migrations.Migration):
    """Which files may be of one person is kept until a colleague has said it."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0011_entered_in_error"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AlterField(
            model_name="searchhit",
            name="found_by",
            field=models.CharField(
                choices=[("code", "code"), ("name", "name"), ("opening", "opening"), ("writing", "writing")],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="LookAlike",
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
                    "came_upon",
                    models.CharField(choices=[("written", "written"), ("arrived", "arrived")], max_length=20),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("open", "open"), ("another", "another"), ("same", "same")],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("answered_by_id", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                ("other", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
                ("person", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person")),
            ],
            options={
                "db_table": "protection_look_alike",
                "indexes": [
                    models.Index(fields=["organisation", "other"], name="protection_look_alike_other"),
                    models.Index(
                        condition=models.Q(("answer", "open")),
                        fields=["organisation", "came_upon", "-id"],
                        name="protection_look_alike_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "person", "other"), name="protection_look_alike_once"
                    )
                ],
            },
        ),
    ]
