import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned


class Migration(migrations.Migration):
    """What a breach of an office's data was, and whom it concerns; an index by time for asking the ledger."""

    dependencies = [
        ("ledger", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.CreateModel(
            name="Breach",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(default="assistance", max_length=40)),
                ("retention_rule", models.CharField(default="coded_record", max_length=40)),
                ("profile_version", models.CharField(default="example-state-1", max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("account_taken_over", "account_taken_over"),
                            ("colleague_misused", "colleague_misused"),
                            ("device_lost", "device_lost"),
                            ("wrong_recipient", "wrong_recipient"),
                            ("paper_lost", "paper_lost"),
                            ("server_broken_into", "server_broken_into"),
                            ("other", "other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("account_id", models.UUIDField(null=True)),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField()),
                ("noted_by_id", models.UUIDField(null=True)),
                (
                    "authority_answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("told", "told"),
                            ("no_risk", "no_risk"),
                            ("office_not_bound", "office_not_bound"),
                        ],
                        max_length=30,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "ledger_breach",
            },
        ),
        migrations.CreateModel(
            name="BreachNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(default="assistance", max_length=40)),
                ("retention_rule", models.CharField(default="coded_record", max_length=40)),
                ("profile_version", models.CharField(default="example-state-1", max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("kept_in", models.CharField(max_length=20)),
                ("subject_id", models.UUIDField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("told", "told"),
                            ("not_safely_reachable", "not_safely_reachable"),
                            ("would_endanger", "would_endanger"),
                            ("erased", "erased"),
                        ],
                        max_length=30,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "ledger_breach_notice",
            },
        ),
        migrations.AddIndex(
            model_name="ledgerevent",
            index=models.Index(fields=["organisation_id", "at"], name="ledger_time"),
        ),
        migrations.AddField(
            model_name="breach",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="breachnotice",
            name="breach",
            field=palermo.trust.owned.OwnedForeignKey(related_name="notices", to="ledger.breach"),
        ),
        migrations.AddField(
            model_name="breachnotice",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="breach",
            index=models.Index(fields=["organisation", "-known_at"], name="ledger_breach_list"),
        ),
        migrations.AddIndex(
            model_name="breachnotice",
            index=models.Index(
                fields=["organisation", "kept_in", "outcome"], name="ledger_breach_notice_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="breachnotice",
            constraint=models.UniqueConstraint(
                fields=("organisation", "breach", "kept_in", "subject_id"), name="ledger_breach_notice_once"
            ),
        ),
    ]
