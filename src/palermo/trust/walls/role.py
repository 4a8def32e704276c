"""The start-up check: Palermo serves nobody through a role that row-level security does not bind."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper


class WrongRole(RuntimeError):
    """The database role has more power than the program may have; the message says which."""


_OURS = "('public', 'keys')"
_QUESTION = f"""
SELECT current_user,
       rolsuper,
       rolbypassrls,
       rolcreaterole OR rolreplication,
       EXISTS (SELECT 1 FROM pg_class WHERE relowner = me.oid AND relkind IN ('r', 'p', 'v', 'm', 'S'))
         OR EXISTS (SELECT 1 FROM pg_database WHERE datdba = me.oid AND datname = current_database())
         OR EXISTS (SELECT 1 FROM pg_namespace WHERE nspowner = me.oid AND nspname IN {_OURS}),
       EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace ns ON ns.oid = relnamespace
               WHERE relkind = 'r' AND nspname IN {_OURS}
                 AND has_table_privilege(me.oid, pg_class.oid, 'TRUNCATE')),
       has_database_privilege(me.oid, current_database(), 'CREATE')
         OR EXISTS (SELECT 1 FROM pg_namespace
                    WHERE nspname IN {_OURS} AND has_schema_privilege(me.oid, pg_namespace.oid, 'CREATE')),
       EXISTS (SELECT 1 FROM pg_roles other
               WHERE other.oid <> me.oid AND pg_has_role(me.oid, other.oid, 'MEMBER') AND (
                 other.rolsuper OR other.rolbypassrls OR other.rolcreaterole OR other.rolname LIKE 'pg\\_%'
                 OR other.oid IN (SELECT relowner FROM pg_class JOIN pg_namespace ns ON ns.oid = relnamespace
                                  WHERE nspname IN {_OURS})))
FROM pg_roles me WHERE rolname = current_user
"""  # noqa: S608 - constants of this module

_FAULTS = (
    "is a superuser",
    "bypasses row-level security",
    "may make roles or copy the whole server",
    "owns tables, a schema or the database",
    "may TRUNCATE tables",
    "may create tables or schemas",
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
