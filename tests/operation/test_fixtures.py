"""What the fixtures of the suite promise."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from tests.support.place import Database


@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_gets_a_database_of_its_own(owner_connection: psycopg.Connection[Any], round_: int) -> None:
    owner_connection.execute("CREATE TABLE left_by_a_test (id integer)")


def test_the_roles_are_not_superuser(database: Database, owner_connection: psycopg.Connection[Any]) -> None:
    with psycopg.connect(database.app) as app:
        for connection in (app, owner_connection):
            row = connection.execute(
                "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert row == (False, False)
