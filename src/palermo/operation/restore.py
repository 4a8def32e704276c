"""`palermo restore`: a backup into an empty data folder (or an empty database), proved table by table.

1. The backup's signature and digests, the root key and the journal of erasures are checked before anything is made
   (parts.py). Then all of it is copied into the new folder and checked there: only the copies are used. A copy of the
   witness that was kept elsewhere is compared with the backup's own.
2. Data and keys are loaded as the owner; every table's digest must equal the manifest's. Sessions and counts of
   sign-ins stay empty.
3. Tables are brought up to date and the walls built anew.
4. The journal of erasures is applied: who was erased after the backup is unreadable again.
5. Inbox tasks are made anew for packages that were not taken in.
6. The ledger is verified with the witness.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial

import psycopg
from psycopg import sql

from palermo.kit.writing import copy_file, make_file, write_file
from palermo.operation.addresses import (
    Addresses,
    Report,
    embedded_addresses,
    external_addresses,
    process_environment,
    reachable_database,
)
from palermo.operation.backup import erasures_in
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.dumps import PLAIN, WITHOUT_ROWS, run_tool, table_digests
from palermo.operation.manifest import DATA, DEMO, HEAD_KEYS, WITNESS, Manifest
from palermo.operation.parts import NOBODY_VOUCHES, Parts
from palermo.operation.preparation import ask_django, prepare_database, run_django
from palermo.trust.vault.head_key_file import Certified, certificates, certify, head_key_lines
from palermo.trust.vault.key_file import read_root_key


def restore(folder: DataFolder, parts: Parts, report: Report) -> None:
    """Restore into `folder`, empty or new. Raises SetUpError, and leaves it empty, when it fails."""
    report("Checking the backup …")
    if parts.check().is_from_before_signing:
        report(f"This backup is not signed: {NOBODY_VOUCHES}.")
    with _empty_folder(folder):
        copies = parts.copied(folder.path / "restoring", in_place=folder.root_key)
        manifest, intact = _restore(folder, copies, report)
    if manifest.is_from_before_signing:
        report(
            f"Nobody can vouch for what was restored. Compare accounts and roles with what you know, then make a "
            f"backup: until then the operator's page says so too ({folder.unvouched})."
        )
    if not intact:  # what was saved is all there is: it is kept, and the doubt is said
        raise SetUpError("Everything is restored, but the ledger is not as the witness saw it; see above.")


def _restore(
    folder: DataFolder, copied: AbstractContextManager[tuple[Parts, Manifest]], report: Report
) -> tuple[Manifest, bool]:
    """Restore from the copies of a backup; its manifest, and whether the ledger is as the witness saw it."""
    with contextlib.ExitStack() as stack:
        with copied as (parts, manifest):
            _take_over(folder, parts, manifest, report)
            # Before anything is loaded: a database of DATABASE_URL would keep whom the journal makes unreadable.
            unloaded = process_environment(
                folder, external_addresses() or embedded_addresses(folder), role="owner"
            )
            report(
                run_django(unloaded, "apply_erasures", "--only-read", what_failed="The journal is refused")
            )
            if parts.witness is not None:
                copy = ("compare_witness", str(parts.witness), "--taken-at", manifest.taken_at)
                report(
                    run_django(unloaded, *copy, what_failed="The copy of the witness contradicts the backup")
                )
            addresses = stack.enter_context(reachable_database(folder, report))
            _load(addresses, parts, manifest, report)
        prepare_database(folder, addresses, report)
        report("Applying the journal of erasures …")
        owner = process_environment(folder, addresses, role="owner")
        unsigned = ["--made-before-signing"] if manifest.is_from_before_signing else []
        report(run_django(owner, "apply_erasures", *unsigned, what_failed="The journal could not be applied"))
        held = erasures_in(folder.erasures)
        report(f"Erasures applied: {held}. If more were ever made, this is not the newest journal.")
        as_app = process_environment(folder, addresses)
        report(run_django(as_app, "renew_inbox", what_failed="The inbox tasks could not be made anew"))
        make_file(folder.ready)
        report("Verifying the ledger with the witness …")
        intact, found = ask_django(owner, "verify_ledger")
        report(found)
    return manifest, intact


def _take_over(folder: DataFolder, parts: Parts, manifest: Manifest, report: Report) -> None:
    """Put the files beside the database in place: the root key, what it vouches for, and the newest journal."""
    saved = [(parts.root_key, folder.root_key), (parts.journal, folder.erasures)]
    if manifest.is_from_before_signing:
        # Written first and not last: whatever else fails, what is here is from an unsigned backup.
        write_file(folder.unvouched, json.dumps({"taken_at": manifest.taken_at}))
        # A backup of that time has the witness under the name that it had in the installation.
        own_name = parts.backup / folder.witness.name
        saved.append((own_name if own_name.exists() else parts.backup / WITNESS, folder.witness))
        saved.append((parts.root_key.with_name(HEAD_KEYS), folder.head_keys))
    else:
        saved.append((parts.backup / WITNESS, folder.witness))
        # Beside a root key that is in its place, the operator's own file of them may be too.
        if not folder.head_keys.exists():
            saved.append((parts.backup / HEAD_KEYS, folder.head_keys))
        if manifest.demo:
            saved.append((parts.backup / DEMO, folder.demo))
    if folder.witness.exists():
        raise SetUpError(f"{folder.witness} is a witness already: move it away, and name it with --witness.")
    for source, target in saved:
        if source.exists() and not (target.exists() and source.samefile(target)):
            copy_file(source, target)
    root = read_root_key(folder.root_key, private=False)
    if manifest.is_from_before_signing:
        # They lie beside the root key, where the operator kept both: not the backup's own.
        # Under that time's root key nothing had an end: each gets one when the rows are there.
        earlier = [Certified(line.public) for line in head_key_lines(folder.head_keys) if line.public]
        report(
            f"Keys of earlier heads, as they lay beside the root key: {len({one.public for one in earlier})}."
        )
    else:
        earlier = certificates(root, parts.backup / HEAD_KEYS)
    certify(earlier, key=root, path=folder.head_keys)


@contextlib.contextmanager
def _empty_folder(folder: DataFolder) -> Iterator[None]:
    """Make the folder, and empty it again when the block fails. A root key may lie in it already, and stays."""
    kept = {folder.root_key, folder.head_keys, folder.root_key.parent} if folder.root_key.exists() else set()
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
        for path in (parts.backup / DATA, parts.keys):
            strict = () if forgiven else ("--exit-on-error",)
            arguments = (*PLAIN, *strict, f"--section={section}", "--dbname=", str(path))
            progress = partial(report, "  still loading …")
            run_tool("pg_restore", *arguments, url=owner, report=progress, forgiven=forgiven)
    report("Comparing every table with the backup's digests …")
    with psycopg.connect(owner) as connection:
        found = table_digests(connection)
        if manifest.is_from_before_signing:  # it holds rows of these tables, and nobody knows whose
            for table in found.keys() & set(WITHOUT_ROWS):
                connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(*table.split("."))))
    names = sorted(manifest.tables.keys() | found)
    unequal = [name for name in names if manifest.tables.get(name) != found.get(name)]
    if unequal:
        raise SetUpError(f"Not equal to the backup: {', '.join(unequal)}.")
    rows = sum(digest.rows for digest in found.values())
    report(f"  {len(found)} tables with {rows} rows are equal.")
