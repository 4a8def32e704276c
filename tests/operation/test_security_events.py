"""Events of security reach a folder that another machine collects: each once, in order, without a name."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from tests.support.cast import Office, make_office
from tests.support.place import Database

from palermo.exchange.verbs import ExchangeVerb
from palermo.operation import security_events
from palermo.operation.datafolder import DataFolder
from palermo.operation.security_events import OF_SECURITY, state_file, write_events
from palermo.operation.worker import keep_house
from palermo.trust.current import record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import LedgerVerb, PeopleVerb, VaultVerb, Verb

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def folder(data_folder: DataFolder, tmp_path: Path) -> Iterator[Path]:
    """A folder that another machine collects."""
    folder = tmp_path / "copies"
    folder.mkdir()
    with override_settings(PALERMO_WITNESS_COPY=folder):
        yield folder


@pytest.fixture
def office(database: Database) -> Office:
    return make_office("Quay", roles=frozenset({Role.CASEWORKER}))


def happen(office: Office, *verbs: Verb) -> None:
    with unit_of_work(office.system):
        for verb in verbs:
            record(office.system, verb=verb, object_type="thing", object_id=uuid4(), codes={"step": "second"})


def lines(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line) for path in sorted(folder.iterdir()) for line in path.read_text("ascii").splitlines()
    ]


def numbers(folder: Path, office: Office) -> list[int]:
    return [line["number"] for line in lines(folder) if line["office"] == str(office.id)]


def of_security(office: Office) -> list[LedgerEvent]:
    with unit_of_work(office.system):
        rows = LedgerEvent.objects.filter(organisation_id=office.id, verb__in=OF_SECURITY)
        return list(rows.order_by("sequence"))


def test_each_event_of_security_is_written_once_and_no_other(office: Office, folder: Path) -> None:
    happen(office, PeopleVerb.SIGNIN_FAILED, LedgerVerb.REVEALED, VaultVerb.KEY_ROTATED)
    assert write_events(now=NOW) > 0
    expected = of_security(office)
    written = [line for line in lines(folder) if line["office"] == str(office.id)]
    assert [(line["number"], line["verb"], line["hash"]) for line in written] == [
        (event.sequence, event.verb, bytes(event.hash).hex()) for event in expected
    ]
    assert "revealed" not in {line["verb"] for line in lines(folder)}
    assert written[-1]["verb"] == "key.rotated"
    assert written[-1]["codes"] == {"system": office.system.reason, "step": "second"}
    assert written[-1]["object"] == ["thing", str(expected[-1].object_id)]
    assert write_events(now=NOW) == 0
    happen(office, PeopleVerb.SIGNIN_DONE)
    assert write_events(now=NOW + timedelta(minutes=1)) == 1
    assert numbers(folder, office) == [event.sequence for event in of_security(office)]


def test_the_file_is_of_its_day_and_readable_for_its_group_alone(office: Office, folder: Path) -> None:
    write_events(now=NOW)
    happen(office, PeopleVerb.SIGNIN_DONE)
    write_events(now=NOW + timedelta(days=1))
    first, second = sorted(folder.iterdir())
    assert (first.name, second.name) == ("events-2026-11-30.jsonl", "events-2026-12-01.jsonl")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (first, second)} == {0o640}
    assert len(second.read_text("ascii").splitlines()) == 1


def test_a_line_holds_ids_and_codes_and_no_name(office: Office, folder: Path) -> None:
    write_events(now=NOW)
    for line in lines(folder):
        assert set(line) == {"office", "number", "at", "verb", "actor", "object", "codes", "hash"}
        UUID(line["office"])
    text = "".join(path.read_text("ascii") for path in folder.iterdir())
    assert "Quay" not in text
    assert "@" not in text


def test_nothing_is_written_where_nobody_collects(office: Office, data_folder: DataFolder) -> None:
    with override_settings(PALERMO_WITNESS_COPY=None):
        assert write_events(now=NOW) == 0
    assert not state_file().exists()


@pytest.mark.parametrize("cut", ["before", "between", "within", "after"])
def test_a_run_cut_short_anywhere_loses_nothing_and_writes_nothing_twice(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    write_events(now=NOW)
    happen(office, PeopleVerb.SIGNIN_FAILED, PeopleVerb.SIGNIN_LOCKED)
    _cut_short(cut, folder, monkeypatch)
    collected = "".join(path.read_text("ascii") for path in folder.iterdir())  # somebody reads as it grows
    happen(office, PeopleVerb.SIGNIN_DONE)
    write_events(now=NOW + timedelta(minutes=1))
    assert numbers(folder, office) == [event.sequence for event in of_security(office)]
    whole = "".join(path.read_text("ascii") for path in folder.iterdir())
    assert whole.startswith(collected)
    assert write_events(now=NOW + timedelta(minutes=2)) == 0


def _cut_short(cut: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a run where its process would be killed: `before` its lines, `within` them, `after` them or the note."""
    real, notes = security_events._note, 0

    def note(state: Any) -> None:
        nonlocal notes
        notes += 1
        if (cut, notes) in {("before", 1), ("within", 2), ("after", 2)}:
            raise KeyboardInterrupt
        real(state)
        if cut == "between":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(security_events, "_note", note)
        with pytest.raises(KeyboardInterrupt):
            write_events(now=NOW + timedelta(seconds=30))
    if cut == "within":
        (path,) = folder.iterdir()
        os.truncate(path, path.stat().st_size - 100)


