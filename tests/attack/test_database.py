"""Statements of the role with which the program works, sent past it to the database of the running copy."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from tests.attack.running import Copy
from tests.trust.walls.world import BELONGING, acting, name_of

from palermo.operation.embedded import socket_url
from palermo.operation.firststart import APP
from palermo.trust.walls.register import TABLES
from palermo.trust.walls.table import Kind, Table

pytestmark = pytest.mark.attack
Held = Callable[[bool, str], None]
App = psycopg.Connection[Any]
OWNED = [table for table in BELONGING if table.kind is not Kind.ENVELOPE]


@pytest.fixture
def app(copy: Copy) -> Iterator[App]:
    """As the role of the program, in the copy's database."""
    with psycopg.connect(socket_url(copy.job.folder, APP), autocommit=True) as connection:
        yield connection


@pytest.fixture
def offices(copy: Copy) -> list[UUID]:
    """Every office, the one with the most files first."""
    with psycopg.connect(copy.job.owner, autocommit=True) as owner:
        found = owner.execute(
            "SELECT o.id FROM people_organisation o LEFT JOIN protection_case c ON c.organisation_id = o.id"
            " GROUP BY o.id ORDER BY count(c.id) DESC"
        ).fetchall()
    return [row[0] for row in found]


def rows_of_others(app: App, table: Table, own: UUID | None) -> int:
    """Rows that this session is shown and that are not of the office."""
    query = sql.SQL("SELECT count(*) FROM {} WHERE {} IS DISTINCT FROM %s").format(
        name_of(table), sql.Identifier(table.owner)
    )
    return int(app.execute(query, [own]).fetchall()[0][0])


def test_no_setting_shows_a_row_of_another_office(app: App, offices: list[UUID], held: Held) -> None:
    settings: list[UUID | None] = [*offices, None, uuid4()]
    for table in OWNED:
        for office in settings:
            with acting(app, office, rooms="protection,prosecution"):
                held(rows_of_others(app, table, office) == 0, f"{table.name} is shown to {office}")


def test_a_room_that_is_not_opened_shows_no_row_of_its_own_office(
    app: App, offices: list[UUID], held: Held
) -> None:
    for table in OWNED:
        if table.room:
            for rooms in ("", "prosecution"):
                if table.room not in rooms.split(","):
                    with acting(app, offices[0], rooms=rooms):
                        count = sql.SQL("SELECT count(*) FROM {}").format(name_of(table))
                        held(app.execute(count).fetchall() == [(0,)], f"{table.name} in the rooms {rooms!r}")


def test_no_row_of_another_office_is_changed_deleted_or_made(
    app: App, offices: list[UUID], held: Held
) -> None:
    first, second, *_ = offices
    for table in OWNED:
        name, owner = name_of(table), sql.Identifier(table.owner)
        statements = {
            "changed": sql.SQL("UPDATE {} SET {} = %(own)s WHERE {} = %(foreign)s").format(
                name, owner, owner
            ),
            "given away": sql.SQL("UPDATE {} SET {} = %(foreign)s").format(name, owner),
            "deleted": sql.SQL("DELETE FROM {} WHERE {} = %(foreign)s").format(name, owner),
            "locked": sql.SQL("SELECT 1 FROM {} WHERE {} = %(foreign)s FOR UPDATE").format(name, owner),
            "made": sql.SQL("INSERT INTO {} ({}) VALUES (%(foreign)s)").format(name, owner),
        }
        for what, statement in statements.items():
            held(_touches(app, statement, first, second) == 0, f"{table.name}: a row of another is {what}")


def _touches(app: App, statement: sql.Composed, foreign: UUID, own: UUID) -> int:
    """Rows that a statement touches; none where the database refuses it."""
    try:
        with acting(app, own, rooms="protection,prosecution"):
            return app.execute(statement, {"foreign": foreign, "own": own}).rowcount
    except psycopg.Error:
        return 0


