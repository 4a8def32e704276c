"""What pages ask the database, and a world grown until an expensive question shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg import sql
from tests.authorisation.reading import ROLES, Row, read_matrix
from tests.authorisation.world import World
from tests.support.canaries import sealed_columns
from tests.support.cast import signed_in

from palermo.trust import recent
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

OWN_COPIES, OFFICES, FOREIGN_ROWS = 30, 100, 3000
ROOMS = ("protection_", "directory_", "basis_", "desk_")
"""Whose rows are copied in the own office. (Of a package a copy would be a forgery.)"""
OF_AN_OFFICE = ("organisation_id", "sender_id", "receiver_id", "author_id", "proposer_id", "partner_id")
FRESH = {
    **dict.fromkeys(("id", "thread_id"), "gen_random_uuid()"),
    **dict.fromkeys(("code", "email", "name", "session_key"), "'fresh' || nth"),
}
"""What each copy has for itself, where it is not sealed."""
SEALED = "bytea"
"""The type of columns that are sealed."""
FEW = "people_organisation"
"""An alliance has some hundred offices, and pages that show them all."""
SIGN_OUT = {"web:locked"}
"""Pages that end the session in which they are opened."""
NOT_COUNTED = re.compile(r'^(BEGIN|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|UPDATE "django_session")|set_config')
"""The frame of a transaction; and which office a session acts for, noted once after signing in."""


@dataclass(frozen=True)
class Look:
    """One page as one colleague opens it."""

    row: Row
    office: str
    actor: Staff

    def __str__(self) -> str:
        (role,) = self.actor.roles
        return f"{self.row.name}, {role} of {self.office}"


def looks(world: World) -> list[Look]:
    """Every page that is answered: as those who lead see it, and as those who work on the file do; else the first."""
    found = []
    for row in read_matrix():
        for office, signs in zip((world.cast.owner, world.cast.partner), row.offices[:2], strict=True):
            may = [role for role, sign in zip(ROLES, signs, strict=True) if sign == "+"]
            chosen = [role for role in (Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT) if role in may]
            if row.method == "GET":
                found += [Look(row, office.name, office[role]) for role in chosen[:2] or may[:1]]
    return found


def settled(world: World, actor: Staff) -> Client:
    """A browser in which no page is the first of a session, and in which what waits was counted just now."""
    if actor.user_id not in world.browsers or recent.number(actor) is None:
        world.browser(actor).get(reverse("web:today"))
    # What was counted some seconds ago could become too old before the page asks.
    if (waiting := recent.number(actor)) is not None:
        recent.note(actor, waiting)
    return world.browser(actor)


def asked(world: World, look: Look) -> list[str]:
    """The statements of one page, without the frame; with those that record that it was read."""
    browser = signed_in(look.actor) if look.row.name in SIGN_OUT else settled(world, look.actor)
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(reverse(look.row.name, args=world.arguments(look.row.subject)))
    assert answer.status_code == 200, str(look)
    return [query["sql"] for query in queries if not NOT_COUNTED.search(query["sql"])]


def plans(look: Look, statements: list[str]) -> list[str]:
    """How the server would answer each question of a page, asked as the app role for this colleague."""
    found = []
    with unit_of_work(look.actor), connection.cursor() as cursor:
        for statement in statements:
            if statement.startswith("SELECT"):
                cursor.execute("EXPLAIN " + statement.replace("%", "%%"))
                found.append("\n".join(row[0] for row in cursor.fetchall()))
    return found


def grow(superuser: psycopg.Connection[Any]) -> None:
    """Thirty copies of every row beside it, and thousands of rows in a hundred other offices, in every table.

    Copies have no sealed texts. The rows of others are anything their columns take: the server is told to look at no
    reference and no rule.
    """
    superuser.execute("SET session_replication_role = replica")
    rules = superuser.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
        " AND connamespace = 'public'::regnamespace"
    ).fetchall()
    for table, rule in rules:
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        superuser.execute(drop.format(sql.Identifier(table), sql.Identifier(rule)))
    tables = superuser.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname IN ('public', 'keys') AND c.relname <> 'django_migrations'"
    ).fetchall()
    for schema, name in tables:
        if name.startswith(ROOMS):
            _copy_beside(superuser, name)
        if name != FEW:
            _fill_elsewhere(superuser, sql.Identifier(schema, name), f"{schema}.{name}")
    _end_every_person(superuser)
    superuser.execute("ANALYZE")


def _end_every_person(superuser: psycopg.Connection[Any]) -> None:
    """A notice like the one there is about each person of its office: a person has one at most."""
    columns = [name for name, _kind in _columns(superuser, "retention_notice")]
    fresh = {"id": sql.SQL("gen_random_uuid()"), "subject_id": sql.Identifier("person", "id")}
    rows = sql.SQL(
        "(SELECT * FROM retention_notice WHERE object_type = 'person' AND done_at IS NULL AND room <> '' LIMIT 1) one"
        " JOIN protection_person person ON person.organisation_id = one.organisation_id"
    )
    values = [fresh.get(name, sql.Identifier("one", name)) for name in columns]
    _insert(superuser, sql.Identifier("retention_notice"), columns, values, rows)


def _copy_beside(superuser: psycopg.Connection[Any], table: str) -> None:
    sealed = {column for of, column in sealed_columns() if of == table}
    columns = [name for name, _kind in _columns(superuser, table)]
    values = [
        sql.SQL("''::bytea")
        if name in sealed
        else sql.SQL(FRESH[name])
        if name in FRESH
        else sql.Identifier(name)
        for name in columns
    ]
    _insert(
        superuser,
        sql.Identifier(table),
        columns,
        values,
        sql.SQL("(SELECT * FROM {} LIMIT 50) one, generate_series(1, {}) nth").format(
            sql.Identifier(table), sql.Literal(OWN_COPIES)
        ),
    )


def _fill_elsewhere(superuser: psycopg.Connection[Any], table: sql.Identifier, name: str) -> None:
    columns = _columns(superuser, name)
    values: list[sql.Composable] = []
    for column, kind in columns:
        if column in OF_AN_OFFICE:
            value = sql.SQL("md5({} || nth % {})::uuid").format(sql.Literal(column), sql.Literal(OFFICES))
        elif column in FRESH and kind != SEALED:
            value = sql.SQL(FRESH[column])
        elif kind in ANYTHING:
            value = sql.SQL(ANYTHING[kind])
        else:
            value = sql.SQL("coalesce(one.{}, {})").format(
                sql.Identifier(column), sql.SQL(LIKE_ANOTHER[kind])
            )
        values.append(value)
    rows = sql.SQL("generate_series(1, {}) nth LEFT JOIN (SELECT * FROM {} LIMIT 1) one ON true").format(
        sql.Literal(FOREIGN_ROWS), table
    )
    _insert(superuser, table, [column for column, _kind in columns], values, rows)


ANYTHING = {
    "uuid": "gen_random_uuid()",
    "bytea": "''::bytea",
    "date": "DATE '2026-01-01' + nth % 300",
    "time without time zone": "TIME '08:00' + nth % 600 * interval '1 minute'",
    "timestamp with time zone": "TIMESTAMPTZ '2026-01-01Z' + nth * interval '1 hour'",
    **dict.fromkeys(("double precision", "integer", "bigint", "numeric"), "nth"),
}
LIKE_ANOTHER = {
    "boolean": "true",
    "smallint": "1",
    "jsonb": "'[]'",
    **dict.fromkeys(("text", "character varying"), "''"),
}
"""A value for a column of each type; of the latter the one that a row has, if there is a row."""


def _columns(superuser: psycopg.Connection[Any], table: str) -> list[tuple[str, str]]:
    """Name and type of each column that the server does not fill by itself."""
    return superuser.execute(
        "SELECT attname, regexp_replace(format_type(atttypid, NULL), '[(].*', '') FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        " AND attidentity = ''",
        [table],
    ).fetchall()


def _insert(
    superuser: psycopg.Connection[Any],
    table: sql.Identifier,
    columns: list[str],
    values: list[sql.Composable],
    rows: sql.Composable,
) -> None:
    superuser.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT DO NOTHING").format(
            table, sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(", ").join(values), rows
        )
    )
