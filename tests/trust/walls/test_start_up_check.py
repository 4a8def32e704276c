"""The program refuses to serve through a role that row-level security does not bind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.support.place import Database

from palermo.operation.addresses import Addresses, check_external
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.trust.walls.role import WrongRole, refuse_wrong_role

ROLE = f"test_only_role_{os.getpid()}"  # the workers of one session share a server
FAULTS: dict[str, tuple[list[str], str]] = {
    "superuser": ([f"ALTER ROLE {ROLE} SUPERUSER"], "is a superuser"),
    "bypass": ([f"ALTER ROLE {ROLE} BYPASSRLS"], "bypasses row-level security"),
    "maker of roles": ([f"ALTER ROLE {ROLE} CREATEROLE"], "may make roles"),
    "copier": ([f"ALTER ROLE {ROLE} REPLICATION"], "copy the whole server"),
    "owner of a table": (
        ["CREATE TABLE theirs (id integer)", f"ALTER TABLE theirs OWNER TO {ROLE}"],
        "owns tables",
    ),
    "truncate": ([f"GRANT TRUNCATE ON ledger_event TO {ROLE}"], "may TRUNCATE"),
    "creator": ([f"GRANT CREATE ON SCHEMA keys TO {ROLE}"], "may create tables"),
    "member of the owner": ([f"GRANT palermo_owner TO {ROLE}"], "is a member of a role"),
    "reader of server files": ([f"GRANT pg_read_server_files TO {ROLE}"], "is a member of a role"),
    "member of a superuser": ([f"GRANT postgres TO {ROLE}"], "is a member of a role"),
}


@pytest.fixture
def role(
    database: Database, superuser_connection: psycopg.Connection[Any]
) -> Iterator[psycopg.Connection[Any]]:
    """A plain role for the length of the test; the connection is the superuser's."""
    superuser_connection.execute(f"CREATE ROLE {ROLE} LOGIN")
    name = sql.Identifier(database.name)
    superuser_connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(ROLE))
    )
    yield superuser_connection
    superuser_connection.execute(f"DROP OWNED BY {ROLE}")
    superuser_connection.execute(f"DROP ROLE {ROLE}")


def check_as(database: Database, user: str) -> None:
    """Run the check as the program does, on a connection whose session is another role's."""
    address = make_conninfo(**{**conninfo_to_dict(database.superuser or ""), "dbname": database.name})
    connection.ensure_connection()
    before = connection.connection
    with psycopg.connect(address) as other:
        other.execute(f"SET SESSION AUTHORIZATION {user}")
        other.commit()
        connection.connection = other
        try:
            refuse_wrong_role(connection)
        finally:
            connection.connection = before


def test_the_application_s_role_passes(database: Database) -> None:
    connection.ensure_connection()
    refuse_wrong_role(connection)


def test_a_plain_role_passes(database: Database, role: psycopg.Connection[Any]) -> None:
    check_as(database, ROLE)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_role_with_more_power_is_refused_and_told_why(
    database: Database, role: psycopg.Connection[Any], fault: str
) -> None:
    statements, words = FAULTS[fault]
    for statement in statements:
        role.execute(statement)
    with pytest.raises(WrongRole, match=words):
        check_as(database, ROLE)


@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_the_program_refuses_to_start_and_says_why_in_one_line(database: Database, role: str) -> None:
    address = getattr(database, role)
    if address is None:
        pytest.skip("A server that is not ours gives no superuser; the embedded server runs this test.")
    with pytest.raises(SetUpError, match="nothing would bind it to one office's rows") as refused:
        check_external(Addresses(address, database.owner, embedded=False), has_root_key=True)
    assert "\n" not in str(refused.value)


def test_the_web_server_does_not_come_up(database: Database, data_folder: DataFolder) -> None:
    environment = os.environ | {
        "PALERMO_DATA": str(data_folder.path),
        "DATABASE_URL": make_conninfo(database.owner, options=""),
        "DJANGO_SETTINGS_MODULE": "palermo.web.settings",
    }
    command = [sys.executable, "-c", "import palermo.web.wsgi"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "owns tables" in done.stderr


@pytest.mark.parametrize("name", ["palermo_owner", "postgres"])
def test_owner_and_superuser_are_refused(
    database: Database, superuser_connection: psycopg.Connection[Any], name: str
) -> None:
    with pytest.raises(WrongRole):
        check_as(database, name)
