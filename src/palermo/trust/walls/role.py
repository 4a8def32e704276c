"""The start-up check: Palermo serves nobody through a role that row-level security does not bind."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper


class WrongRole(RuntimeError):
    """The database role has more power than the program may have; the message says which."""


_QUESTION = """
SELECT current_user, rolsuper, rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p', 'v', 'm', 'S')),
       EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace ns ON ns.oid = relnamespace
               WHERE relkind = 'r' AND nspname IN ('public', 'keys')
                 AND has_table_privilege(current_user, pg_class.oid, 'TRUNCATE')),
       has_schema_privilege(current_user, 'public', 'CREATE'),
       EXISTS (SELECT 1 FROM pg_roles r WHERE (rolsuper OR rolbypassrls OR r.oid IN
                 (SELECT relowner FROM pg_class JOIN pg_namespace ns ON ns.oid = relnamespace
                  WHERE nspname IN ('public', 'keys')))
               AND r.rolname <> current_user AND pg_has_role(current_user, r.oid, 'MEMBER'))
FROM pg_roles WHERE rolname = current_user
"""

_FAULTS = (
    "is a superuser",
    "bypasses row-level security",
    "owns tables",
    "may TRUNCATE tables",
    "may create tables in schema public",
    "is a member of a role that may do these things",
)


def refuse_wrong_role(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Raise WrongRole unless the connection's role owns nothing and is bound by row-level security."""
    if settings.PALERMO_DATABASE_ROLE != "app":
        return
    raw = connection.connection
    with raw.cursor() as cursor:
        cursor.execute(_QUESTION)
        name, *answers = cursor.fetchone()
    raw.rollback()
    faults = [fault for fault, holds in zip(_FAULTS, answers, strict=True) if holds]
    if faults:
        connection.close()
        raise WrongRole(
            f"Database role {name} {' and '.join(faults)}; give DATABASE_URL a role made by 'palermo manage roles'"
            " or as docs/guides/administrator.md says."
        )
