import django.db.models.deletion
from django.db import migrations, models

import palermo.protection.codes
import palermo.trust.ids
import palermo.trust.owned
import palermo.trust.vault.vault


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("protection", "0003_identification"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceTold",
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
                ("address", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("staff", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
                ("security", palermo.trust.vault.vault.SealedField(blank=True, default=b"")),
            ],
            options={
                "db_table": "protection_place_told",
            },
        ),
        migrations.CreateModel(
            name="UnmetNeed",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("accommodation", "accommodation"),
                            ("health", "health"),
                            ("psychosocial", "psychosocial"),
                            ("legal", "legal"),
                            ("interpretation", "interpretation"),
                            ("material", "material"),
                            ("education", "education"),
                            ("employment", "employment"),
                            ("child_care", "child_care"),
                            ("documents", "documents"),
                            ("safety", "safety"),
                            ("other", "other"),
                        ],
                        max_length=40,
                    ),
                ),
                ("zone", models.CharField(blank=True, max_length=20)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("no_such_service", "no_such_service"),
                            ("no_room", "no_room"),
                            ("too_far", "too_far"),
                            ("not_for_her", "not_for_her"),
                            ("not_safe", "not_safe"),
                            ("no_agreement", "no_agreement"),
                            ("all_declined", "all_declined"),
                        ],
                        max_length=40,
                    ),
                ),
                ("recorded_by_id", models.UUIDField()),
            ],
            options={
                "db_table": "protection_unmet_need",
            },
        ),
        migrations.AddField(
            model_name="enquiry",
            name="place_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="service_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="waitlist_position",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="waitlist_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="service_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="waitlist_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="zone",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name="enquiry",
            name="state",
            field=models.CharField(
                choices=[
                    ("enquiry_sent", "enquiry_sent"),
                    ("declined", "declined"),
                    ("accepted_in_principle", "accepted_in_principle"),
                    ("not_pursued", "not_pursued"),
                    ("identity_sent", "identity_sent"),
                    ("in_service", "in_service"),
                    ("completed", "completed"),
                    ("withdrawn", "withdrawn"),
                    ("withdrawal_answered", "withdrawal_answered"),
                    ("waitlisted", "waitlisted"),
                ],
                default=palermo.protection.codes.ReferralState["ENQUIRY_SENT"],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="state",
            field=models.CharField(
                choices=[
                    ("enquiry_sent", "enquiry_sent"),
                    ("declined", "declined"),
                    ("accepted_in_principle", "accepted_in_principle"),
                    ("not_pursued", "not_pursued"),
                    ("identity_sent", "identity_sent"),
                    ("in_service", "in_service"),
                    ("completed", "completed"),
                    ("withdrawn", "withdrawn"),
                    ("withdrawal_answered", "withdrawal_answered"),
                    ("waitlisted", "waitlisted"),
                ],
                default=palermo.protection.codes.ReferralState["ENQUIRY_SENT"],
                max_length=40,
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["organisation", "need"], name="protection_referral_need"),
        ),
        migrations.AddField(
            model_name="placetold",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField(
            model_name="placetold",
            name="person",
            field=palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.person"),
        ),
        migrations.AddField(
            model_name="placetold",
            name="referral",
            field=palermo.trust.owned.OwnedForeignKey(related_name="+", to="protection.referral"),
        ),
        migrations.AddField(
            model_name="unmetneed",
            name="need",
            field=palermo.trust.owned.OwnedForeignKey(null=True, related_name="+", to="protection.need"),
        ),
        migrations.AddField(
            model_name="unmetneed",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="placetold",
            index=models.Index(fields=["organisation", "person"], name="protection_place_told_person"),
        ),
        migrations.AddConstraint(
            model_name="placetold",
            constraint=models.UniqueConstraint(
                fields=("organisation", "referral"), name="protection_place_told_one"
            ),
        ),
        migrations.AddIndex(
            model_name="unmetneed",
            index=models.Index(fields=["organisation", "kind", "zone"], name="protection_unmet_need_count"),
        ),
        migrations.AddConstraint(
            model_name="unmetneed",
            constraint=models.UniqueConstraint(
                fields=("organisation", "need"), name="protection_unmet_need_one"
            ),
        ),
    ]
