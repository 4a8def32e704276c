"""One PostgreSQL for a test session: the embedded one, or the server the environment names.

The first process that needs it starts it and has the owner migrate a template database; every test then gets
a clone of the template. The process that began the session (not an xdist worker) takes it all away again.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from palermo.operation.datafolder import DataFolder
from palermo.operation.embedded import Cluster, stop_leftover
from palermo.operation.firststart import APP, OWNER, SUPERUSER
from palermo.operation.unprivileged import server_programs

FOLDER_VARIABLE = "PALERMO_TEST_FOLDER"
PREFIX = "palermo-test-"
PLACES = (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 - the folders made there are private
# Nothing here outlives the session, so nothing waits for the disk.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
DROP_SECONDS = 10

_started: list[Cluster] = []  # by this process; under xdist usually by a worker that has ended before us


@dataclass(frozen=True)
class Server:
    """Addresses of the session's server; `superuser` is None on a server that is not ours."""

    app: str
    owner: str
    superuser: str | None
    template: str


def enter() -> Path:
    """Give this process the session's folder and an environment that points nowhere else."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named is None:
        _remove_stale()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_fast_place())).resolve()
        folder.chmod(0o711)
        os.environ[FOLDER_VARIABLE] = str(folder)
        _hold(folder)
        given = {name: os.environ.pop(name, "") for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
        if any(given.values()) and not all(given.values()):
            sys.exit("The tests need DATABASE_URL and DATABASE_OWNER_URL together, or neither.")
        (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
        data = DataFolder(folder / "data")
        data.prepare()
        data.ensure_root_key()
        (data.path / "static").mkdir()  # nothing collected: pages take static files from the sources
    else:
        folder = Path(named)
    for name in [name for name in os.environ if name.startswith(("PALERMO_", "DATABASE_", "PG"))]:
        if name not in {FOLDER_VARIABLE, "PALERMO_CHROMIUM", "PALERMO_DATABASE_USER"}:
            del os.environ[name]
    os.environ["PALERMO_DATA"] = str(folder / "data")
    os.environ["DATABASE_URL"] = make_conninfo(
        _addresses(folder).app, dbname="only_with_the_database_fixture"
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "palermo.web.settings"
    return folder


def leave(folder: Path) -> None:
    """End the session: stop the server, or drop the session's databases on a server that is not ours."""
    ready = folder / "server.json"
    if ready.exists():
        server = Server(**json.loads(ready.read_text(encoding="utf-8")))
        if server.superuser is None:
            with psycopg.connect(server.owner, autocommit=True) as connection:
                family = f"{server.template}%"
                names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [family])
                for (name,) in names.fetchall():
                    drop(connection, name)
    _stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


def server(folder: Path) -> Server:
    """The session's server with its migrated template; started by whoever asks first."""
    ready, failed = folder / "server.json", folder / "failed.txt"
    with alone(folder):
        if failed.exists():
            raise RuntimeError(failed.read_text(encoding="utf-8"))
        if not ready.exists():
            addresses = _addresses(folder)
            if addresses.superuser is not None:
                _started.append(Cluster(folder / "pg", settings=QUICK).start())
                with psycopg.connect(addresses.superuser, autocommit=True) as connection:
                    connection.execute(f"ALTER ROLE {OWNER} CREATEDB")
            try:
                _make_template(addresses)
            except subprocess.CalledProcessError as error:
                message = f"The test database could not be migrated:\n{error.stdout}"
                failed.write_text(message, encoding="utf-8")
                raise RuntimeError(message) from None
            ready.write_text(json.dumps(asdict(addresses)), encoding="utf-8")
    return Server(**json.loads(ready.read_text(encoding="utf-8")))


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process of the session at a time."""
    with (folder / "alone").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def clone(server: Server, *, template: str = "") -> Iterator[str]:
    """A database of its own, equal to the template (else the migrated one), dropped at the end; its name."""
    name = f"{server.template}_{uuid.uuid4().hex[:10]}"
    copy(server, name, template=template or server.template)
    yield name
    with psycopg.connect(server.owner, autocommit=True) as connection:
        drop(connection, name)


def copy(server: Server, name: str, *, template: str) -> None:
    """A database equal to the template, which stays until the session ends."""
    with psycopg.connect(server.owner, autocommit=True) as connection:
        create(connection, name, template, role=conninfo_to_dict(server.app)["user"])


def create(connection: psycopg.Connection[Any], name: str, template: str, *, role: object) -> None:
    """Create a database that only its owner and the app role may enter.

    Copying files takes half of what PostgreSQL's own choice, copying block by block through its log, takes.
    """
    names = {
        "name": sql.Identifier(name),
        "template": sql.Identifier(template),
        "role": sql.Identifier(str(role)),
    }
    for statement in (
        "CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY",
        "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {name} TO {role}",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def drop(connection: psycopg.Connection[Any], name: str) -> None:
    """Drop a database; whoever is still in it (autovacuum, a client just gone) is waited for."""
    until = time.monotonic() + DROP_SECONDS
    while True:
        try:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _addresses(folder: Path) -> Server:
    given = json.loads((folder / "given.json").read_text(encoding="utf-8"))
    template = f"palermo_{folder.name.removeprefix(PREFIX).lower()}"
    if given["DATABASE_URL"]:
        return Server(given["DATABASE_URL"], given["DATABASE_OWNER_URL"], None, template)
    cluster = Cluster(folder / "pg")
    return Server(cluster.url(APP), cluster.url(OWNER), cluster.url(SUPERUSER, SUPERUSER), template)


def _make_template(addresses: Server) -> None:
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        role = conninfo_to_dict(addresses.app)["user"]
        create(connection, addresses.template, "template1", role=role)
    environment = os.environ | {
        "DATABASE_URL": make_conninfo(addresses.app, dbname=addresses.template),
        "DATABASE_OWNER_URL": make_conninfo(addresses.owner, dbname=addresses.template),
        "PALERMO_DATABASE_ROLE": "owner",
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _fast_place() -> Path:
    """Memory where there is enough of it (a clone takes 0.03 s there, up to 0.7 s on a slow disk), else /tmp.

    Either path is short: the database's socket lies below it.
    """
    memory, needed = PLACES[0], 2 * 1024**3
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > needed:
        return memory
    return PLACES[1]


def _hold(folder: Path) -> None:
    """Keep a lock for as long as this process lives, so that a later session knows what is stale."""
    descriptor = os.open(folder / "session", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def _remove_stale() -> None:
    """Take away what a killed session of this user left behind."""
    for folder in (found for place in PLACES for found in place.glob(f"{PREFIX}*")):
        with contextlib.suppress(OSError), (folder / "session").open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _stop(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _stop(folder: Path) -> None:
    for started in _started:
        started.stop()
    cluster = DataFolder(folder / "pg")
    if cluster.database.exists():
        stop_leftover(cluster, server_programs(cluster), how="immediate")
