"""`palermo backup`: the data and the keys, in files kept apart, with what is needed to prove a restore.

    TO/2026-11-23T19-30-00Z/    data.dump  manifest.json  witness.jsonl  erasures.jsonl  ledger-heads.pub
    TO/keys/                    2026-11-23T19-30-00Z.dump, removed by a later backup once it is 30 days old

Both dumps show one and the same moment. The root key is in neither: without it both are unreadable. The manifest names
every file of the backup and is signed under the root key (manifest.py).
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg

from palermo.kit.writing import write_file
from palermo.operation.addresses import Addresses, Report
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.dumps import (
    KEYS_SCHEMA,
    PLAIN,
    WITHOUT_ROWS,
    file_digest,
    key_fingerprint,
    run_tool,
    saved_digests,
    table_digests,
)
from palermo.operation.manifest import (
    DATA,
    DEMO,
    FORMAT,
    HEAD_KEYS,
    JOURNAL,
    NAME,
    WITNESS,
    Manifest,
    files_of,
)
from palermo.trust.walls.beyond import large_objects

KEYS_KEPT_DAYS = 30
STAMP = "%Y-%m-%dT%H-%M-%SZ"


def back_up(
    folder: DataFolder, addresses: Addresses, *, to: Path, moment: datetime, report: Report
) -> tuple[Path, Path]:
    """Save everything but the root key; the backup's folder and its keys file.

    1. The witness is copied first: its heads are of commits that what follows then surely holds.
    2. One read-only transaction of the owner fixes the moment; both dumps and all digests look at it.
    3. Files are written beside their place and renamed at the end: a folder with its final name is whole.
    4. Keys files older than KEYS_KEPT_DAYS are removed. What nobody could vouch for is in a signed backup from now on.
    Raises SetUpError when the owner's address is missing, or a tool fails.
    """
    if addresses.owner is None:
        raise SetUpError("A backup needs the database's owner: set DATABASE_OWNER_URL beside DATABASE_URL.")
    began_under = key_fingerprint(folder.root_key)
    name = moment.astimezone(UTC).strftime(STAMP)
    target, keys = to / name, to / "keys" / f"{name}.dump"
    draft, keys_draft = to / f"{name}.partial", keys.with_suffix(".partial")
    try:
        keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
    except OSError as error:
        raise SetUpError(f"Backups cannot be written to {to}: {error.strerror}.") from error
    try:
        for source, saved in (
            (folder.witness, WITNESS),
            (folder.erasures, JOURNAL),
            (folder.demo, DEMO),
            (folder.head_keys, HEAD_KEYS),
        ):
            if source.exists():
                shutil.copyfile(source, draft / saved)
        manifest = _dump(folder, addresses.owner, draft, keys_draft, moment, report)
        manifest.signed(folder.root_key).write(draft / NAME)
        if key_fingerprint(folder.root_key) != began_under:  # what vouches for its heads is from before
            raise SetUpError(
                "The root key was replaced while this backup was made: run palermo backup again."
            )
        for path in (*draft.iterdir(), keys_draft):
            path.chmod(0o600)
            _to_disk(path)
        keys_draft.rename(keys)
        draft.rename(target)
        write_file(folder.last_backup, manifest.taken_at)
        folder.unvouched.unlink(missing_ok=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        keys_draft.unlink(missing_ok=True)
    for old in remove_old_keys(keys.parent, moment=moment):
        report(f"Removed {old}: keys are kept {KEYS_KEPT_DAYS} days, so that who was erased stays erased.")
    return target, keys


def erasures_in(journal: Path) -> int:
    """How many erasures a journal holds; none where there is no file. A line that was cut short is none."""
    return len(erasure_lines(journal))


def erasure_lines(journal: Path) -> list[bytes]:
    """The whole lines of a journal, which are its erasures."""
    lines = journal.read_bytes().split(b"\n") if journal.exists() else []
    return [line.rstrip() for line in lines if line.rstrip().endswith(b"}")]


def lines_in(path: Path) -> int:
    """How many lines a file has that are not empty; none where there is no file."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def remove_old_keys(keys: Path, *, moment: datetime) -> list[Path]:
    """Remove keys files whose name says they are older than KEYS_KEPT_DAYS; the files removed."""
    removed = []
    for path in sorted(keys.glob("*.dump")):
        try:
            taken = datetime.strptime(path.stem, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # somebody else's file
        if moment - taken > timedelta(days=KEYS_KEPT_DAYS):
            path.unlink()
            removed.append(path)
    return removed


def _dump(
    folder: DataFolder, owner: str, draft: Path, keys: Path, moment: datetime, report: Report
) -> Manifest:
    with psycopg.connect(owner) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        snapshot, server = row or ("", "")
        empty = [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
        if number := large_objects(connection):
            report(
                f"The database holds {number} large objects, which Palermo never makes: they are not saved."
            )
        for path, schema, what in (
            (draft / DATA, f"--exclude-schema={KEYS_SCHEMA}", "data"),
            (keys, f"--schema={KEYS_SCHEMA}", "keys"),
        ):
            report(f"Saving the {what} …")
            path.touch(mode=0o600)
            arguments = (
                "--format=custom",
                f"--snapshot={snapshot}",
                *PLAIN,
                *empty,
                schema,
                f"--file={path}",
            )
            run_tool("pg_dump", *arguments, url=owner, report=partial(_report_size, report, path))
        report("Computing a digest of each table …")
        tables = saved_digests(table_digests(connection))
    return Manifest(
        format=FORMAT,
        taken_at=moment.astimezone(UTC).isoformat(),
        palermo=importlib.metadata.version("palermo"),
        server=server,
        root_key=key_fingerprint(folder.root_key),
        files=files_of(draft),
        keys_sha256=file_digest(keys),
        demo=(draft / DEMO).exists(),
        erasures=erasures_in(draft / JOURNAL),
        heads=lines_in(draft / WITNESS),
        tables=tables,
    )


def _report_size(report: Report, path: Path) -> None:
    report(f"  {path.stat().st_size / 1e6:.0f} MB so far …")


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
