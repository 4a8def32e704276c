"""`palermo restore`: a backup into an empty data folder (or an empty database), proved table by table.

1. The backup's digests, the root key and the journal of erasures are checked before anything is made.
2. Data and keys are loaded as the owner; every table's digest must equal the manifest's.
3. Tables are brought up to date and the walls built anew.
4. The journal of erasures is applied: who was erased after the backup is unreadable again.
5. The ledger is verified with the witness.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from palermo.operation.addresses import (
    Addresses,
    Report,
    embedded_addresses,
    external_addresses,
    process_environment,
    reachable_database,
)
from palermo.operation.backup import Manifest, erasures_in
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.dumps import PLAIN, file_digest, key_fingerprint, run_tool, table_digests
from palermo.operation.preparation import ask_django, prepare_database, run_django


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a restore needs: the backup's folder, its keys file, the newest journal, the root key file."""

    backup: Path
    keys: Path
    journal: Path
    root_key: Path
    erasures: int = 0
    """How many erasures are known to have been made: a journal with fewer has lost its end."""

    def check(self) -> Manifest:
        """The backup's manifest; raises SetUpError when anything is missing, altered or does not belong."""
        manifest = Manifest.read(self.backup / "manifest.json")
        for path, expected in (
            (self.backup / "data.dump", manifest.data_sha256),
            (self.keys, manifest.keys_sha256),
        ):
            if not path.is_file():
                raise SetUpError(f"{path} is missing.")
            if file_digest(path) != expected:
                raise SetUpError(f"{path} is not the file this backup was made with, or it was altered.")
        if not self.root_key.is_file():
            raise SetUpError(f"The root key {self.root_key} is missing: without it the backup is unreadable.")
        if key_fingerprint(self.root_key) != manifest.root_key:
            raise SetUpError(f"{self.root_key} is another installation's root key, or an older one.")
        if not self.journal.is_file():
            raise SetUpError(f"A restore needs the newest journal of erasures; {self.journal} is missing.")
        held = erasures_in(self.journal)
        if held < manifest.erasures:
            raise SetUpError(f"{self.journal} is older than the backup: give the newest journal of erasures.")
        if held < self.erasures:
            raise SetUpError(
                f"{self.journal} holds {held} of {self.erasures} erasures: give the newest journal."
            )
        return manifest


def restore(folder: DataFolder, parts: Parts, report: Report) -> None:
    """Restore into `folder`, empty or new. Raises SetUpError, and leaves it empty, when it fails."""
    report("Checking the backup …")
    manifest = parts.check()
    with _empty_folder(folder):
        for source, target in (
            (parts.root_key, folder.root_key),
            (parts.journal, folder.erasures),
            (parts.backup / folder.witness.name, folder.witness),
            (parts.backup / folder.demo.name, folder.demo),
            (parts.backup / folder.head_keys.name, folder.head_keys),
        ):
            if source.exists() and not (target.exists() and source.samefile(target)):
                target.touch(mode=0o600)
                shutil.copyfile(source, target)
        # Before anything is loaded: a database of DATABASE_URL would keep whom the journal makes unreadable.
        unloaded = process_environment(
            folder, external_addresses() or embedded_addresses(folder), role="owner"
        )
        report(run_django(unloaded, "apply_erasures", "--only-read", what_failed="The journal is refused"))
        with reachable_database(folder, report) as addresses:
            _load(addresses, parts, manifest, report)
            prepare_database(folder, addresses, report)
            report("Applying the journal of erasures …")
            owner = process_environment(folder, addresses, role="owner")
            report(run_django(owner, "apply_erasures", what_failed="The journal could not be applied"))
            held = erasures_in(parts.journal)
            report(f"Erasures applied: {held}. If more were ever made, this is not the newest journal.")
            folder.ready.touch()
            report("Verifying the ledger with the witness …")
            intact, found = ask_django(owner, "verify_ledger")
            report(found)
    if not intact:  # what was saved is all there is: it is kept, and the doubt is said
        raise SetUpError("Everything is restored, but the ledger is not as the witness saw it; see above.")


@contextlib.contextmanager
def _empty_folder(folder: DataFolder) -> Iterator[None]:
    """Make the folder, and empty it again when the block fails. A root key may lie in it already, and stays."""
    kept = {folder.root_key, folder.root_key.parent} if folder.root_key.exists() else set()
    if any(path not in kept for path in folder.path.rglob("*")):
        raise SetUpError(f"{folder.path} is not empty: a restore goes into an empty or new folder only.")
    folder.prepare()
    try:
        yield
    except BaseException:
        for path in set(folder.path.rglob("*")) - kept:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise


def _load(addresses: Addresses, parts: Parts, manifest: Manifest, report: Report) -> None:
    if addresses.owner is None:
        raise SetUpError("A restore needs the database's owner: set DATABASE_OWNER_URL beside DATABASE_URL.")
    owner = addresses.owner
    with psycopg.connect(owner, autocommit=True) as connection:
        if table_digests(connection):
            raise SetUpError("The database holds tables already: a restore goes into an empty database only.")
        # The tool of PostgreSQL 18 begins with a setting that servers before 17 do not know.
        forgiven = '"transaction_timeout"' if connection.info.server_version < 170000 else None
    # Constraints may reach from one file to the other, so both files' rows come before either's constraints.
    for section in ("pre-data", "data", "post-data"):
        report(f"Loading the backup: {section} …")
        for path in (parts.backup / "data.dump", parts.keys):
            strict = () if forgiven else ("--exit-on-error",)
            arguments = (*PLAIN, *strict, f"--section={section}", "--dbname=", str(path))
            progress = partial(report, "  still loading …")
            run_tool("pg_restore", *arguments, url=owner, report=progress, forgiven=forgiven)
    report("Comparing every table with the backup's digests …")
    with psycopg.connect(owner) as connection:
        found = table_digests(connection)
    names = sorted(manifest.tables.keys() | found)
    unequal = [name for name in names if manifest.tables.get(name) != found.get(name)]
    if unequal:
        raise SetUpError(f"Not equal to the backup: {', '.join(unequal)}.")
    rows = sum(digest.rows for digest in found.values())
    report(f"  {len(found)} tables with {rows} rows are equal.")
