import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned
import palermo.trust.vault.vault


class Migration(migrations.Migration):
    """Questions inside an enquiry, what changed after it was sent on both sides, who first opened what arrived."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0016_came_back"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="enquiry",
            name="opened_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="opened_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="questions",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="questions_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="questions",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="referral",
            name="questions_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="nevershare",
            name="recorded_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name="ArrivedChange",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("safe_contact", "safe_contact"),
                            ("contact", "contact"),
                            ("name", "name"),
                            ("gender", "gender"),
                            ("never_share", "never_share"),
                            ("guardian", "guardian"),
                            ("age", "age"),
                            ("nationality", "nationality"),
                            ("died", "died"),
                        ],
                        max_length=20,
                    ),
                ),
                ("column", models.CharField(max_length=20)),
                ("sent_at", models.DateTimeField()),
                ("before", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("now", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("taken", models.BooleanField(default=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by_id", models.UUIDField(null=True)),
                ("case", palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.case")),
                (
                    "enquiry",
                    palermo.trust.owned.OwnedForeignKey(related_name="changes", to="protection.enquiry"),
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
                "db_table": "protection_arrived_change",
                "indexes": [
                    models.Index(fields=["organisation", "enquiry"], name="protection_arrived_of"),
                    models.Index(fields=["organisation", "person"], name="protection_arrived_who"),
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["organisation", "case"],
                        name="protection_arrived_unseen",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SentChange",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("safe_contact", "safe_contact"),
                            ("contact", "contact"),
                            ("name", "name"),
                            ("gender", "gender"),
                            ("never_share", "never_share"),
                            ("guardian", "guardian"),
                            ("age", "age"),
                            ("nationality", "nationality"),
                            ("died", "died"),
                        ],
                        max_length=20,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "settled",
                    models.CharField(blank=True, choices=[("sent", "sent"), ("told", "told")], max_length=20),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by_id", models.UUIDField(null=True)),
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
                (
                    "referral",
                    palermo.trust.owned.OwnedForeignKey(related_name="changes", to="protection.referral"),
                ),
            ],
            options={
                "db_table": "protection_sent_change",
                "indexes": [
                    models.Index(fields=["organisation", "referral"], name="protection_sent_change_of"),
                    models.Index(fields=["organisation", "person"], name="protection_sent_change_who"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("organisation", "referral", "what"),
                        name="protection_sent_change_open",
                    )
                ],
            },
        ),
    ]
