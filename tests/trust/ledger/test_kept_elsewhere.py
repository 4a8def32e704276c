"""What was kept elsewhere finds a chain and a witness that were cut together, which nothing on the machine shows."""

from __future__ import annotations

import io
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from tests.support.place import Database
from tests.trust.ledger.attacker import replace, rows_of
from tests.trust.ledger.test_verify import an_office, commit

from palermo.operation.heads import COPIES_KEPT, newest_heads, renew_heads
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.ledger.collected import (
    COPY_NAME,
    BadCopy,
    collected_text,
    fingerprint,
    heads_file,
    office_end,
    read_collected,
)
from palermo.trust.ledger.comparing import Contradiction, compare
from palermo.trust.ledger.freshness import find_stale
from palermo.trust.ledger.report import Fault, Report
from palermo.trust.ledger.verify import verify
from palermo.trust.ledger.witness import read_witness
from palermo.trust.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Installation:
    """Two offices in an installation, and where its files are."""

    mine: UUID
    other: UUID
    witness: Path
    owner: str
    superuser: psycopg.Connection[Any]

    def verify(self, against: Path | None = None) -> Report:
        with psycopg.connect(self.owner) as owner:
            return verify(self.witness, owner, against=against)

    def faults(self, against: Path | None = None) -> set[Fault]:
        return {finding.fault for finding in self.verify(against).findings}

    def cut_both(self) -> None:
        """Take the last commit of an office out of the ledger, and its line out of the witness."""
        rows = rows_of(self.superuser, self.mine)
        last = rows[-1]
        replace(self.superuser, self.mine, rows[: last["commit_from"] - 1])
        lines = self.witness.read_text(encoding="ascii").splitlines()
        name = f'"sequence":{last["sequence"]},'
        kept = [line for line in lines if not (str(self.mine) in line and name in line)]
        self.witness.write_text("\n".join(kept) + "\n", encoding="ascii")


@pytest.fixture
def installation(
    database: Database, superuser_connection: psycopg.Connection[Any], witness: Path
) -> Iterator[Installation]:
    """An installation with some history."""
    call_command("create_installation", verbosity=0)
    mine, other = an_office("Mine"), an_office("Other")
    for _ in range(3):
        commit(mine, 2)
    yield Installation(mine, other, witness, database.owner, superuser_connection)


@pytest.fixture
def witness(data_folder: Any) -> Path:
    """The installation's own witness."""
    path: Path = data_folder.witness
    return path


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[Path]:
    """A folder that another machine collects."""
    folder = tmp_path / "copies"
    folder.mkdir()
    with override_settings(PALERMO_WITNESS_COPY=folder):
        yield folder


def collected(installation: Installation, path: Path) -> Path:
    path.write_text(collected_text(newest_heads(), at=NOW), encoding="ascii")
    return path


def printed() -> str:
    out = io.StringIO()
    call_command("print_heads", stdout=out)
    return out.getvalue()


def test_a_chain_and_its_witness_cut_together_are_found_by_a_collected_file(
    installation: Installation, tmp_path: Path
) -> None:
    copy = collected(installation, tmp_path / "heads.jsonl")
    assert installation.faults(copy) == set()
    installation.cut_both()
    assert installation.faults() == set()
    assert installation.faults(copy) == {Fault.WITNESSED_MISSING}


