"""Whoever has a backup and not the root key restores nothing as intact, however they rewrite it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo
from tests.support import session
from tests.support.cast import Office, make_office
from tests.support.place import Database
from tests.support.rewriting import as_of_before_signing, copied, own_key_line, rewrites
from tests.trust.ledger.attacker import recomputed, replace, rows_of

from palermo.operation.addresses import Addresses
from palermo.operation.backup import back_up
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.dumps import (
    KEYS_SCHEMA,
    PLAIN,
    WITHOUT_ROWS,
    TableDigest,
    key_fingerprint,
    run_tool,
    table_digests,
)
from palermo.operation.manifest import DATA, DEMO, HEAD_KEYS, JOURNAL, NAME, WITNESS, Manifest, files_of
from palermo.operation.parts import Parts
from palermo.operation.restore import restore
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.ledger.chain import Head, head_message
from palermo.trust.ledger.witness import read_witness, witness_line
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.head_key_file import certified_head_keys
from palermo.trust.vault.root import read_root_key

TAKEN_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def written(place: Path, root_key: Path, *, mark: str) -> Parts:
    """A backup whose dumps are no dumps: what is checked before anything is made needs no database."""
    folder, keys = place / mark, place / f"{mark}.dump"
    folder.mkdir()
    for name in (DATA, WITNESS, HEAD_KEYS):
        (folder / name).write_text(f"{name} of {mark}\n", encoding="ascii")
    erasures = '\n{"erasure": 1}\n' + ('\n{"erasure": 2}\n' if mark == "today" else "")
    (folder / JOURNAL).write_text(erasures, encoding="ascii")
    keys.write_text(f"keys of {mark}", encoding="ascii")
    manifest = Manifest(
        format=2,
        taken_at=TAKEN_AT.isoformat(),
        palermo="0.3.0",
        server="18",
        root_key=key_fingerprint(root_key),
        files=files_of(folder),
        keys_sha256=files_of(place)[keys.name],
        demo=False,
        erasures=erasures.count("{"),
        heads=1,
        tables={"public.one": TableDigest(1, "00"), "public.two": TableDigest(2, "11")},
    )
    manifest.signed(root_key).write(folder / NAME)
    return Parts(backup=folder, keys=keys, journal=place / "today" / JOURNAL, root_key=root_key)


@pytest.fixture
def backups(tmp_path: Path, data_folder: DataFolder) -> tuple[Parts, Parts]:
    """Two backups of one installation."""
    place = tmp_path / "written"
    place.mkdir()
    yesterday, today = (written(place, data_folder.root_key, mark=mark) for mark in ("yesterday", "today"))
    return yesterday, today


@pytest.mark.parametrize("name", rewrites())
def test_a_rewritten_backup_is_refused_in_one_line_that_says_what_to_do(
    name: str, backups: tuple[Parts, Parts], tmp_path: Path
) -> None:
    yesterday, today = backups
    yesterday.check()
    changed = rewrites()[name](copied(yesterday, tmp_path), today)
    with pytest.raises(SetUpError) as refused:
        changed.check()
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_a_signed_backup_is_not_taken_for_one_from_before_signing(backups: tuple[Parts, Parts]) -> None:
    with pytest.raises(SetUpError, match="leave --made-before-signing away"):
        dataclasses.replace(backups[0], made_before_signing=True).check()


def test_a_journal_that_does_not_go_on_where_the_backups_ends_is_refused(
    backups: tuple[Parts, Parts], tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text('{"erasure": 7}\n{"erasure": 8}\n{"erasure": 9}\n', encoding="ascii")
    with pytest.raises(SetUpError, match="does not go on"):
        dataclasses.replace(backups[1], journal=other).check()


def test_a_missing_copy_of_the_witness_is_named(backups: tuple[Parts, Parts], tmp_path: Path) -> None:
    with pytest.raises(SetUpError, match="nosuch"):
        dataclasses.replace(backups[0], witness=tmp_path / "nosuch").check()


def test_a_file_changed_after_the_check_is_not_what_is_restored(
    backups: tuple[Parts, Parts],
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever holds the medium changes each file as soon as it was looked at."""
    parts = dataclasses.replace(backups[1], witness=backups[1].backup / WITNESS)
    given = [path for path in (tmp_path / "written").rglob("*") if path.is_file()]
    check, loaded = Parts.check, dict[str, str]()

    def checked(self: Parts) -> Manifest:
        manifest = check(self)
        if "restoring" in str(self.backup):
            for path in given:
                path.write_text("SQL of somebody else's", encoding="ascii")
        return manifest

    def load(_addresses: Addresses, parts: Parts, _manifest: Manifest, _report: object) -> None:
        for path in (parts.backup / DATA, parts.keys, parts.journal, parts.witness, parts.backup / HEAD_KEYS):
            assert path is not None
            loaded[path.name] = path.read_text(encoding="ascii")
            assert path.stat().st_mode & 0o077 == 0
        raise SetUpError("enough")

    monkeypatch.setenv("DATABASE_URL", database.app)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner)
    monkeypatch.setattr(Parts, "check", checked)
    monkeypatch.setattr("palermo.operation.restore.run_django", lambda *_given, **_named: "")
    monkeypatch.setattr("palermo.operation.restore._load", load)
    target = DataFolder(tmp_path / "restored")
    with pytest.raises(SetUpError, match="enough"):
        restore(target, parts, lambda _line: None)
    assert set(loaded) == {DATA, "keys.dump", JOURNAL, WITNESS, HEAD_KEYS}
    assert not [text for text in loaded.values() if "somebody else" in text]
    assert list(target.path.iterdir()) == []


