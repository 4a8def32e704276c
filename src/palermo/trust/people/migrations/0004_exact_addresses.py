from typing import Any

from django.db import migrations, models

from palermo.trust.people.lookalikes import canonical

# Opens nothing: what was sent to one address while another account was taken for its holder's, and what was sent to an
# address that is not told from another.
LAPSE_WHAT_REACHES_ANOTHER = """
    UPDATE people_invitation i SET lapses_at = now() WHERE answer = '' AND lapses_at > now() AND (
        email <> lower(upper(email)) OR email <> normalize(email, NFKC)
        OR EXISTS (SELECT 1 FROM people_user u WHERE u.id = i.account_id AND u.email <> i.email)
    )
"""
LAPSE_OF_WHO_LEFT = """
    UPDATE people_invitation i SET lapses_at = now()
    WHERE answer = '' AND lapses_at > now() AND invited_by_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM people_role_assignment r
        WHERE r.organisation_id = i.organisation_id AND r.user_id = i.invited_by_id AND r.role = 'administrator'
        AND r.revoked_at IS NULL AND (r.valid_until IS NULL OR r.valid_until >= current_date)
    )
"""


def keep_in_one_form(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django's signature
    """A domain that 0.1.0 kept as it travels (`xn--…`) becomes the letters it spells, unless an account has those."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, email FROM people_user WHERE email LIKE '%xn--%'")
        for user_id, email in cursor.fetchall():
            cursor.execute("SELECT 1 FROM people_user WHERE email = %s", [kept := canonical(email)])
            if not cursor.fetchone():
                cursor.execute("UPDATE people_user SET email = %s WHERE id = %s", [kept, user_id])
                cursor.execute(
                    "UPDATE account_emailaddress SET email = %s WHERE user_id = %s", [kept, user_id]
                )


class Migration(migrations.Migration):
    dependencies = [("people", "0003_sessions"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls grant what is written here
        migrations.RunPython(keep_in_one_form),
        migrations.RunSQL(LAPSE_WHAT_REACHES_ANOTHER),
        migrations.RunSQL(LAPSE_OF_WHO_LEFT),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(fields=["email"], name="people_user_address"),
        ),
    ]