def test_they_are_found_by_a_copy_of_the_witness(installation: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(installation.witness.read_bytes())
    installation.cut_both()
    commit(installation.mine, 2)
    assert installation.faults() == set()
    assert installation.faults(copy) == {Fault.WITNESSED_OTHER}


def test_they_are_found_by_what_was_printed(installation: Installation, tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(printed(), encoding="utf-8")
    assert installation.faults(paper) == set()
    installation.cut_both()
    assert installation.faults(paper) == {Fault.PRINTED_MISSING}
    commit(installation.mine, 2)
    assert installation.faults(paper) == {Fault.PRINTED_OTHER}


def test_one_line_typed_from_paper_is_enough(installation: Installation, tmp_path: Path) -> None:
    (line,) = [one for one in printed().splitlines() if one.startswith(office_end(installation.mine))]
    paper = tmp_path / "paper.txt"
    paper.write_text(line.partition("#")[0].upper(), encoding="utf-8")
    assert installation.faults(paper) == set()
    installation.cut_both()
    assert installation.faults(paper) == {Fault.PRINTED_MISSING}


@pytest.mark.parametrize("text", ["", "# nothing\n", "a letter\n", "{}\n", '{"organisation":1}\n'])
def test_a_file_without_a_head_is_refused(installation: Installation, tmp_path: Path, text: str) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCopy):
        installation.verify(path)
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--against", path)


def test_a_collected_file_that_was_changed_is_a_finding(installation: Installation, tmp_path: Path) -> None:
    path = collected(installation, tmp_path / "heads.jsonl")
    lines = path.read_text(encoding="ascii").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="ascii")
    assert installation.faults(path) == {Fault.COPY_ALTERED}
    with pytest.raises(BadCopy):
        read_collected(path)
    later = json.loads(lines[0]) | {"heads_at": (NOW + timedelta(days=1)).isoformat()}
    path.write_text(
        "\n".join([json.dumps(later, separators=(",", ":")), *lines[1:]]) + "\n", encoding="ascii"
    )
    assert installation.faults(path) == {Fault.COPY_ALTERED}


# --- renewal ---------------------------------------------------------------------------------------------------


def test_heads_are_renewed_without_events_and_written_for_another_machine(
    installation: Installation, copies: Path
) -> None:
    assert renew_heads(now=NOW - timedelta(hours=1))
    before = len(rows_of(installation.superuser, INSTALLATION_ID))
    (copies / (NOW - timedelta(hours=1)).strftime(COPY_NAME)).unlink()
    assert renew_heads(now=NOW)
    rows = rows_of(installation.superuser, INSTALLATION_ID)
    assert [(row["verb"], row["object_id"]) for row in rows[before:]] == [("heads.renewed", None)]
    (copy,) = copies.iterdir()
    assert copy.name == "heads-2026-11-30T09-00-00Z.jsonl"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o640
    assert copy.read_bytes() == heads_file().read_bytes()
    assert stat.S_IMODE(heads_file().stat().st_mode) == 0o600
    found = read_collected(copy)
    assert found.at == NOW
    offices = {INSTALLATION_ID, installation.mine, installation.other}
    assert {head.organisation_id for head in found.heads} == offices
    assert installation.faults(copy) == set()


def test_a_renewal_writes_down_the_heads_of_offices_that_grew(installation: Installation) -> None:
    def written_down() -> list[tuple[UUID | None, int | None]]:
        rows = rows_of(installation.superuser, INSTALLATION_ID)
        return [
            (row["object_id"], row["codes"].get("sequence")) for row in rows if row["verb"] == "heads.renewed"
        ]

    mine, other = (
        rows_of(installation.superuser, office)[-1]["sequence"]
        for office in (installation.mine, installation.other)
    )
    renew_heads(now=NOW)
    assert sorted(written_down(), key=str) == sorted(
        [(installation.mine, mine), (installation.other, other)], key=str
    )
    commit(installation.mine, 2)
    renew_heads(now=NOW + timedelta(hours=1))
    assert written_down()[2:] == [(installation.mine, mine + 2)]


def test_a_chain_cut_with_its_witness_contradicts_the_installations(installation: Installation) -> None:
    renew_heads(now=NOW)
    assert installation.faults() == set()
    installation.cut_both()
    assert installation.faults() == {Fault.RENEWED}
    commit(installation.mine, 2)  # the program goes on, and renews what it finds
    heads_file().unlink()
    renew_heads(now=NOW + timedelta(hours=1))
    findings = installation.verify().findings
    assert {(finding.fault, finding.organisation_id) for finding in findings} == {
        (Fault.RENEWED, installation.mine)
    }