def test_a_file_changed_between_check_and_copy_is_refused_and_nothing_stays(
    backups: tuple[Parts, Parts], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, prepare = backups[1], DataFolder.prepare

    def prepared(self: DataFolder) -> None:
        prepare(self)
        (parts.backup / DATA).write_text("SQL of somebody else's", encoding="ascii")

    monkeypatch.setattr(DataFolder, "prepare", prepared)
    target = DataFolder(tmp_path / "restored")
    with pytest.raises(SetUpError, match="changed while it was read") as refused:
        restore(target, parts, lambda _line: None)
    assert "\n" not in str(refused.value)
    assert list(target.path.iterdir()) == []


def test_a_disk_that_cannot_hold_the_copies_is_said_before_anything_is_copied(
    backups: tuple[Parts, Parts], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _place: SimpleNamespace(free=10))
    target = DataFolder(tmp_path / "restored")
    with pytest.raises(SetUpError, match="0 MB free, and 0 MB are needed"):
        restore(target, backups[0], lambda _line: None)
    assert list(target.path.iterdir()) == []


# --- real backups ----------------------------------------------------------------------------------------------


@pytest.fixture
def office(database: Database) -> Office:
    """An invented office with one coordinator, in an installation."""
    return make_office("Quay", roles=frozenset({Role.COORDINATOR, Role.OPERATOR}))


@pytest.fixture
def take(database: Database, data_folder: DataFolder, tmp_path: Path, office: Office) -> Callable[[], Parts]:
    """Takes a backup of the installation."""

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


def rewritten_with_a_database(
    parts: Parts, server: session.Server, database: Database, office: Office
) -> Parts:
    """The ledger rewritten, chains made anew and signed by a key of one's own, a count of sign-ins planted.

    So it is done with a PostgreSQL of one's own and without the root key: dump, witness, keys of heads, manifest.
    """
    key, line = own_key_line()
    lines = []
    connections.close_all()  # a database is copied when nobody is in it
    with session.clone(server, template=database.name) as name:
        owner = make_conninfo(server.owner, dbname=name)
        with psycopg.connect(
            make_conninfo(server.superuser or "", dbname=name), autocommit=True
        ) as superuser:
            for organisation_id in (office.id, INSTALLATION_ID):
                rows = rows_of(superuser, organisation_id)
                rows[-1]["verb"] = "case.seen"
                rows = recomputed(rows)
                for row in rows:
                    if row["signature"] is None:
                        continue
                    place = (organisation_id, row["commit_from"], row["sequence"], row["hash"])
                    row["signature"] = key.sign(head_message(*place))
                    fields = dict(
                        zip(("organisation_id", "commit_from", "sequence", "hash"), place, strict=True)
                    )
                    lines.append(witness_line(Head(**fields, signature=row["signature"], at=row["at"])))
                replace(superuser, organisation_id, rows)
            superuser.execute(
                "INSERT INTO web_cache VALUES ('planted', 'planted', now() + interval '1 hour')"
            )
        data = parts.backup / DATA
        data.unlink()
        wanted = ("--format=custom", *PLAIN, f"--exclude-schema={KEYS_SCHEMA}", f"--file={data}")
        run_tool("pg_dump", *wanted, url=owner, report=lambda: None)
        with psycopg.connect(owner) as connection:
            tables = table_digests(connection)
    (parts.backup / WITNESS).write_text("\n".join(lines), encoding="ascii")
    (parts.backup / HEAD_KEYS).write_text(line, encoding="ascii")
    (parts.backup / DEMO).write_text("[]", encoding="ascii")
    path = parts.backup / NAME
    before = Manifest.read(path)
    dataclasses.replace(before, files=files_of(parts.backup), tables=tables, demo=True).write(path)
    return parts


def test_a_ledger_rewritten_in_a_backup_is_not_restored_as_intact(
    take: Callable[[], Parts],
    server: session.Server,
    database: Database,
    office: Office,
    empty: Database,
    target: DataFolder,
    tmp_path: Path,
) -> None:
    if database.superuser is None:
        pytest.skip("A server that is not ours gives no superuser to rewrite the ledger with.")
    changed = rewritten_with_a_database(copied(take(), tmp_path), server, database, office)
    with pytest.raises(SetUpError, match="not signed with this root key"):
        restore(target, changed, lambda _line: None)
    assert not target.path.exists()

    unsigned = dataclasses.replace(as_of_before_signing(changed), made_before_signing=True)
    copy = dataclasses.replace(unsigned, witness=database_witness(tmp_path))
    with pytest.raises(SetUpError, match="The copy of the witness contradicts the backup"):
        restore(target, copy, lambda _line: None)
    assert list(target.path.iterdir()) == []

    lines: list[str] = []
    with pytest.raises(SetUpError, match="not as the witness saw it"):
        restore(target, unsigned, lines.append)
    said = "\n".join(lines)
    assert "nobody can vouch" in said
    assert "signature is not this installation's" in said
    assert not target.demo.exists()
    assert len(certified_head_keys(read_root_key(target.root_key), target.head_keys)) == 1
    assert json.loads(target.unvouched.read_text(encoding="utf-8")) == {
        "taken_at": Manifest.read(changed.backup / NAME).taken_at
    }
    with psycopg.connect(empty.owner) as after:
        assert after.execute("SELECT count(*) FROM web_cache").fetchall() == [(0,)]
        query = "SELECT codes ->> 'signed_backup' FROM ledger_event WHERE verb = 'installation.restored'"
        assert after.execute(query).fetchall() == [("false",)]


def database_witness(tmp_path: Path) -> Path:
    """A copy of the installation's own witness, as another machine has it."""
    copy = tmp_path / "elsewhere.jsonl"
    copy.write_bytes(settings.PALERMO_WITNESS_FILE.read_bytes())
    return copy


@pytest.mark.drill
def test_a_row_of_the_sessions_or_counts_planted_in_a_signed_backup_is_found(
    take: Callable[[], Parts], database: Database, empty: Database, target: DataFolder, tmp_path: Path
) -> None:
    parts = copied(take(), tmp_path)
    with psycopg.connect(database.owner, autocommit=True) as connection:
        connection.execute("INSERT INTO web_cache VALUES ('planted', 'planted', now() + interval '1 hour')")
    again = take_again(parts, database)
    with pytest.raises(SetUpError, match=r"Not equal to the backup: public\.web_cache"):
        restore(target, again, lambda _line: None)


def take_again(parts: Parts, database: Database) -> Parts:
    """The backup with the rows of every table, signed: as if whoever has the root key had put them in."""
    data, path = parts.backup / DATA, parts.backup / NAME
    data.unlink()
    wanted = ("--format=custom", *PLAIN, f"--exclude-schema={KEYS_SCHEMA}", f"--file={data}")
    run_tool("pg_dump", *wanted, url=database.owner, report=lambda: None)
    manifest = dataclasses.replace(Manifest.read(path), files=files_of(parts.backup))
    manifest.signed(parts.root_key).write(path)
    return parts


@pytest.mark.drill
def test_a_longer_copy_of_the_witness_wins_over_the_backups(
    take: Callable[[], Parts], office: Office, empty: Database, target: DataFolder, tmp_path: Path
) -> None:
    parts = take()
    act(office)  # after the backup: lost, and no fault
    elsewhere = database_witness(tmp_path)
    cut = copied(parts, tmp_path)
    lines = (cut.backup / WITNESS).read_text(encoding="ascii").splitlines()
    (cut.backup / WITNESS).write_text("\n".join(lines[: len(lines) // 2]), encoding="ascii")
    path = cut.backup / NAME
    later = (datetime.now(tz=UTC) + timedelta(hours=1)).isoformat()
    # As by somebody with the root key, who says of an older state that it is of today.
    dataclasses.replace(Manifest.read(path), files=files_of(cut.backup), taken_at=later).signed(
        cut.root_key
    ).write(path)
    said: list[str] = []
    with pytest.raises(SetUpError, match="not as the witness saw it"):
        restore(target, dataclasses.replace(cut, witness=elsewhere), said.append)
    # The restore's own events stand where those that were lost stood.
    assert any("the witness saw another head here" in line for line in said)
    assert len(list(read_witness(target.witness))) > len(list(read_witness(cut.backup / WITNESS)))


def act(office: Office) -> None:
    actor = System(organisation_id=office.id, reason="test")
    with unit_of_work(actor):
        record(actor, verb="thing.done")


def test_counts_and_sessions_stay_behind_a_signed_mark_comes_back_and_what_was_done_since_is_counted_as_lost(
    take: Callable[[], Parts],
    office: Office,
    data_folder: DataFolder,
    database: Database,
    empty: Database,
    target: DataFolder,
    tmp_path: Path,
) -> None:
    data_folder.demo.write_text("[]", encoding="utf-8")
    with psycopg.connect(database.owner, autocommit=True) as connection:
        connection.execute("INSERT INTO web_cache VALUES ('one', 'two', now() + interval '1 hour')")
        connection.execute("INSERT INTO django_session VALUES ('one', 'two', now() + interval '1 hour')")
    parts = take()
    data_folder.demo.unlink()
    act(office)
    said: list[str] = []
    restore(target, dataclasses.replace(parts, witness=database_witness(tmp_path)), said.append)
    assert any("1 are of commits after it, which are lost" in line for line in said)
    assert target.demo.read_text(encoding="utf-8") == "[]"
    assert not target.unvouched.exists()
    with psycopg.connect(empty.owner) as after:
        for table in WITHOUT_ROWS:
            assert after.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)]  # type: ignore[arg-type]
    assert {Manifest.read(parts.backup / NAME).tables[table].rows for table in WITHOUT_ROWS} == {0}


def test_the_next_backup_ends_the_doubt(take: Callable[[], Parts], data_folder: DataFolder) -> None:
    data_folder.unvouched.write_text("{}", encoding="utf-8")
    take()
    assert not data_folder.unvouched.exists()


@pytest.mark.drill
def test_earlier_keys_of_heads_come_from_beside_the_root_key_and_not_from_an_unsigned_backup(
    take: Callable[[], Parts], empty: Database, target: DataFolder, tmp_path: Path
) -> None:
    parts = as_of_before_signing(copied(take(), tmp_path))
    (parts.backup / HEAD_KEYS).write_text(own_key_line()[1], encoding="ascii")
    kept = tmp_path / "kept"
    kept.mkdir()
    root_key = kept / "root.key"
    root_key.write_bytes(parts.root_key.read_bytes())
    earlier = own_key_line()[1]
    (kept / HEAD_KEYS).write_text(earlier, encoding="ascii")
    restore(
        target,
        dataclasses.replace(parts, made_before_signing=True, root_key=root_key),
        lambda _line: None,
    )
    assert certified_head_keys(read_root_key(target.root_key), target.head_keys)[1:] == [earlier]
