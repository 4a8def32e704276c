"""PostgreSQL's own dump tools, and digests that compare a restored table with the saved one."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import conninfo_to_dict

from palermo.operation.datafolder import SetUpError
from palermo.operation.unprivileged import packaged_install

KEYS_SCHEMA = "keys"
# Ownership, grants and policies are not dumped: the owner who restores builds them anew from the register.
PLAIN = ("--no-owner", "--no-privileges", "--no-policies")
# Counts of sign-ins and sessions end with the installation that made them: nothing of them is saved or restored.
WITHOUT_ROWS = ("public.web_cache", "public.django_session", "public.people_signed_in")
# Palermo keeps no large objects; one that somebody made as the app's role may be read by that role alone, and would
# stop every backup.
OF_A_TOOL = {"pg_dump": ("--no-large-objects",)}
PROGRESS_SECONDS = 5
Row = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class TableDigest:
    """How many rows a table has, and a SHA-256 over all of them that does not depend on their order."""

    rows: int
    digest: str


def table_digests(connection: Row) -> dict[str, TableDigest]:
    """Digest of every table of Palermo, by "schema.table"; the owner's connection, which sees all rows."""
    for setting, value in {"TimeZone": "UTC", "DateStyle": "ISO", "extra_float_digits": "3"}.items():
        connection.execute("SELECT set_config(%s, %s, false)", [setting, value])
    names = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', %s) ORDER BY 1, 2",
        [KEYS_SCHEMA],
    ).fetchall()
    digests = {}
    for schema, table in names:
        query = sql.SQL(
            "SELECT count(*), encode(sha256(coalesce(string_agg(one, ''::bytea ORDER BY one), '')), 'hex')"
            " FROM (SELECT sha256(convert_to(t::text, 'UTF8')) AS one FROM {} AS t) AS every"
        ).format(sql.Identifier(schema, table))
        found = connection.execute(query).fetchone()
        if found is not None:
            digests[f"{schema}.{table}"] = TableDigest(*found)
    return digests


def saved_digests(digests: Mapping[str, TableDigest]) -> dict[str, TableDigest]:
    """The digests as a backup has them: of the tables in WITHOUT_ROWS it has no row."""
    empty = TableDigest(0, hashlib.sha256().hexdigest())
    return {name: empty if name in WITHOUT_ROWS else digest for name, digest in digests.items()}


def run_tool(
    name: str, *arguments: str, url: str, report: Callable[[], None], forgiven: str | None = None
) -> None:
    """Run pg_dump or pg_restore of the wheel against `url`; `report` is called every few seconds.

    Errors that hold the text `forgiven`, if there is one, are none.

    The address goes through the environment: the arguments of a process are readable by every user.
    Raises SetUpError with the tool's last words.
    """
    environment = {"PATH": os.defpath, "LC_ALL": "C", **_libpq_environment(url)}
    tool = str(packaged_install() / "bin" / name)
    with subprocess.Popen(  # noqa: S603 - the wheel's own tool and our arguments
        [tool, *OF_A_TOOL.get(name, ()), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while True:
            try:
                _output, errors = process.communicate(timeout=PROGRESS_SECONDS)
            except subprocess.TimeoutExpired:
                report()
            else:
                break
    if process.returncode == 0:
        return
    said = [line for line in errors.splitlines() if "error:" in line]
    unforgiven = [line for line in said if forgiven is None or forgiven not in line]
    if unforgiven or not said:
        raise SetUpError(f"{name} failed: {(unforgiven or [f'status {process.returncode}'])[0]}")


def _libpq_environment(url: str) -> dict[str, str]:
    given = conninfo_to_dict(url)
    names = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    environment = {}
    for keyword, value in given.items():
        variable = names.get(keyword)
        if variable is None:
            raise SetUpError(f"A backup cannot use the option {keyword} of the owner's database address.")
        environment[variable.decode()] = str(value)
    return environment


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_fingerprint(root_key_file: Path) -> str:
    """Tells root keys apart without saying anything about them: the file holds 256 random bits."""
    return hashlib.sha256(b"palermo root key fingerprint\n" + root_key_file.read_bytes()).hexdigest()