def test_a_folder_that_cannot_be_written_loses_nothing(
    office: Office, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    happen(office, PeopleVerb.SIGNIN_FAILED)
    with override_settings(PALERMO_WITNESS_COPY=folder / "missing"):
        with pytest.raises(OSError, match="missing"):
            write_events(now=NOW)
        assert keep_house()
    assert "Events cannot be written down for another machine" in caplog.text
    assert str(folder) not in caplog.text
    assert keep_house()
    assert numbers(folder, office) == [event.sequence for event in of_security(office)]


def test_more_than_one_run_can_take_is_written_by_the_next(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security_events, "MOST_AT_ONCE", 3)
    for _ in range(20):
        write_events(now=NOW)
    assert numbers(folder, office) == [event.sequence for event in of_security(office)]


def test_a_chain_that_is_another_than_was_written_is_written_from_its_beginning(
    office: Office, folder: Path
) -> None:
    write_events(now=NOW)
    state = json.loads(state_file().read_text("ascii"))
    number, _hash = state["reached"][str(office.id)]
    state["reached"][str(office.id)] = [number, "00" * 32]
    state_file().write_text(json.dumps(state), encoding="ascii")
    write_events(now=NOW + timedelta(days=1))
    every = [event.sequence for event in of_security(office)]
    assert numbers(folder, office) == [*every, *every]


def test_a_state_that_cannot_be_read_is_said_and_everything_is_written(
    office: Office, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state_file().write_text('{"reached": {"x": 1}}', encoding="ascii")
    write_events(now=NOW)
    assert "they are written again" in caplog.text
    assert numbers(folder, office) == [event.sequence for event in of_security(office)]


def test_files_older_than_those_of_heads_are_removed_and_others_stay(office: Office, folder: Path) -> None:
    for name in ("events-2026-10-01.jsonl", "events-of-mine.jsonl", "heads-2026-10-01T00-00-00Z.jsonl"):
        (folder / name).touch()
    write_events(now=NOW)
    assert {path.name for path in folder.iterdir()} == {
        *("events-2026-11-30.jsonl", "events-of-mine.jsonl", "heads-2026-10-01T00-00-00Z.jsonl")
    }


def test_a_link_in_the_folder_leads_nowhere(office: Office, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine", encoding="ascii")
    (folder / "events-2026-11-30.jsonl").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="link"):
        write_events(now=NOW)
    assert (tmp_path / "precious").read_text("ascii") == "mine"


def test_what_is_of_security_in_exchange_is_named_as_its_room_names_it() -> None:
    assert {str(ExchangeVerb.EXCHANGE_FORGERY_FOUND), str(ExchangeVerb.FILE_REFUSED)} <= OF_SECURITY
    assert not {str(LedgerVerb.REVEALED), str(LedgerVerb.HEADS_RENEWED)} & OF_SECURITY


def test_the_worker_writes_them_with_its_housekeeping(office: Office, folder: Path) -> None:
    assert keep_house()
    assert numbers(folder, office) == [event.sequence for event in of_security(office)]