def test_a_hole_of_more_than_a_day_between_renewals_is_told(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hours in (0, 1, 30, 31):
        moment = NOW + timedelta(hours=hours)
        clock = SimpleNamespace(now=lambda tz, moment=moment: moment.astimezone(tz))
        monkeypatch.setattr("palermo.trust.event.datetime", clock)
        renew_heads(now=moment)
    assert installation.verify().holes == [(NOW + timedelta(hours=1), NOW + timedelta(hours=30))]
    assert installation.faults() == set()


@pytest.mark.parametrize("codes", [{}, {"sequence": "x"}, {"sequence": 10**15, "fingerprint": "none"}])
def test_an_odd_event_of_renewal_is_a_finding_and_stops_nothing(
    installation: Installation, codes: dict[str, str | int]
) -> None:
    actor = System(organisation_id=INSTALLATION_ID, reason="test")
    with unit_of_work(actor):
        record(actor, verb="heads.renewed", object_type="office", object_id=installation.mine, codes=codes)
    assert installation.faults() == {Fault.RENEWED}


def test_two_workers_renew_them_once(installation: Installation) -> None:
    assert renew_heads(now=NOW)
    assert not renew_heads(now=NOW + timedelta(seconds=30))
    assert renew_heads(now=NOW + timedelta(hours=1))


def test_old_copies_are_removed_and_files_of_others_stay(installation: Installation, copies: Path) -> None:
    old, young = ((NOW - COPIES_KEPT + shift) for shift in (-timedelta(hours=1), timedelta(hours=1)))
    names = [old.strftime(COPY_NAME), young.strftime(COPY_NAME), "heads-of-state.jsonl"]
    for name in names:
        (copies / name).touch()
    renew_heads(now=NOW)
    assert {path.name for path in copies.iterdir()} == {*names[1:], NOW.strftime(COPY_NAME)}


def test_a_folder_that_is_not_there_is_said_in_the_log_and_stops_nothing(
    installation: Installation, copies: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copies.rmdir()
    assert renew_heads(now=NOW)
    assert "cannot be written" in caplog.text
    assert heads_file().is_file()


# --- how old the newest head is --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("newest", "witness_ends", "own", "faults"),
    [
        (timedelta(hours=1), timedelta(hours=1), True, []),
        (timedelta(hours=25), timedelta(hours=25), True, [Fault.STALE]),
        (None, None, True, [Fault.STALE]),
        (timedelta(hours=1), timedelta(hours=30), True, [Fault.WITNESS_STALE]),
        (timedelta(hours=1), timedelta(days=30), False, []),
    ],
)
def test_a_newest_head_older_than_a_day_is_a_finding(
    newest: timedelta | None, witness_ends: timedelta | None, own: bool, faults: list[Fault]
) -> None:
    report = Report(
        newest=NOW - newest if newest else None, witness_ends=NOW - witness_ends if witness_ends else None
    )
    find_stale(report, now=NOW, own_witness=own)
    assert [finding.fault for finding in report.findings] == faults


@pytest.fixture
def as_owner(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's connection is the owner's, as `palermo ledger verify` makes it."""
    owner = SimpleNamespace(get_connection_params=lambda: {"conninfo": installation.owner})
    monkeypatch.setattr("palermo.trust.ledger.management.commands.verify_ledger.connection", owner)


@pytest.mark.usefixtures("as_owner")
def test_verify_says_when_the_newest_head_was_written() -> None:
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    assert re.search(r"Newest head: \d{4}-\d\d-\d\d \d\d:\d\d UTC; in the witness: \d{4}", out.getvalue())


@pytest.mark.usefixtures("as_owner")
def test_verify_ends_with_one_when_nothing_was_renewed_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    later = datetime.now(tz=UTC) + timedelta(hours=25)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_ledger", stdout=out)
    assert "older than a day" in out.getvalue()


# --- a backup's witness beside a copy --------------------------------------------------------------------------


def test_the_longer_witness_is_kept(installation: Installation, tmp_path: Path) -> None:
    own, copy = tmp_path / "own.jsonl", tmp_path / "copy.jsonl"
    lines = [line for line in installation.witness.read_text(encoding="ascii").splitlines() if line]
    own.write_text("\n".join(lines[:2]) + "\n", encoding="ascii")
    copy.write_text("\n".join(lines) + "\n", encoding="ascii")
    found = compare(own, copy, taken_at=datetime.now(tz=UTC) + timedelta(hours=1))
    assert (found.same, found.added, found.after) == (2, len(lines) - 2, 0)
    assert set(read_witness(own)) == set(read_witness(copy))
    again = compare(own, copy, taken_at=datetime.now(tz=UTC))
    assert (again.same, again.added, again.after) == (len(lines), 0, 0)


def test_what_is_from_after_the_backup_is_counted_and_not_taken_over(
    installation: Installation, tmp_path: Path
) -> None:
    own = tmp_path / "own.jsonl"
    found = compare(own, installation.witness, taken_at=datetime.now(tz=UTC) - timedelta(days=1))
    assert (found.same, found.added) == (0, 0)
    assert found.after > 0
    assert own.read_bytes() == b""


def test_another_head_at_the_same_place_is_a_contradiction(
    installation: Installation, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(installation.witness.read_bytes())
    installation.cut_both()
    commit(installation.mine, 2)
    with pytest.raises(Contradiction, match=str(installation.mine)):
        compare(installation.witness, copy, taken_at=datetime.now(tz=UTC))


def test_a_head_of_another_installation_is_a_contradiction(
    installation: Installation, tmp_path: Path
) -> None:
    (line,) = installation.witness.read_text(encoding="ascii").splitlines()[1:2]
    copy = tmp_path / "copy.jsonl"
    copy.write_text(json.dumps(json.loads(line) | {"sequence": 99, "from": 99}), encoding="ascii")
    with pytest.raises(Contradiction, match="did not sign"):
        compare(tmp_path / "own.jsonl", copy, taken_at=NOW)
    copy.write_text("nothing", encoding="ascii")
    with pytest.raises(BadCopy):
        compare(tmp_path / "own.jsonl", copy, taken_at=NOW)


def test_a_copy_with_lines_that_are_no_heads_is_not_compared_as_if_it_were_whole(
    installation: Installation, tmp_path: Path
) -> None:
    first, *others = [line for line in installation.witness.read_text(encoding="ascii").splitlines() if line]
    copy = tmp_path / "copy.jsonl"
    garbled = [line.replace('"sequence":', '"sequenze":') for line in others]
    copy.write_text("\n".join([first, *garbled, ""]), encoding="ascii")
    with pytest.raises(BadCopy, match=f"{len(others)} of its lines are no heads"):
        compare(installation.witness, copy, taken_at=datetime.now(tz=UTC))


def test_lines_of_a_copy_that_are_cut_short_are_counted(installation: Installation, tmp_path: Path) -> None:
    lines = [line for line in installation.witness.read_text(encoding="ascii").splitlines() if line]
    copy = tmp_path / "copy.jsonl"
    copy.write_text("\n".join([*lines, lines[0][:50], ""]), encoding="ascii")
    found = compare(installation.witness, copy, taken_at=datetime.now(tz=UTC))
    assert (found.same, found.cut_short) == (len(lines), 1)
    out, taken_at = io.StringIO(), datetime.now(tz=UTC).isoformat()
    call_command("compare_witness", str(copy), "--taken-at", taken_at, stdout=out)
    assert "1 of its lines are cut short" in out.getvalue()


def test_a_collected_file_from_which_heads_were_taken_is_not_compared(
    installation: Installation, copies: Path
) -> None:
    assert renew_heads(now=datetime.now(tz=UTC))
    (copy,) = copies.glob("heads-*.jsonl")
    compare(installation.witness, copy, taken_at=datetime.now(tz=UTC))
    copy.write_text("\n".join(copy.read_text(encoding="ascii").splitlines()[:2]), encoding="ascii")
    with pytest.raises(BadCopy, match="is not as this installation signed it"):
        compare(installation.witness, copy, taken_at=datetime.now(tz=UTC))


def test_a_link_laid_where_a_collected_file_is_being_written_is_not_followed(
    installation: Installation, copies: Path, tmp_path: Path
) -> None:
    root_key, now = tmp_path / "precious.key", datetime.now(tz=UTC)
    root_key.write_text("the root key", encoding="ascii")
    root_key.chmod(0o600)
    name = now.strftime(COPY_NAME)
    (copies / f".{name}.partial").symlink_to(root_key)
    (copies / name).symlink_to(root_key)
    assert renew_heads(now=now)
    assert root_key.read_text(encoding="ascii") == "the root key"
    assert root_key.stat().st_mode & 0o777 == 0o600
    assert not (copies / name).is_symlink()
    assert read_collected(copies / name).heads


def test_a_fingerprint_is_a_hundred_and_twenty_eight_bits_in_groups_of_four() -> None:
    assert fingerprint(bytes(range(32))) == "0001-0203-0405-0607-0809-0a0b-0c0d-0e0f"
