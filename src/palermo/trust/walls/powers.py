"""What a database role can do beyond what Palermo's application may; asked of PostgreSQL itself, without Django."""

from __future__ import annotations

from typing import Any

import psycopg

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

FAULTS = (
    "is a superuser",
    "bypasses row-level security",
    "may make roles or copy the whole server",
    "owns tables, a schema or the database",
    "may TRUNCATE tables",
    "may create tables or schemas",
    "is a member of a role that may do these things",
)


def excess_powers(connection: psycopg.Connection[Any]) -> tuple[str, list[str]]:
    """The connection's role, and what it may do too much; an empty list for a role that serves."""
    with connection.cursor() as cursor:
        row = cursor.execute(_QUESTION).fetchone()
    if row is None:
        return "unknown", ["is not known to the server"]
    name, *answers = row
    return str(name), [fault for fault, holds in zip(FAULTS, answers, strict=True) if holds]


def refusal(name: str, faults: list[str]) -> str:
    """The sentence for a role that has too much power."""
    return (
        f"Database role {name} {' and '.join(faults)}: nothing would bind it to one office's rows. "
        "Give DATABASE_URL a role made as docs/guides/administrator.md says."
    )