FORBIDDEN = (
    *("SET ROLE palermo_owner", "SET ROLE postgres", "SET SESSION AUTHORIZATION palermo_owner"),
    *("SET session_replication_role = replica", "ALTER ROLE palermo_app BYPASSRLS"),
    *("ALTER ROLE palermo_app SUPERUSER", "CREATE ROLE mine", "GRANT palermo_owner TO palermo_app"),
    *("CREATE TABLE mine (id integer)", "CREATE SCHEMA mine", "CREATE TEMPORARY TABLE mine (id integer)"),
    *("CREATE EXTENSION plpython3u", "CREATE EXTENSION dblink", "CREATE DATABASE mine"),
    "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION pg_temp.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "DO LANGUAGE plpython3u 'import os'",
    *(
        "COPY people_user TO PROGRAM 'cat'",
        "COPY people_user TO '/tmp/people'",
        "COPY people_user FROM PROGRAM 'id'",
    ),
    *("COPY people_user FROM '/etc/passwd'", "SELECT pg_read_file('/etc/passwd')"),
    *(
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_create(0)",
        "SELECT lo_creat(1)",
    ),
    *(
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_unlink(1)",
        "SELECT pg_reload_conf()",
        "SELECT pg_rotate_logfile()",
    ),
    *("SELECT pg_terminate_backend(1)", "SELECT pg_cancel_backend(1)"),
    *("ALTER SYSTEM SET listen_addresses = '*'", "SET track_activities = on", "SET log_statement = 'all'"),
    *(
        "ALTER DATABASE palermo SET row_security = off",
        "ALTER ROLE palermo_app SET palermo.organisation = 'x'",
    ),
    *("TRUNCATE ledger_event", "UPDATE ledger_event SET verb = 'x'", "DELETE FROM ledger_event"),
    *(
        "DELETE FROM exchange_envelope",
        "UPDATE exchange_envelope SET kind = 'x'",
        "DELETE FROM keys.subject_key",
    ),
    *("ALTER TABLE ledger_event DISABLE TRIGGER ALL", "DROP TABLE ledger_event"),
    *("ALTER TABLE protection_case DISABLE ROW LEVEL SECURITY", "DROP POLICY own ON protection_case"),
    "CREATE POLICY mine ON protection_case USING (true)",
    "CREATE TRIGGER mine BEFORE INSERT ON protection_case EXECUTE FUNCTION mine()",
    *("UPDATE people_user SET email = 'taken@evil.example'", "UPDATE people_user SET is_active = true"),
    *("UPDATE people_role_assignment SET role = 'coordinator'", "DELETE FROM people_role_assignment"),
    *("SELECT * FROM pg_authid", "SELECT * FROM pg_shadow", "SELECT * FROM pg_largeobject"),
    *(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
        "VACUUM FULL people_user",
    ),
    "SET row_security = off; SELECT * FROM protection_person",
    "SELECT pg_logical_emit_message(false, 'x', 'y')",
)


def test_what_the_role_may_not_do_is_refused(app: App, offices: list[UUID], held: Held) -> None:
    for statement in FORBIDDEN:
        try:
            with acting(app, offices[0]):
                app.execute(statement)
            refused = False
        except psycopg.Error as error:
            # An error of form would be no attempt at all.
            refused = not isinstance(error, (psycopg.errors.SyntaxError, psycopg.errors.UndefinedColumn))
        held(refused, statement)


class Run:
    """What a pickle makes of itself: a file at a place."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __reduce__(self) -> Any:
        return Path.touch, (self._place,)


def test_a_pickle_in_a_table_runs_nowhere(copy: Copy, app: App, tmp_path: Path, held: Held) -> None:
    ran = tmp_path / "ran"
    value, end = base64.b64encode(pickle.dumps(Run(ran))).decode(), datetime.now(UTC) + timedelta(hours=1)
    put = (
        "INSERT INTO web_cache VALUES (%s, %s, %s)"
        " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value"
    )
    keys = [key for (key,) in app.execute("SELECT cache_key FROM web_cache").fetchall()]
    throttle = ":1:allauth:rl:allauth.account:login_failed"
    keys += [f"{throttle}:30/60/ip:ip:127.0.0.1", f"{throttle}_shared:30/m/ip:ip:127.0.0.1"]
    for key in keys:
        app.execute(put, [key, value, end])
    sessions = app.execute("SELECT session_key FROM django_session").fetchall()
    asker = copy.nobody()
    for cookie in ("", *(key for (key,) in sessions[:3])):
        asker.cookies["session"] = cookie
        asker.post("/account/login/", login="nobody@lantern.example", password="wrong")
        held(not ran.exists(), "a pickle among counts ran")
    assert {table.name for table in TABLES} >= {"web_cache", "django_session"}
