"""The register of tables says what the database does."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from tests.trust.walls.world import name_of, schema_of

from palermo.trust.actor import Anonymous
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.walls.build import (
    UnregisteredTable,
    build_walls,
    catalogue,
    owned_references,
    row_conditions,
)
from palermo.trust.walls.register import TABLES
from palermo.trust.walls.table import Kind, grants_of

pytestmark = pytest.mark.usefixtures("database")
Owner = psycopg.Connection[Any]
OWNED = [table for table in TABLES if table.kind is Kind.OWNED]


def test_every_table_is_registered_and_every_registered_table_exists() -> None:
    with unit_of_work(Anonymous()), connection.cursor() as cursor:
        found = catalogue(cursor)
    assert {table.name: schema_of(table) for table in TABLES} == found


def test_a_table_without_a_rule_stops_the_building_of_walls(owner_connection: Owner) -> None:
    owner_connection.execute("CREATE TABLE nobody_s_table (id integer)")
    with owner_connection.cursor() as cursor, pytest.raises(UnregisteredTable, match="nobody_s_table"):
        build_walls(cursor, app_role=settings.PALERMO_APP_ROLE)  # type: ignore[arg-type]


def test_the_grants_are_those_of_the_register_and_no_others(owner_connection: Owner) -> None:
    for table in TABLES:
        expected = {
            (verb, column) for verb, columns in _parsed(grants_of(table)) for column in columns or [""]
        }
        rows = owner_connection.execute(
            "SELECT privilege_type, '' FROM information_schema.table_privileges"
            " WHERE grantee = %(role)s AND table_schema = %(schema)s AND table_name = %(table)s"
            " UNION SELECT privilege_type, column_name FROM information_schema.column_privileges"
            " WHERE grantee = %(role)s AND table_schema = %(schema)s AND table_name = %(table)s"
            " AND privilege_type NOT IN (SELECT privilege_type FROM information_schema.table_privileges"
            " WHERE grantee = %(role)s AND table_schema = %(schema)s AND table_name = %(table)s)",
            {"role": settings.PALERMO_APP_ROLE, "schema": schema_of(table), "table": table.name},
        ).fetchall()
        assert set(rows) == expected, table.name


def _parsed(grants: str) -> list[tuple[str, list[str]]]:
    found = re.findall(r"(\w+)(?:\s*\(([^)]*)\))?", grants)
    return [(verb, [name.strip(' "') for name in columns.split(",") if name]) for verb, columns in found]


def test_nobody_else_may_touch_a_table(owner_connection: Owner) -> None:
    for table in TABLES:
        row = owner_connection.execute(
            "SELECT relacl::text FROM pg_class WHERE oid = %s::regclass",
            [name_of(table).as_string(owner_connection)],
        ).fetchone()
        assert row is not None
        assert "{=" not in str(row[0]), table.name
        assert ",=" not in str(row[0]), table.name


def test_row_level_security_is_on_wherever_rows_belong_to_somebody(owner_connection: Owner) -> None:
    for table in TABLES:
        row = owner_connection.execute(
            "SELECT relrowsecurity, relforcerowsecurity,"
            " (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid) FROM pg_class WHERE oid = %s::regclass",
            [name_of(table).as_string(owner_connection)],
        ).fetchone()
        assert row == ((True, False, 4) if row_conditions(table) else (False, False, 0)), table.name


def test_conditions_of_row_security_never_join(owner_connection: Owner) -> None:
    policies = owner_connection.execute(
        "SELECT tablename, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies"
    ).fetchall()
    assert policies
    for name, condition in policies:
        assert " FROM " not in condition.upper(), name


def test_a_table_whose_rows_name_their_room_is_walled_by_it() -> None:
    rules = {table.name: table for table in TABLES}
    named = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.column == "room" and not field.choices for field in model._meta.concrete_fields)
    }
    assert {"basis_consent", "vault_legal_hold", "desk_draft", "subject_key"} <= named
    for name in named:
        assert (rules[name].room, rules[name].room_column) == ("", "room"), name
    assert {table.name for table in TABLES if table.desk} == {"subject_key"}


def test_append_only_tables_refuse_change_even_as_a_replica(owner_connection: Owner) -> None:
    for table in TABLES:
        triggers = owner_connection.execute(
            "SELECT tgname, tgenabled::text FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [name_of(table).as_string(owner_connection)],
        ).fetchall()
        expected = {("palermo_no_change", "A"), ("palermo_no_truncate", "A")} if table.append_only else set()
        if table.name == "ledger_event":
            expected |= {("palermo_follows", "O")}
        if table.only_emptied:
            expected = {("palermo_no_rewrite", "A")}
        if table.name == "directory_agreement":
            expected = {("palermo_agreement_change", "A")}
        assert set(triggers) == expected, table.name


def test_every_owned_reference_is_held_by_organisation_and_id_together(owner_connection: Owner) -> None:
    references = owned_references()
    assert ("people_role_assignment", "unit_id", "people_unit") in references
    for table, column, target in references:
        row = owner_connection.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s AND convalidated",
            [f"{table}_{column}_owned"],
        ).fetchone()
        assert row is not None, (table, column)
        assert row[0] == f"FOREIGN KEY (organisation_id, {column}) REFERENCES {target}(organisation_id, id)"


def test_nothing_is_deleted_by_a_cascade(owner_connection: Owner) -> None:
    cascades = owner_connection.execute(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confdeltype <> 'a'"
    ).fetchall()
    assert cascades == []


@pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
def test_indexes_and_unique_keys_of_owned_tables_are_led_by_the_organisation(
    owner_connection: Owner, table: Any
) -> None:
    definitions = owner_connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table.name]
    ).fetchall()
    for name, definition in definitions:
        if not name.endswith("_pkey") and not name.startswith(f"{table.name}_organisation_id"):
            # One row of each office at most: the office alone is the key.
            alone = definition.startswith("CREATE UNIQUE ") and definition.endswith(" (organisation_id)")
            assert alone or "(organisation_id, " in definition, name


def test_indexes_of_owned_tables_are_led_by_the_organisation_and_none_begins_another(
    owner_connection: Owner,
) -> None:
    for table in OWNED:
        rows = owner_connection.execute(
            "SELECT relname, indisunique, indpred IS NOT NULL, ARRAY(SELECT attname::text"
            "  FROM unnest(indkey) WITH ORDINALITY AS key (number, place)"
            "  JOIN pg_attribute ON attrelid = indrelid AND attnum = key.number ORDER BY place)"
            " FROM pg_index JOIN pg_class ON oid = indexrelid"
            " WHERE indrelid = %s::regclass AND NOT indisprimary",
            [table.name],
        ).fetchall()
        assert rows
        for name, unique, partial, columns in rows:
            assert columns[0] == "organisation_id", name
            longer = [other for _n, _u, part, other in rows if not part and len(other) > len(columns)]
            assert unique or partial or columns not in [other[: len(columns)] for other in longer], name
