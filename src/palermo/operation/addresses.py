"""Which database an installation works with, and the environment its processes get."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict

from palermo.operation.datafolder import DataFolder, FolderBusyError, FolderLock, SetUpError
from palermo.operation.embedded import Cluster, check_socket_path, socket_url
from palermo.operation.firststart import APP, OWNER
from palermo.operation.lines import check_database_line, mail_settings
from palermo.trust.walls.beyond import foreign_settings, large_objects, still_open
from palermo.trust.walls.powers import excess_powers, refusal

OLDEST_SERVER = 150000
WAIT_FOR_START_SECONDS = 15
Report = Callable[[str], None]


@dataclass(frozen=True)
class Addresses:
    """Where the database is, for each role; the owner's may be unknown on a server that is not ours.

    `notices` are lines to be said at each start.
    """

    app: str
    owner: str | None
    embedded: bool
    notices: tuple[str, ...] = ()


def external_addresses() -> Addresses | None:
    """The server named in the environment; None when the embedded one is to be used.

    Raises SetUpError when only the owner's address is given, or one reaches another machine without verified TLS.
    """
    app, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if not app:
        if owner:
            raise SetUpError("DATABASE_OWNER_URL is set and DATABASE_URL is not: set both or neither.")
        return None
    lines = [("DATABASE_URL", app), *([("DATABASE_OWNER_URL", owner)] if owner else [])]
    said = (check_database_line(url, variable=variable) for variable, url in lines)
    return Addresses(app, owner, embedded=False, notices=tuple(line for line in said if line))


def embedded_addresses(folder: DataFolder) -> Addresses:
    """The addresses of the embedded server of a folder, running or not."""
    return Addresses(socket_url(folder, APP), socket_url(folder, OWNER), embedded=True)


def check_server(url: str, *, variable: str) -> None:
    """Raise SetUpError, in one line, unless a PostgreSQL of a sufficient version answers."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        reason = " ".join(str(error).split())
        raise SetUpError(f"The database of {variable} cannot be reached: {reason}") from error
    if version < OLDEST_SERVER:
        raise SetUpError(f"The database of {variable} is PostgreSQL {version // 10000}; 15 is needed.")


def check_external(addresses: Addresses, *, has_root_key: bool, report: Report = lambda _line: None) -> None:
    """Raise SetUpError unless both roles reach the server as they are to be, and a missing root key is no lost one.

    What only a superuser of that server can mend, and nothing hangs on, is reported in one line.
    """
    if addresses.owner is None:
        raise SetUpError("Set DATABASE_OWNER_URL beside DATABASE_URL: the owner makes the tables.")
    check_server(addresses.app, variable="DATABASE_URL")
    check_server(addresses.owner, variable="DATABASE_OWNER_URL")
    with psycopg.connect(addresses.app) as connection:
        name, faults = excess_powers(connection)
        if faults:
            raise SetUpError(refusal(name, faults))
        _check_beyond_tables(connection, addresses, report)
    if has_root_key:
        return
    with psycopg.connect(addresses.owner) as connection:
        (slots,) = connection.execute("SELECT to_regclass('keys.key_slot')").fetchone() or (None,)
        if slots is not None and connection.execute("SELECT 1 FROM keys.key_slot LIMIT 1").fetchone():
            raise SetUpError(
                "The database holds offices' keys, and this data folder has no root key that opens them: "
                "put the root key file back, or name it in PALERMO_ROOT_KEY_FILE."
            )


def _check_beyond_tables(
    connection: psycopg.Connection[tuple[object, ...]], addresses: Addresses, report: Report
) -> None:
    """What somebody with the roles' addresses could have left there: settings of the roles, large objects."""
    roles = [str(conninfo_to_dict(url).get("user", "")) for url in (addresses.app, addresses.owner) if url]
    for role in roles:
        if names := foreign_settings(connection, role):
            raise SetUpError(
                f"The database role {role} has settings of its own ({', '.join(names)}): take them back with "
                f"ALTER ROLE {role} RESET, or put them into its address (options=-c NAME=VALUE)."
            )
    if number := large_objects(connection):
        raise SetUpError(
            f"The database holds {number} large objects, which Palermo never makes and no backup would hold: "
            "docs/guides/administrator.md says how its superuser removes them."
        )
    if still_open(connection):
        report(
            "Any role may keep large objects and end sessions on this server; docs/guides/administrator.md says what "
            "its superuser runs once in the database."
        )


@contextmanager
def reachable_database(folder: DataFolder, report: Report = lambda _line: None) -> Iterator[Addresses]:
    """The database for the length of one command: the server of the environment, else the embedded one.

    A running embedded server is used as it is; otherwise one is started and stopped again.
    Raises SetUpError when there is none to reach.
    """
    external = external_addresses()
    if external is not None:
        check_server(external.app, variable="DATABASE_URL")
        yield external
        return
    if not folder.is_prepared:
        raise SetUpError(
            f"{folder.path} is no Palermo data folder: name yours in PALERMO_DATA, or start palermo run."
        )
    check_socket_path(folder)
    addresses = embedded_addresses(folder)
    try:
        lock = FolderLock(folder.path)
    except FolderBusyError:
        _wait_for(addresses.app)
        yield addresses
        return
    try:
        with Cluster(folder.path, report=report, lock=lock):
            yield addresses
    finally:
        lock.release()


def _wait_for(url: str) -> None:
    """Wait for the server another process is just starting."""
    until = time.monotonic() + WAIT_FOR_START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise SetUpError("Palermo runs in this folder, but its database does not answer.") from None
            time.sleep(0.1)
        else:
            return


def process_environment(folder: DataFolder, addresses: Addresses, *, role: str = "app") -> dict[str, str]:
    """The environment of a process that works as `role` ("app" or "owner").

    Only a process that works as the owner learns the owner's address. Raises SetUpError when it is needed and
    not known, and for settings of mail that are none.
    """
    mail_settings()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    environment |= {
        "PALERMO_DATA": str(folder.path),
        "PALERMO_ROOT_KEY_FILE": str(folder.root_key),
        "PALERMO_WITNESS_FILE": str(folder.witness),
        "PALERMO_ERASURES_FILE": str(folder.erasures),
        "PALERMO_DATABASE_ROLE": role,
        "DATABASE_URL": addresses.app,
        "DJANGO_SETTINGS_MODULE": "palermo.web.settings",
    }
    if role == "owner":
        if addresses.owner is None:
            raise SetUpError("This needs the database's owner: set DATABASE_OWNER_URL beside DATABASE_URL.")
        environment["DATABASE_OWNER_URL"] = addresses.owner
    return environment
