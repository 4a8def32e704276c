"""What the application's role may do beside its tables: everything PostgreSQL lets any role do, listed.

The register (register.py) says what the role may do with tables. This is the rest. What is taken away can be taken by a
superuser alone, once in each database: the embedded server does it at each start, on a server of your own it is done
by hand (docs/guides/administrator.md); until then each start says so. Works without Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import psycopg
from psycopg import sql


@dataclass(frozen=True, kw_only=True)
class Power:
    """Something any role may do. `functions` give it, as names in pg_catalog or patterns; commands give the others.

    `kept` says why it stays; where it is empty, the power is taken from everybody but a superuser.
    """

    what: str
    functions: tuple[str, ...] = ()
    kept: str = ""


POWERS: tuple[Power, ...] = (
    Power(
        what="keep large objects: outside the register, row-level security, erasure and backup's digests",
        functions=("lo_*", "loread", "lowrite"),
    ),
    Power(what="write texts into the write-ahead log", functions=("pg_logical_emit_message",)),
    Power(what="end or cancel other sessions", functions=("pg_terminate_backend", "pg_cancel_backend")),
    Power(
        what="change its own password and its own settings (ALTER ROLE)",
        kept="no grant stands behind it; both are looked at at each start",
    ),
    Power(
        what="set what its session may set, the organisation of row-level security included",
        functions=("set_config", "setseed"),
        kept="the second wall stands on it; docs/threat-model.md says what that means",
    ),
    Power(
        what="see numbers of rows over all offices, sizes, locks, and how the server fares",
        functions=(
            *("pg_get_*", "pg_stat_*", "pg_is_*", "pg_last_*", "pg_current_wal_*", "pg_control_*", "*_size"),
            *("pg_lock_status", "pg_blocking_pids", "pg_safe_snapshot_blocking_pids", "pg_isolation_test_*"),
            *(
                "pg_available_wal_summaries",
                "pg_wal_summary_contents",
                "pg_notification_queue_usage",
                "pg_jit_*",
            ),
            *(
                "pg_collation_*",
                "pg_database_collation_*",
                "pg_partition_*",
                "pg_prepared_xact",
                "pg_sequence_*",
            ),
            *("pg_xact_*", "txid_status"),
        ),
        kept="the catalogue itself holds numbers of rows, and every query plan needs it",
    ),
    Power(
        what="see the statements of its role's other sessions (pg_stat_activity)",
        kept="hidden by track_activities = off, which the embedded server sets and a superuser of yours can set",
    ),
    Power(
        what="take locks by number",
        functions=("pg_advisory_*", "pg_try_advisory_*"),
        kept="workers and services that run one at a time need them; taking all of them stops work, and shows nothing",
    ),
    Power(
        what="tell listeners something (LISTEN, NOTIFY)",
        functions=("pg_notify",),
        kept="a command stands behind it too; nothing of Palermo listens",
    ),
    Power(
        what="wait, and ask what takes long",
        functions=(
            "pg_sleep*",
            "query_to_xml*",
            "cursor_to_xml*",
            "ts_stat",
            "ts_rewrite",
            "pg_export_snapshot",
        ),
        kept="they run as the role itself, under its row-level security; an endless query is one without them too",
    ),
    Power(
        what="chance, clocks, and its own session",
        functions=(
            *("random*", "array_sample", "array_shuffle", "gen_random_uuid", "uuidv*", "bernoulli", "system"),
            *(
                "clock_timestamp",
                "timeofday",
                "current_query",
                "currtid2",
                "currval",
                "lastval",
                "nextval",
                "setval",
            ),
        ),
        kept="needed; sequences of tables are granted with them",
    ),
    Power(
        what="ask for what is then refused: these look at the role themselves",
        functions=(
            *(
                "binary_upgrade_*",
                "pg_*_replication_slot*",
                "pg_logical_slot_*",
                "pg_replication_slot_advance",
            ),
            *(
                "pg_sync_replication_slots",
                "pg_import_system_collations",
                "pg_nextoid",
                "pg_extension_config_dump",
            ),
            *(
                "pg_stop_making_pinned_objects",
                "pg_clear_*_stats",
                "pg_restore_*_stats",
                "brin_*",
                "gin_clean_*",
            ),
            *("amvalidate", "plpgsql_*"),
        ),
        kept="PostgreSQL refuses them to whoever is not superuser, owner or replicating",
    ),
)
SEARCH_PATH, SILENT = "search_path=public, keys", "track_activities=off"
"""What the program's roles are set to, and nothing else; whatever more is wanted stands in the address."""

_OPEN = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname LIKE ANY(%s)
  AND has_function_privilege('public', oid, 'EXECUTE')
"""
_OWN_SETTINGS = """
SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole
WHERE rolname = %s AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
ORDER BY 1
"""
Connection = psycopg.Connection[Any]


def power_of(function: str) -> Power | None:
    """The power that a function of pg_catalog gives, by its name; None for one that is not listed."""
    return next(
        (power for power in POWERS if any(fnmatchcase(function, one) for one in power.functions)), None
    )


def still_open(connection: Connection) -> list[str]:
    """Functions that any role may still use and that are to be taken away, with their arguments."""
    taken = [name for power in POWERS if not power.kept for name in power.functions]
    patterns = [name.replace("_", r"\_").replace("*", "%") for name in taken]
    return sorted(str(signature) for (signature,) in connection.execute(_OPEN, [patterns]).fetchall())


def take_away(connection: Connection) -> list[str]:
    """Take from everybody what is to be taken, in this database; the functions it was. Needs a superuser."""
    functions = still_open(connection)
    for signature in functions:
        # The catalogue's own spelling of a function, quoted where it has to be.
        connection.execute(f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC")
    return functions


def own_settings(connection: Connection, role: str) -> list[str]:
    """What a role is set to, here or everywhere, as NAME=VALUE."""
    return [str(setting) for (setting,) in connection.execute(_OWN_SETTINGS, [role]).fetchall()]


def foreign_settings(connection: Connection, role: str) -> list[str]:
    """Names of settings that a role has beside the program's own."""
    held = own_settings(connection, role)
    return [text.partition("=")[0] for text in held if text not in {SEARCH_PATH, SILENT}]


def reset_settings(connection: Connection, role: str, *, settings: tuple[str, ...]) -> None:
    """Give a role these settings and no others, here and in every database. Needs a superuser."""
    name = sql.Identifier(role)
    databases = connection.execute(
        "SELECT datname FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase"
        " JOIN pg_roles ON pg_roles.oid = setrole WHERE rolname = %s",
        [role],
    ).fetchall()
    connection.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(name))
    for (database,) in databases:
        where = sql.Identifier(str(database))
        connection.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(name, where))
    for setting in settings:
        connection.execute(sql.SQL("ALTER ROLE {} SET {}").format(name, sql.SQL(setting)))


def large_objects(connection: Connection) -> int:
    """How many large objects the database holds; Palermo makes none."""
    (number,) = connection.execute("SELECT count(*) FROM pg_largeobject_metadata").fetchone() or (0,)
    return int(number)
