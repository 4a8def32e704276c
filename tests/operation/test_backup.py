"""Backup and restore: every table comes back equal, nothing is readable without keys, nobody erased returns."""

from __future__ import annotations

import dataclasses
import os
import secrets
import stat
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.support import session
from tests.support.cast import Office, make_office
from tests.support.place import Database

from palermo.operation.addresses import Addresses
from palermo.operation.backup import KEYS_KEPT_DAYS, STAMP, back_up, erasures_in, remove_old_keys
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.dumps import TableDigest, saved_digests, table_digests
from palermo.operation.manifest import Manifest
from palermo.operation.parts import Parts
from palermo.operation.restore import restore
from palermo.operation.unprivileged import packaged_install
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.key_file import encode_root_key

CANARY = "Canaryname Olivewing"


@pytest.fixture
def office(database: Database) -> Office:
    """An invented office with one coordinator."""
    return make_office("Quay", roles=frozenset({Role.COORDINATOR}))


@pytest.fixture
def case(office: Office) -> Case:
    """A file in which every sealed field holds the canary."""
    actor = office[Role.COORDINATOR]
    with unit_of_work(actor):
        case = open_case(actor, narrative=CANARY)
        record_identity(actor, person_id=case.person_id, name=CANARY, other_names=CANARY, contact=CANARY)
    return case


@pytest.fixture
def take(database: Database, data_folder: DataFolder, tmp_path: Path) -> Callable[[], Parts]:
    """Takes a backup, and gives what a restore needs, with the journal as it will be then."""

    def take() -> Parts:
        addresses = Addresses(database.app, database.owner, embedded=False)
        to, moment = tmp_path / "backups", datetime.now(tz=UTC)
        saved, keys = back_up(data_folder, addresses, to=to, moment=moment, report=lambda _line: None)
        return Parts(backup=saved, keys=keys, journal=data_folder.erasures, root_key=data_folder.root_key)

    return take


@pytest.fixture
def empty(server: session.Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty database, to which the environment points as to a server that is not ours."""
    with session.clone(server, template="template1") as name:
        app, owner = (make_conninfo(url, dbname=name) for url in (server.app, server.owner))
        monkeypatch.setenv("DATABASE_URL", app)
        monkeypatch.setenv("DATABASE_OWNER_URL", owner)
        yield Database(name, app, owner, server.superuser)


@pytest.fixture
def target(tmp_path: Path) -> DataFolder:
    """A data folder that does not exist yet."""
    return DataFolder(tmp_path / "restored")


def keys_left(url: str, subject: object) -> int:
    with psycopg.connect(url) as connection:
        query = "SELECT count(wrapped) FROM keys.subject_key WHERE subject_id = %s"
        return int(connection.execute(query, [subject]).fetchall()[0][0])


def test_every_table_comes_back_equal_and_the_ledger_is_as_the_witness_saw_it(
    case: Case, take: Callable[[], Parts], database: Database, empty: Database, target: DataFolder
) -> None:
    lines: list[str] = []
    restore(target, take(), lines.append)
    with psycopg.connect(database.owner) as before, psycopg.connect(empty.owner) as after:
        digests, restored = saved_digests(table_digests(before)), table_digests(after)
        query = "SELECT count(*) FROM ledger_event WHERE verb = 'installation.restored'"
        assert after.execute(query).fetchall() == [(1,)]
        query = (
            "SELECT count(*) FROM ledger_event WHERE verb = 'switch.ended' AND codes ->> 'why' = 'restored'"
        )
        assert after.execute(query).fetchall() == [(3,)]
    ledger = "public.ledger_event"  # longer by the restore's own event; the manifest's digest was compared before it
    # And by what a restore takes back: the switches that publish, promise and take rows out, off from then on.
    assert restored.pop(ledger).rows == digests.pop(ledger).rows + 4
    assert restored.pop("public.switched_on") != digests.pop("public.switched_on")
    assert restored == digests
    said = "\n".join(lines)
    assert "are equal" in said
    assert "Intact" in said
    assert target.ready.exists()
    assert stat.S_IMODE(target.root_key.stat().st_mode) == 0o600


def test_who_is_erased_after_the_backup_stays_erased_after_the_restore(
    office: Office,
    case: Case,
    take: Callable[[], Parts],
    database: Database,
    empty: Database,
    target: DataFolder,
) -> None:
    parts = take()
    actor = office[Role.COORDINATOR]
    with unit_of_work(actor):
        erase_person(actor, person_id=case.person_id, reason="person_asked")
    assert keys_left(database.owner, case.person_id) == 0
    lines: list[str] = []
    restore(target, dataclasses.replace(parts, erasures=1), lines.append)
    assert any("Erasures applied: 1. If more were ever made" in line for line in lines)
    assert keys_left(empty.owner, case.person_id) == 0
    assert target.erasures.read_bytes() == parts.journal.read_bytes()


def test_a_journal_whose_newest_line_was_cut_off_is_refused_where_the_number_is_known(
    office: Office, case: Case, take: Callable[[], Parts], target: DataFolder, tmp_path: Path
) -> None:
    parts = take()
    actor = office[Role.COORDINATOR]
    with unit_of_work(actor):
        erase_person(actor, person_id=case.person_id, reason="person_asked")
    assert erasures_in(parts.journal) == 1
    cut = tmp_path / "cut.jsonl"
    cut.touch()
    with pytest.raises(SetUpError, match="holds 0 of 1 erasures"):
        restore(target, dataclasses.replace(parts, journal=cut, erasures=1), lambda _line: None)
    assert not target.path.exists()


def test_neither_file_shows_a_canary_and_the_data_file_holds_no_key(
    case: Case, take: Callable[[], Parts], data_folder: DataFolder
) -> None:
    parts = take()
    texts = {path: as_sql(path) for path in (parts.backup / "data.dump", parts.keys)}
    for text in texts.values():
        assert "COPY" in text
        for word in (CANARY, *CANARY.split()):
            assert word.lower() not in text.lower()
            assert word.encode().hex() not in text
    assert "subject_key" not in texts[parts.backup / "data.dump"]
    assert "protection_person" not in texts[parts.keys]
    secret = data_folder.root_key.read_text(encoding="ascii").split()[-1]
    for path in parts.backup.parent.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def as_sql(dump: Path) -> str:
    tool = packaged_install() / "bin" / "pg_restore"
    return subprocess.run(
        [str(tool), "-f", "-", str(dump)], check=True, capture_output=True, text=True
    ).stdout


def test_files_of_a_backup_are_for_their_owner_only(take: Callable[[], Parts], office: Office) -> None:
    parts = take()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (*parts.backup.iterdir(), parts.keys)}
    assert modes == {0o600}
    assert stat.S_IMODE(parts.backup.stat().st_mode) == 0o700
    assert parts.keys.parent != parts.backup


def test_a_backup_is_whole_or_not_there(
    take: Callable[[], Parts], office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: object) -> None:
        raise SetUpError("cut")

    monkeypatch.setattr("palermo.operation.backup.table_digests", fail)
    with pytest.raises(SetUpError, match="cut"):
        take()
    assert [path for path in (tmp_path / "backups").rglob("*") if path.is_file()] == []


def test_a_backup_in_whose_midst_the_root_key_is_replaced_is_refused(
    take: Callable[[], Parts],
    office: Office,
    data_folder: DataFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was copied before vouches for no head under the key that would sign the backup."""

    def replaced(connection: psycopg.Connection[Any]) -> dict[str, TableDigest]:
        data_folder.root_key.write_text(encode_root_key(secrets.token_bytes(32)))
        return table_digests(connection)

    monkeypatch.setattr("palermo.operation.backup.table_digests", replaced)
    with pytest.raises(SetUpError, match="root key was replaced while this backup was made"):
        take()
    assert [path for path in (tmp_path / "backups").rglob("*") if path.is_file()] == []


def another_key(parts: Parts) -> Parts:
    path = parts.root_key.with_name("another.key")
    path.write_text("palermo-root-key-1\nQUJD\n", encoding="ascii")
    return dataclasses.replace(parts, root_key=path)


def altered_data(parts: Parts) -> Parts:
    with (parts.backup / "data.dump").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"!")
    return parts


