"""The second wall by itself: what the database answers when no policy of the program stands in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import errors, sql
from tests.support import place, session
from tests.trust.walls.world import (
    BELONGING,
    NOBODY,
    OURS,
    THEIRS,
    Connection,
    acting,
    columns_of,
    fill,
    insert,
    name_of,
    rows_seen,
)

from palermo.trust.walls.build import protect
from palermo.trust.walls.table import Kind, Table

each_table = pytest.mark.parametrize("table", BELONGING, ids=lambda table: table.name)


@pytest.fixture(scope="module")
def filled(server: session.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[place.Database]:
    folder = tmp_path_factory.mktemp("walls") / "data"
    with (
        place.data_folder(folder, root_key=settings.PALERMO_ROOT_KEY_FILE),
        place.database(server) as database,
    ):
        if database.superuser is None:
            pytest.skip("A server that is not ours gives no superuser; the embedded server runs this test.")
        with psycopg.connect(database.superuser, autocommit=True) as superuser:
            fill(superuser)
        yield database


@pytest.fixture
def app(filled: place.Database) -> Iterator[Connection]:
    with psycopg.connect(filled.app, autocommit=True) as connection:
        yield connection


@each_table
def test_no_organisation_set_means_no_rows(app: Connection, table: Table) -> None:
    with acting(app, None):
        assert rows_seen(app, table) == 0


@each_table
def test_an_office_sees_its_own_row_and_no_foreign_one(app: Connection, table: Table) -> None:
    with acting(app, OURS):
        assert rows_seen(app, table) == 1
    with acting(app, NOBODY):
        assert rows_seen(app, table) == 0


@each_table
def test_a_foreign_row_can_be_neither_changed_nor_removed(app: Connection, table: Table) -> None:
    for statement in ("DELETE FROM {}", "UPDATE {} SET {} = {}"):
        with acting(app, NOBODY):
            column = sql.Identifier(table.author if table.kind is Kind.ENVELOPE else table.owner)
            try:
                touched = app.execute(sql.SQL(statement).format(name_of(table), column, column)).rowcount
            except errors.InsufficientPrivilege:
                touched = 0
            assert touched == 0


@each_table
def test_a_row_cannot_be_added_in_another_office_s_name(app: Connection, table: Table) -> None:
    values = columns_of(app, table, THEIRS)
    with acting(app, OURS), pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        insert(app, table, values)


@pytest.mark.parametrize(
    "table",
    [table for table in BELONGING if table.room or table.room_column or table.sender_room],
    ids=lambda table: table.name,
)
def test_a_room_that_the_unit_s_mandate_does_not_open_shows_nothing(app: Connection, table: Table) -> None:
    for rooms in ("", "prosecution", "protection-annex"):
        with acting(app, OURS, rooms=rooms):
            assert rows_seen(app, table) == 0


BETWEEN_ROOMS = [table for table in BELONGING if table.sender_room]


@pytest.mark.parametrize("table", BETWEEN_ROOMS, ids=lambda table: table.name)
def test_the_sender_is_held_to_the_room_that_is_left_and_the_receiver_to_the_one_that_is_entered(
    app: Connection, table: Table
) -> None:
    values = {
        **columns_of(app, table, OURS),
        table.receiver: f"'{THEIRS}'",
        table.sender_room: "'protection'",
        table.receiver_room: "'prosecution'",
    }
    with (
        acting(app, OURS, rooms="prosecution"),
        pytest.raises(errors.InsufficientPrivilege, match="row-level"),
    ):
        insert(app, table, values)
    for office, rooms, seen in (
        (OURS, "protection", True),
        (OURS, "prosecution", False),
        (THEIRS, "prosecution", True),
        (THEIRS, "protection", False),
        (NOBODY, "protection,prosecution", False),
    ):
        with acting(app, OURS, rooms="protection"):
            app.execute("SET CONSTRAINTS ALL DEFERRED")
            insert(app, table, values)
            app.execute(
                "SELECT set_config('palermo.organisation', %s, true), set_config('palermo.rooms', %s, true)",
                [str(office), rooms],
            )
            found = app.execute(
                sql.SQL("SELECT count(*) FROM {} WHERE {} = {} AND {} = 'prosecution'").format(
                    name_of(table),
                    sql.Identifier(table.sender),
                    sql.Literal(OURS),
                    sql.Identifier(table.receiver_room),
                )
            ).fetchone()
            assert found == (int(seen),), (office, rooms)


@pytest.mark.parametrize("table", BETWEEN_ROOMS, ids=lambda table: table.name)
def test_a_receiver_that_stores_what_came_as_a_file_is_held_to_the_room_it_enters(
    app: Connection, table: Table
) -> None:
    values = {
        **columns_of(app, table, THEIRS),
        table.receiver: f"'{OURS}'",
        table.author: f"'{OURS}'",
        table.sender_room: "'protection'",
        table.receiver_room: "'prosecution'",
    }
    with (
        acting(app, OURS, rooms="protection"),
        pytest.raises(errors.InsufficientPrivilege, match="row-level"),
    ):
        insert(app, table, values)
    with acting(app, OURS, rooms="prosecution"):
        app.execute("SET CONSTRAINTS ALL DEFERRED")
        insert(app, table, values)


def test_a_key_opens_in_its_own_room_and_the_desk_s_in_every_room(app: Connection) -> None:
    table = next(table for table in BELONGING if table.name == "subject_key")
    for room, rooms, added in (
        ("prosecution", "prosecution", True),
        ("protection", "protection", True),
        ("desk", "prosecution", True),
        ("desk", "", True),
        ("protection", "prosecution", False),
        ("prosecution", "protection", False),
    ):
        values = {**columns_of(app, table, OURS), "room": f"'{room}'"}
        with acting(app, OURS, rooms=rooms):
            before = rows_seen(app, table)
            if added:
                insert(app, table, values)
                assert rows_seen(app, table) == before + 1
            else:
                with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                    insert(app, table, values)


FILED = ("basis_service_agreement", "basis_consent", "basis_override", "vault_legal_hold", "desk_draft")
"""What any pillar keeps about its files: each row stands in the room of its file."""


@pytest.mark.parametrize("name", FILED)
def test_what_is_kept_about_a_file_is_seen_added_and_changed_in_the_file_s_room_alone(
    app: Connection, name: str
) -> None:
    table = next(table for table in BELONGING if table.name == name)
    values = {**columns_of(app, table, OURS), "room": "'prosecution'"}
    with acting(app, OURS, rooms="prosecution"):
        assert rows_seen(app, table) == 0, "the row that lies there is protection's"
        app.execute("SET CONSTRAINTS ALL DEFERRED")
        insert(app, table, values)
        assert rows_seen(app, table) == 1
        app.execute("SELECT set_config('palermo.rooms', 'protection', true)")
        assert rows_seen(app, table) == 1, "its own, and not the one just added"
        changed = app.execute(
            sql.SQL("UPDATE {} SET purpose = 'x' WHERE room = 'prosecution'").format(name_of(table))
        ).rowcount
        assert changed == 0
    for rooms in ("protection", ""):
        with acting(app, OURS, rooms=rooms), pytest.raises(errors.InsufficientPrivilege, match="row-level"):
            insert(app, table, values)


@pytest.mark.parametrize("name", FILED)
def test_what_is_kept_about_a_file_is_never_in_every_room_as_the_desk_s_keys_are(
    app: Connection, name: str
) -> None:
    table = next(table for table in BELONGING if table.name == name)
    values = {**columns_of(app, table, OURS), "room": "'desk'"}
    with acting(app, OURS), pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        insert(app, table, values)


def test_a_draft_is_shown_to_its_author_and_to_its_room_alone(app: Connection) -> None:
    table = next(table for table in BELONGING if table.name == "desk_draft")
    author = uuid4()
    values = {**columns_of(app, table, OURS), "author_id": f"'{author}'", "organisation_id": f"'{OURS}'"}
    for user, rooms, seen in (
        (author, "", True),
        (uuid4(), "prosecution", False),
        (uuid4(), "protection", True),
    ):
        with acting(app, OURS, rooms="protection"):
            before = rows_seen(app, table)
            app.execute("SET CONSTRAINTS ALL DEFERRED")
            insert(app, table, values)
            app.execute(
                "SELECT set_config('palermo.user', %s, true), set_config('palermo.rooms', %s, true)",
                [str(user), rooms],
            )
            assert rows_seen(app, table) == (before + 1 if "protection" in rooms else int(seen))


def test_a_table_of_another_room_in_the_same_office_shows_nothing(
    filled: place.Database, app: Connection
) -> None:
    table = Table(name="test_only_police_file", kind=Kind.OWNED, room="prosecution")
    with psycopg.connect(filled.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE test_only_police_file (id integer, organisation_id uuid)")
        try:
            with owner.cursor() as cursor:
                protect(cursor, table, schema="public", app_role=settings.PALERMO_APP_ROLE)  # type: ignore[arg-type]
            owner.execute("INSERT INTO test_only_police_file VALUES (1, %s)", [OURS])
            with acting(app, OURS, rooms="protection"):
                assert rows_seen(app, table) == 0
            with acting(app, OURS, rooms="prosecution"):
                assert rows_seen(app, table) == 1
        finally:
            owner.execute("DROP TABLE test_only_police_file")


def test_the_settings_end_with_the_transaction(app: Connection) -> None:
    with app.transaction():
        app.execute("SELECT set_config('palermo.organisation', %s, true)", [str(OURS)])
    assert all(_seen_by_default(app, table) == 0 for table in BELONGING)


def _seen_by_default(app: Connection, table: Table) -> int:
    return rows_seen(app, table)


@pytest.mark.parametrize(
    "statement", ["TRUNCATE {}", "DROP TABLE {}", "ALTER TABLE {} DISABLE ROW LEVEL SECURITY"]
)
@each_table
def test_the_application_s_role_cannot_empty_or_unprotect_a_table(
    app: Connection, table: Table, statement: str
) -> None:
    with acting(app, OURS), pytest.raises(errors.InsufficientPrivilege):
        app.execute(sql.SQL(statement).format(name_of(table)))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id integer)",
        "CREATE TABLE keys.mine (id integer)",
        "CREATE SCHEMA mine",
        "SET session_replication_role = replica",
        "SET ROLE palermo_owner",
        "ALTER ROLE palermo_app BYPASSRLS",
        "COPY public.django_session TO PROGRAM 'cat'",
    ],
)
def test_the_application_s_role_can_make_and_become_nothing(app: Connection, statement: str) -> None:
    with (
        app.transaction(force_rollback=True),
        pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)),
    ):
        app.execute(statement)


def test_the_application_s_role_owns_nothing(app: Connection) -> None:
    owned: list[Any] = app.execute(
        "SELECT relname FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    ).fetchall()
    assert owned == []
