import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids
import palermo.trust.owned

# What an office's page or the host showed last is what the account's password stands on. Nobody wrote down whether a
# link was mailed, so no address counts as proved. Roles that an account holds in offices other than that one rest until
# an administrator there confirms the person.
STANDS_ON = """
UPDATE people_user SET vouched_by = coalesce(
    (SELECT event.organisation_id FROM ledger_event event
     WHERE event.object_id = people_user.id AND event.verb IN ('account.invited', 'password.link_made')
     ORDER BY event.at DESC LIMIT 1),
    (SELECT role.organisation_id FROM people_role_assignment role
     WHERE role.user_id = people_user.id ORDER BY role.created_at LIMIT 1));
UPDATE people_user SET vouched_by = NULL WHERE vouched_by = '00000000-0000-4000-8000-000000000001';
UPDATE account_emailaddress SET verified = false;
UPDATE people_role_assignment SET confirmed_at = created_at;
UPDATE people_user SET doubted_at = now() WHERE id IN (
    SELECT user_id FROM people_role_assignment
    WHERE revoked_at IS NULL AND (valid_until IS NULL OR valid_until >= CURRENT_DATE)
    GROUP BY user_id HAVING count(DISTINCT organisation_id) > 1);
UPDATE people_role_assignment role SET confirmed_at = account.doubted_at FROM people_user account
    WHERE account.id = role.user_id AND account.doubted_at IS NOT NULL
    AND coalesce(account.vouched_by, role.organisation_id) = role.organisation_id
"""


class Migration(migrations.Migration):
    """Roles that wait for a yes, and whose word an account's password stands on."""

    dependencies = [
        ("people", "0001_initial"),
        ("ledger", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AddField(
            model_name="roleassignment", name="confirmed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="user", name="address_proved_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(model_name="user", name="doubted_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="user", name="vouched_by", field=models.UUIDField(null=True)),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("email", models.EmailField(max_length=254)),
                ("full_name", models.CharField(blank=True, max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "coordinator"),
                            ("caseworker", "caseworker"),
                            ("focal_point", "focal_point"),
                            ("decision_maker", "decision_maker"),
                            ("police_officer", "police_officer"),
                            ("prosecutor_liaison", "prosecutor_liaison"),
                            ("analyst", "analyst"),
                            ("administrator", "administrator"),
                            ("auditor", "auditor"),
                            ("operator", "operator"),
                        ],
                        max_length=40,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("invited_by_id", models.UUIDField(null=True)),
                ("handle", models.CharField(blank=True, max_length=12)),
                ("code_digest", models.CharField(blank=True, max_length=64)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
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
                ("unit", palermo.trust.owned.OwnedForeignKey(related_name="+", to="people.unit")),
            ],
            options={
                "db_table": "people_invitation",
                "indexes": [
                    models.Index(fields=["organisation", "lapses_at"], name="people_invitation_office"),
                    models.Index(fields=["account_id"], name="people_invitation_account"),
                ],
            },
        ),
        migrations.RunSQL(
            STANDS_ON
        ),  # no way back: what an account's password stands on is not known otherwise
    ]
