"""`palermo backup`: the data and the keys, in files kept apart, with what is needed to prove a restore.

    TO/2026-11-23T19-30-00Z/    data.dump  manifest.json  witness.jsonl  erasures.jsonl  ledger-heads.pub
    TO/keys/                    2026-11-23T19-30-00Z.dump, removed by a later backup once it is 30 days old

Both dumps show one and the same moment. The root key is in neither: without it both are unreadable.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg

from palermo.operation.addresses import Addresses, Report
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.dumps import (
    KEYS_SCHEMA,
    PLAIN,
    TableDigest,
    file_digest,
    key_fingerprint,
    run_tool,
    table_digests,
)

KEYS_KEPT_DAYS = 30
STAMP = "%Y-%m-%dT%H-%M-%SZ"
FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds; digests are SHA-256 in hexadecimal, `erasures` counts those in the journal."""

    format: int
    taken_at: str
    palermo: str
    server: str
    root_key: str
    data_sha256: str
    keys_sha256: str
    erasures: int
    tables: dict[str, TableDigest]

    def write(self, path: Path) -> None:
        """Write as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read back. Raises SetUpError when the file is no manifest of a known format."""
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            tables = {name: TableDigest(**digest) for name, digest in fields.pop("tables").items()}
            manifest = cls(**fields, tables=tables)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise SetUpError(f"{path} is missing or no manifest of a backup.") from error
        if manifest.format != FORMAT:
            raise SetUpError(f"{path} has format {manifest.format}; this Palermo reads format {FORMAT}.")
        return manifest


def back_up(
    folder: DataFolder, addresses: Addresses, *, to: Path, moment: datetime, report: Report
) -> tuple[Path, Path]:
    """Save everything but the root key; the backup's folder and its keys file.

    1. The witness is copied first: its heads are of commits that what follows then surely holds.
    2. One read-only transaction of the owner fixes the moment; both dumps and all digests look at it.
    3. Files are written beside their place and renamed at the end: a folder with its final name is whole.
    4. Keys files older than KEYS_KEPT_DAYS are removed.
    Raises SetUpError when the owner's address is missing, or a tool fails.
    """
    if addresses.owner is None:
        raise SetUpError("A backup needs the database's owner: set DATABASE_OWNER_URL beside DATABASE_URL.")
    name = moment.astimezone(UTC).strftime(STAMP)
    target, keys = to / name, to / "keys" / f"{name}.dump"
    draft, keys_draft = to / f"{name}.partial", keys.with_suffix(".partial")
    try:
        keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
    except OSError as error:
        raise SetUpError(f"Backups cannot be written to {to}: {error.strerror}.") from error
    try:
        for source in (folder.witness, folder.erasures, folder.demo, folder.head_keys):
            if source.exists():
                shutil.copyfile(source, draft / source.name)
        manifest = _dump(folder, addresses.owner, draft / "data.dump", keys_draft, moment, report)
        manifest.write(draft / "manifest.json")
        for path in (*draft.iterdir(), keys_draft):
            path.chmod(0o600)
            _to_disk(path)
        keys_draft.rename(keys)
        draft.rename(target)
        folder.last_backup.write_text(manifest.taken_at, encoding="ascii")
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        keys_draft.unlink(missing_ok=True)
    for old in remove_old_keys(keys.parent, moment=moment):
        report(f"Removed {old}: keys are kept {KEYS_KEPT_DAYS} days, so that who was erased stays erased.")
    return target, keys


def erasures_in(journal: Path) -> int:
    """How many erasures a journal holds; none where there is no file. A line that was cut short is none."""
    lines = journal.read_bytes().split(b"\n") if journal.exists() else []
    return sum(1 for line in lines if line.rstrip().endswith(b"}"))


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
    folder: DataFolder, owner: str, data: Path, keys: Path, moment: datetime, report: Report
) -> Manifest:
    with psycopg.connect(owner) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        snapshot, server = row or ("", "")
        for path, schema, what in (
            (data, f"--exclude-schema={KEYS_SCHEMA}", "data"),
            (keys, f"--schema={KEYS_SCHEMA}", "keys"),
        ):
            report(f"Saving the {what} …")
            path.touch(mode=0o600)
            arguments = ("--format=custom", f"--snapshot={snapshot}", *PLAIN, schema, f"--file={path}")
            run_tool("pg_dump", *arguments, url=owner, report=partial(_report_size, report, path))
        report("Computing a digest of each table …")
        tables = table_digests(connection)
    return Manifest(
        format=FORMAT,
        taken_at=moment.astimezone(UTC).isoformat(),
        palermo=importlib.metadata.version("palermo"),
        server=server,
        root_key=key_fingerprint(folder.root_key),
        data_sha256=file_digest(data),
        keys_sha256=file_digest(keys),
        erasures=erasures_in(folder.erasures),
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
