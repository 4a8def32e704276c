"""JSON in rows: what Python could not read again is refused in every table."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from tests.support.place import Database

_COLUMNS = """
SELECT table_name::text, column_name::text FROM information_schema.columns
WHERE table_schema IN ('public', 'keys') AND udt_name = 'jsonb'
"""
_CHECKED = """
SELECT relname::text, conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'c'
"""
TABLE = "django_tasks_database_dbtaskresult"


def test_every_column_of_json_is_held_to_what_can_be_read(owner_connection: psycopg.Connection[Any]) -> None:
    columns = set(owner_connection.execute(_COLUMNS).fetchall())
    checked = set(owner_connection.execute(_CHECKED).fetchall())
    assert len(columns) > 30
    assert {(table, f"palermo_readable_{column}") for table, column in columns} <= checked


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("[" * 31 + "1" + "]" * 31, True),
        ('{"a": [9007199254740992, -9007199254740992, 0.5, "9", null, true]}', True),
        ("[" * 40 + "]" * 40, False),
        ("[" * 1500 + "]" * 1500, False),
        ('{"a":' * 1500 + "1" + "}" * 1500, False),
        ("1" + "0" * 5000, False),
        ('{"a": [{"b": -1' + "0" * 5000 + "}]}", False),
    ],
    ids=["thirty-one", "numbers", "forty", "deep", "deep objects", "long", "long within"],
)
def test_json_nested_deep_and_long_numbers_are_refused(database: Database, value: str, taken: bool) -> None:
    row = (
        f"INSERT INTO {TABLE} (id, status, enqueued_at, args_kwargs, priority, task_path, worker_ids, queue_name,"
        " backend_name, run_after, exception_class_path, traceback)"
        " VALUES (gen_random_uuid(), 'READY', now(), %s, 0, '', '[]', '', '', now(), '', '')"
    )
    with psycopg.connect(database.app) as app:
        app.execute("SELECT set_config('palermo.machinery', 'on', true)")
        if taken:
            app.execute(row, [value])
        else:
            with pytest.raises(psycopg.errors.CheckViolation):
                app.execute(row, [value])