def older_journal(parts: Parts) -> Parts:
    path = parts.backup / "manifest.json"
    dataclasses.replace(Manifest.read(path), erasures=3).signed(parts.root_key).write(path)
    return parts


def without(name: str) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        return dataclasses.replace(parts, **{name: parts.backup / "nosuch"})

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (another_key, "another installation's root key"),
        (altered_data, "altered"),
        (older_journal, "older than the backup"),
        (without("root_key"), "without it"),
        (without("journal"), "newest journal"),
        (without("keys"), "missing"),
        (without("backup"), "no manifest"),
    ],
)
def test_what_does_not_belong_together_is_refused_before_anything_is_made(
    change: Callable[[Parts], Parts],
    said: str,
    take: Callable[[], Parts],
    office: Office,
    target: DataFolder,
) -> None:
    parts = change(take())
    with pytest.raises(SetUpError, match=said) as refused:
        restore(target, parts, lambda _line: None)
    assert "\n" not in str(refused.value)
    assert not target.path.exists()


def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_is(
    take: Callable[[], Parts], office: Office, data_folder: DataFolder
) -> None:
    parts = take()
    before = sorted(data_folder.path.rglob("*"))
    with pytest.raises(SetUpError, match="not empty"):
        restore(data_folder, parts, lambda _line: None)
    assert sorted(data_folder.path.rglob("*")) == before


def test_a_database_that_is_not_empty_is_refused_and_the_folder_is_empty_again(
    take: Callable[[], Parts],
    office: Office,
    database: Database,
    target: DataFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = take()
    monkeypatch.setenv("DATABASE_URL", database.app)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner)
    with pytest.raises(SetUpError, match="holds tables already"):
        restore(target, parts, lambda _line: None)
    assert list(target.path.iterdir()) == []


def test_keys_are_kept_thirty_days(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    ages = {days: tmp_path / f"{(now - timedelta(days=days)).strftime(STAMP)}.dump" for days in (1, 30, 31)}
    for path in (*ages.values(), tmp_path / "letters.dump"):
        path.touch()
    assert KEYS_KEPT_DAYS == 30
    assert remove_old_keys(tmp_path, moment=now) == [ages[31]]
    assert sorted(tmp_path.iterdir()) == sorted([ages[1], ages[30], tmp_path / "letters.dump"])


def test_a_manifest_of_a_later_program_is_refused(take: Callable[[], Parts], office: Office) -> None:
    path = take().backup / "manifest.json"
    manifest = dataclasses.replace(Manifest.read(path), format=3)
    manifest.write(path)
    with pytest.raises(SetUpError, match="format 3"):
        Manifest.read(path)


def test_without_the_owner_there_is_no_backup(
    database: Database, data_folder: DataFolder, tmp_path: Path
) -> None:
    with pytest.raises(SetUpError, match="DATABASE_OWNER_URL"):
        back_up(
            data_folder,
            Addresses(database.app, None, embedded=False),
            to=tmp_path,
            moment=datetime.now(tz=UTC),
            report=lambda _line: None,
        )
