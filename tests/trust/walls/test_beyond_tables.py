"""What the application's role may do beside its tables is listed, taken away where it can be, and found again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.support import session
from tests.support.place import Database

from palermo.operation.addresses import Addresses, check_external
from palermo.operation.backup import back_up
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.embedded import Cluster
from palermo.operation.firststart import APP, DATABASE, OWNER, SUPERUSER
from palermo.trust.walls.beyond import POWERS, power_of, still_open

EVERY_FUNCTION = """
SELECT DISTINCT proname FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND provolatile = 'v'
  AND has_function_privilege(oid, 'EXECUTE')
  AND prorettype NOT IN ('trigger'::regtype, 'internal'::regtype, 'language_handler'::regtype,
                         'index_am_handler'::regtype, 'table_am_handler'::regtype)
"""
LARGE = [
    *(
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_put(1, 0, 'x')",
    ),
    *("SELECT lo_open(1, 131072)", "SELECT lo_unlink(1)", "SELECT lo_get(1)", "SELECT lowrite(0, 'x')"),
]


@pytest.fixture
def app(
    database: Database, superuser_connection: psycopg.Connection[Any]
) -> Iterator[psycopg.Connection[Any]]:
    """As the application's role, on the embedded server."""
    with psycopg.connect(database.app, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        *LARGE,
        "SELECT pg_logical_emit_message(false, 'x', 'y')",
        "SELECT pg_terminate_backend(1)",
        "SELECT pg_cancel_backend(1)",
        "CREATE TEMPORARY TABLE mine (id integer)",
        "SET track_activities = on",
        "ALTER ROLE palermo_app SET track_activities = on",
        "ALTER ROLE palermo_app SET palermo.organisation = 'x'",
    ],
)
def test_what_is_taken_away_is_refused(app: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_what_remains_is_listed(app: psycopg.Connection[Any]) -> None:
    names = {name for (name,) in app.execute(EVERY_FUNCTION).fetchall()}
    assert {name for name in names if power_of(name) is None} == set()
    assert {name for name in names if (power := power_of(name)) is not None and not power.kept} == set()
    assert still_open(app) == []
    assert all(power.kept or power.functions for power in POWERS)


def test_a_session_sees_no_statement_of_another(app: psycopg.Connection[Any], database: Database) -> None:
    with psycopg.connect(database.app) as other:
        other.execute("SELECT 'Canary Invented'")
        seen = app.execute("SELECT query FROM pg_stat_activity WHERE usename = 'palermo_app'").fetchall()
    assert len(seen) >= 2
    assert {query for (query,) in seen} == {""}


# --- the embedded server mends it ------------------------------------------------------------------------------


@pytest.fixture
def cluster() -> Iterator[Callable[[], tuple[Cluster, list[str]]]]:
    """Starts one cluster again and again; what each start reported."""
    running: list[Cluster] = []
    with tempfile.TemporaryDirectory(dir=session.enter()) as name:
        Path(name).chmod(0o711)

        def start() -> tuple[Cluster, list[str]]:
            while running:
                running.pop().stop()
            said: list[str] = []
            running.append(Cluster(Path(name) / "data", settings=session.QUICK, report=said.append).start())
            return running[0], [line for line in said if "Creating" not in line]

        yield start
        while running:
            running.pop().stop()


def test_the_next_start_takes_back_what_the_role_left(
    cluster: Callable[[], tuple[Cluster, list[str]]],
) -> None:
    server, said = cluster()
    assert said == []
    with psycopg.connect(server.url(SUPERUSER, DATABASE), autocommit=True) as superuser:
        # As an installation of an earlier version was: nothing taken away, no setting of the app's role.
        superuser.execute("GRANT EXECUTE ON FUNCTION lo_create(oid), lo_unlink(oid) TO PUBLIC")
        superuser.execute(f"ALTER ROLE {APP} RESET track_activities")
    server, said = cluster()
    assert said == []
    with psycopg.connect(server.url(SUPERUSER, DATABASE), autocommit=True) as superuser:
        assert still_open(superuser) == []
        superuser.execute("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
    with psycopg.connect(server.url(APP), autocommit=True) as app:
        for statement in (
            "SELECT lo_create(0), lo_create(0)",
            "ALTER ROLE palermo_app PASSWORD 'x'",
            "ALTER ROLE palermo_app SET default_transaction_read_only = on",
            "ALTER ROLE palermo_app IN DATABASE palermo SET search_path = pg_temp",
        ):
            app.execute(statement)
    server, said = cluster()
    settings = "default_transaction_read_only, search_path"
    assert said == [
        f"The database role palermo_app had settings of its own ({settings}): taken back.",
        "The database role palermo_app had a password, which nothing here uses: taken back.",
        "The database held 2 large objects, which Palermo never makes: removed.",
    ]
    with psycopg.connect(server.url(APP)) as app:
        shown = app.execute(
            "SELECT current_setting('search_path'), current_setting('default_transaction_read_only'),"
            " current_setting('track_activities'), (SELECT count(*) FROM pg_largeobject_metadata)"
        ).fetchone()
    assert shown == ("public, keys", "off", "off", 0)
    with psycopg.connect(server.url(OWNER)) as owner:
        assert owner.execute("SHOW search_path").fetchone() == ("public, keys",)
    assert cluster()[1] == []


# --- a server of one's own -------------------------------------------------------------------------------------


@pytest.fixture
def addresses(database: Database) -> Addresses:
    return Addresses(database.app, database.owner, embedded=False)


def name_of(database: Database) -> str:
    return str(conninfo_to_dict(database.app)["dbname"])


def test_settings_of_a_role_are_refused_in_one_line_that_names_them(
    addresses: Addresses, database: Database, superuser_connection: psycopg.Connection[Any]
) -> None:
    check_external(addresses, has_root_key=True)
    with psycopg.connect(database.app, autocommit=True) as app:
        app.execute(f"ALTER ROLE palermo_app IN DATABASE \"{name_of(database)}\" SET work_mem = '5MB'")
    with pytest.raises(
        SetUpError, match=r"palermo_app has settings of its own \(work_mem\): take them back"
    ) as refused:
        check_external(addresses, has_root_key=True)
    assert "\n" not in str(refused.value)


def test_large_objects_are_refused_in_one_line_and_stop_no_backup(
    addresses: Addresses,
    database: Database,
    data_folder: DataFolder,
    superuser_connection: psycopg.Connection[Any],
    tmp_path: Path,
) -> None:
    superuser_connection.execute("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
    with psycopg.connect(database.app, autocommit=True) as app:
        app.execute("SELECT lo_create(0)")
    with pytest.raises(SetUpError, match="holds 1 large objects"):
        check_external(addresses, has_root_key=True)
    said: list[str] = []
    saved, _keys = back_up(
        data_folder, addresses, to=tmp_path / "backups", moment=datetime.now(tz=UTC), report=said.append
    )
    assert (saved / "data.dump").stat().st_size > 0
    assert "The database holds 1 large objects, which Palermo never makes: they are not saved." in said


def test_a_server_where_nothing_was_taken_away_is_said_and_not_refused(
    addresses: Addresses, superuser_connection: psycopg.Connection[Any]
) -> None:
    said: list[str] = []
    check_external(addresses, has_root_key=True, report=said.append)
    assert said == []
    superuser_connection.execute("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
    check_external(addresses, has_root_key=True, report=said.append)
    (line,) = said
    assert "docs/guides/administrator.md" in line


def test_the_guide_s_statements_take_away_what_is_to_be_taken(
    database: Database, superuser_connection: psycopg.Connection[Any]
) -> None:
    guide = Path(__file__).parents[3] / "docs" / "guides" / "administrator.md"
    text = guide.read_text(encoding="utf-8")
    block = text[text.index("    REVOKE EXECUTE ON FUNCTION") : text.index("    SELECT lo_unlink")]
    superuser_connection.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pg_catalog TO PUBLIC")
    assert still_open(superuser_connection) != []
    superuser_connection.execute(block)
    assert still_open(superuser_connection) == []
