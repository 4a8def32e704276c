"""`palermo ledger verify` finds any edit, removal, re-ordering and truncation up to the last witnessed head."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.support import place, session
from tests.support.attempts import tried
from tests.trust.ledger.attacker import Row, recomputed, replace, rows_of, unguarded

from palermo.trust.actor import System
from palermo.trust.current import record
from palermo.trust.ledger.report import Fault, Report
from palermo.trust.ledger.verify import NotTheOwner, verify
from palermo.trust.mandates import OrganisationKind
from palermo.trust.people.services import create_office, new_office
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.journal import write_erasure

COMMITS = (1, 3, 2, 1, 4, 1)
"""Events of each commit after the first, which creates the office."""


@dataclass(frozen=True)
class History:
    """Two offices with witnessed chains, and the connections of owner and superuser."""

    mine: UUID
    other: UUID
    events: int
    owner: str
    superuser: psycopg.Connection[Any]

    def verify(self) -> Report:
        with psycopg.connect(self.owner) as owner:
            return verify(settings.PALERMO_WITNESS_FILE, owner, journal=settings.PALERMO_ERASURES_FILE)

    def faults(self) -> set[Fault]:
        return {finding.fault for finding in self.verify().findings}

    def mine_rows(self) -> list[Row]:
        return rows_of(self.superuser, self.mine)


def an_office(name: str) -> UUID:
    actor = new_office()
    with unit_of_work(actor):
        create_office(actor, name=name, kind=OrganisationKind.NGO, country="XA")
    return actor.organisation_id


def commit(office: UUID, events: int) -> None:
    actor = System(organisation_id=office, reason="test")
    with unit_of_work(actor):
        for number in range(events):
            record(actor, verb="thing.done", object_type="thing", object_id=uuid4(), codes={"number": number})


@pytest.fixture(scope="module")
def shared(server: session.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """One history for the whole module: every test puts the chain back as it was."""
    folder = tmp_path_factory.mktemp("ledger") / "data"
    with (
        place.data_folder(folder, root_key=settings.PALERMO_ROOT_KEY_FILE),
        place.database(server) as database,
    ):
        if database.superuser is None:
            pytest.skip("A server that is not ours gives no superuser; the embedded server runs this test.")
        mine, other = an_office("Mine"), an_office("Other")
        for events in COMMITS:
            commit(mine, events)
            commit(other, 1)
        with psycopg.connect(database.superuser, autocommit=True) as superuser:
            events = len(rows_of(superuser, mine))
            yield History(mine, other, events, database.owner, superuser)


@pytest.fixture
def history(shared: History) -> Iterator[History]:
    before = shared.mine_rows()
    witness = settings.PALERMO_WITNESS_FILE.read_bytes()
    yield shared
    replace(shared.superuser, shared.mine, before)
    settings.PALERMO_WITNESS_FILE.write_bytes(witness)


def test_an_untouched_ledger_is_intact_and_wholly_witnessed(history: History) -> None:
    report = history.verify()
    assert report.intact
    mine = next(office for office in report.offices if office.organisation_id == history.mine)
    assert (mine.events, mine.witnessed, mine.beyond, mine.unsigned) == (history.events, history.events, 0, 0)


EDITS: dict[str, Callable[[Row], object]] = {
    "verb": lambda _row: "thing.undone",
    "object_id": lambda _row: uuid4(),
    "object_type": lambda _row: "nothing",
    "codes": lambda row: {**row["codes"], "number": 99},
    "actor_kind": lambda _row: "staff",
    "actor_id": lambda _row: uuid4(),
    "at": lambda row: row["at"] + timedelta(microseconds=1),
    "hash": lambda _row: bytes(32),
    "previous_hash": lambda _row: bytes(32),
    "sequence": lambda row: row["sequence"] + 1000,
    "signature": lambda row: None if row["signature"] else bytes(64),
    "commit_from": lambda row: (row["commit_from"] or 0) + 1,
}


@st.composite
def attacks(draw: st.DrawFn) -> Callable[[list[Row]], list[Row]]:
    """An edit, removal, doubling, swap, insertion or truncation of some rows; mostly made to hold in itself."""
    kind = draw(st.sampled_from(["edit", "edit", "remove", "swap", "insert", "truncate", "move_signature"]))
    first = draw(st.integers(0, sum(COMMITS)))
    second = draw(st.integers(0, sum(COMMITS)).filter(lambda other: other != first))
    column = draw(st.sampled_from(sorted(EDITS)))
    mend = draw(st.booleans())

    def attack(rows: list[Row]) -> list[Row]:
        rows = [dict(row) for row in rows]
        if kind == "edit":
            rows[first][column] = EDITS[column](rows[first])
        elif kind == "remove":
            del rows[first]
        elif kind == "swap":
            contents = ("verb", "object_id", "codes", "at")
            for name in contents:
                rows[first][name], rows[second][name] = rows[second][name], rows[first][name]
        elif kind == "insert":
            made = {**rows[first], "object_id": uuid4(), "signature": None, "commit_from": None}
            rows.insert(first, made)
        elif kind == "truncate":
            del rows[first:]
        else:
            rows[first]["signature"], rows[second]["signature"] = (
                rows[second]["signature"],
                rows[first]["signature"],
            )
        if mend or kind == "insert":
            rows = recomputed(rows)
        return rows

    return attack


@given(attack=attacks())
@examples(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_every_attack_on_witnessed_rows_is_found(
    history: History, attack: Callable[[list[Row]], list[Row]]
) -> None:
    tried()
    before = history.mine_rows()
    after = attack(before)
    try:
        replace(history.superuser, history.mine, after)
        changed = history.mine_rows() != before
        assert history.verify().intact is not changed
    finally:
        replace(history.superuser, history.mine, before)


@pytest.mark.parametrize("column", sorted(EDITS))
@pytest.mark.parametrize("mend", [False, True], ids=["as it is", "recomputed"])
def test_an_edit_of_any_column_is_found(history: History, column: str, mend: bool) -> None:
    rows = history.mine_rows()
    index = 0 if mend and column in ("hash", "previous_hash", "sequence") else 4
    rows[index] = {**rows[index], column: EDITS[column](rows[index])}
    replace(history.superuser, history.mine, recomputed(rows) if mend else rows)
    harmless = mend and column in ("hash", "previous_hash", "sequence")  # mending puts the true values back
    assert history.verify().intact is harmless


def test_a_chain_cut_and_grown_again_by_the_program_is_found(history: History) -> None:
    replace(history.superuser, history.mine, history.mine_rows()[:-3])
    commit(history.mine, 3)
    assert Fault.WITNESSED_OTHER in history.faults()


def test_a_whole_chain_taken_away_is_found_even_without_a_witness(history: History) -> None:
    replace(history.superuser, history.mine, [])
    assert history.faults() == {Fault.WITNESSED_MISSING, Fault.NO_CHAIN}
    settings.PALERMO_WITNESS_FILE.unlink()
    assert history.faults() == {Fault.NO_CHAIN, Fault.WITNESS_MISSING}


def test_it_says_what_lies_beyond_the_last_witnessed_head(history: History) -> None:
    lines = settings.PALERMO_WITNESS_FILE.read_text().splitlines()
    last = f'"sequence":{history.events},'
    kept = [line for line in lines if line and not (str(history.mine) in line and last in line)]
    settings.PALERMO_WITNESS_FILE.write_text("\n".join(kept) + "\n")
    report = history.verify()
    mine = next(office for office in report.offices if office.organisation_id == history.mine)
    assert report.intact
    assert (mine.witnessed, mine.beyond) == (history.events - COMMITS[-1], COMMITS[-1])


def test_an_unsigned_end_is_found_beyond_the_witness_too(history: History) -> None:
    rows = history.mine_rows()
    replace(
        history.superuser,
        history.mine,
        recomputed([*rows, {**rows[-1], "object_id": uuid4(), "signature": None, "commit_from": None}]),
    )
    report = history.verify()
    assert [finding.fault for finding in report.findings] == [Fault.UNSIGNED_END]
    mine = next(office for office in report.offices if office.organisation_id == history.mine)
    assert (mine.beyond, mine.unsigned) == (1, 1)


@pytest.mark.parametrize("signature", [None, bytes(64)], ids=["unsigned", "signed by a stranger"])
def test_events_forged_at_the_end_stay_found_after_honest_commits(
    history: History, signature: bytes | None
) -> None:
    rows = history.mine_rows()
    first = rows[-1]["sequence"] + 1
    forged = {**rows[-1], "verb": "revealed", "object_id": uuid4(), "signature": None, "commit_from": None}
    end = {**forged, "signature": signature, "commit_from": signature and first}
    replace(
        history.superuser,
        history.mine,
        recomputed([*rows, {**forged, "sequence": first}, {**end, "sequence": first + 1}]),
    )
    for _ in range(2):
        commit(history.mine, 2)
    findings = history.verify().findings
    assert {finding.organisation_id for finding in findings} == {history.mine}
    assert (Fault.UNCOVERED, first) in {(one.fault, one.place) for one in findings}
    found = [row for row in history.mine_rows() if row["verb"] == "ledger.unsigned_end_found"]
    assert [(row["sequence"], row["codes"]["sequence"]) for row in found] == [(first + 2, str(first + 1))]


def test_each_signed_commit_says_where_it_began(history: History) -> None:
    ends = [(row["commit_from"], row["sequence"]) for row in history.mine_rows() if row["signature"]]
    assert [begin for begin, _end in ends] == [1, *(end + 1 for _begin, end in ends[:-1])]
    assert all(row["commit_from"] is None for row in history.mine_rows() if row["signature"] is None)


def test_a_garbled_witness_is_a_finding_and_not_a_silent_one(history: History) -> None:
    whole = settings.PALERMO_WITNESS_FILE.read_bytes()
    settings.PALERMO_WITNESS_FILE.write_bytes(whole.replace(b"{", b"!"))
    assert history.faults() == {Fault.WITNESS_LINE, Fault.UNWITNESSED}
    settings.PALERMO_WITNESS_FILE.write_bytes(whole.replace(b"{", b"!", 1))
    assert Fault.WITNESS_LINE in history.faults()
    settings.PALERMO_WITNESS_FILE.write_bytes(b"")
    assert history.faults() == {Fault.UNWITNESSED}


@pytest.mark.parametrize("kept", [1, 9, 40, 200])
def test_a_line_cut_short_by_a_power_failure_is_no_fault(history: History, kept: int) -> None:
    whole = settings.PALERMO_WITNESS_FILE.read_bytes()
    line = next(line for line in whole.split(b"\n") if line)
    settings.PALERMO_WITNESS_FILE.write_bytes(line[:kept] + b"\n" + whole + b"\n" + line[:kept])
    report = history.verify()
    assert report.intact
    assert report.unreadable_lines == 2


def test_an_office_without_a_head_in_the_witness_is_a_finding(history: History) -> None:
    lines = settings.PALERMO_WITNESS_FILE.read_text().splitlines()
    kept = [line for line in lines if str(history.mine) not in line]
    settings.PALERMO_WITNESS_FILE.write_text("\n".join(kept) + "\n")
    findings = history.verify().findings
    assert [(one.fault, one.organisation_id, one.place) for one in findings] == [
        (Fault.UNWITNESSED, history.mine, history.events)
    ]


def test_an_office_younger_than_an_old_copy_of_the_witness_is_no_fault(history: History) -> None:
    copy = settings.PALERMO_WITNESS_FILE.read_bytes()
    young = an_office("Young")
    whole = settings.PALERMO_WITNESS_FILE.read_bytes()
    settings.PALERMO_WITNESS_FILE.write_bytes(copy)
    report = history.verify()
    assert report.intact
    assert next(one for one in report.offices if one.organisation_id == young).witnessed == 0
    settings.PALERMO_WITNESS_FILE.write_bytes(whole)
    assert history.verify().intact
    # The history outlives the test, and its witness is put back: the young office goes.
    replace(history.superuser, young, [])
    history.superuser.execute("SET session_replication_role = replica")
    history.superuser.execute("DELETE FROM people_organisation WHERE id = %s", [young])
    history.superuser.execute("SET session_replication_role = DEFAULT")


def test_a_forged_head_in_the_witness_is_named_and_vouches_for_nothing(history: History) -> None:
    line = next(
        line for line in settings.PALERMO_WITNESS_FILE.read_text().splitlines() if str(history.mine) in line
    )
    forged = {**json.loads(line), "sequence": history.events + 5}
    with settings.PALERMO_WITNESS_FILE.open("a") as file:
        file.write(json.dumps(forged) + "\n" + line[: len(line) // 2])
    report = history.verify()
    assert {finding.fault for finding in report.findings} == {Fault.WITNESS_SIGNATURE}
    assert report.unreadable_lines == 1


def test_a_ledger_whose_triggers_are_off_is_found(history: History) -> None:
    with unguarded(history.superuser):
        assert history.faults() == {Fault.UNPROTECTED}


@pytest.mark.parametrize("trigger", ["palermo_no_change", "palermo_no_truncate"])
def test_a_trigger_that_was_dropped_or_weakened_is_found(history: History, trigger: str) -> None:
    with history.superuser.transaction(force_rollback=False):
        history.superuser.execute(f"ALTER TABLE ledger_event ENABLE TRIGGER {trigger}")
    assert history.faults() == {Fault.UNPROTECTED}
    history.superuser.execute(f"ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER {trigger}")
    assert history.verify().intact


def test_a_journal_of_erasures_cut_short_is_found(history: History) -> None:
    actor = System(organisation_id=history.other, reason="test")
    journal = settings.PALERMO_ERASURES_FILE
    for _ in range(2):
        write_erasure(organisation_id=history.other, subject_id=uuid4(), reason="asked")
        with unit_of_work(actor):
            record(actor, verb="person.erased", object_type="person", object_id=uuid4())
    assert history.verify().intact
    whole = journal.read_bytes()
    journal.write_bytes(b"\n".join(whole.split(b"\n")[:2]) + b"\n")
    assert history.faults() == {Fault.JOURNAL_SHORT}
    journal.write_bytes(whole.replace(b"asked", b"other", 1))
    assert history.faults() == {Fault.JOURNAL}
    journal.unlink()
    assert history.faults() == {Fault.JOURNAL}
    journal.write_bytes(whole)
    write_erasure(organisation_id=history.other, subject_id=uuid4(), reason="asked")
    report = history.verify()
    assert (report.intact, report.journal_beyond) == (True, 1)


def test_the_application_role_cannot_verify(history: History, server: session.Server) -> None:
    from django.db import connection

    with psycopg.connect(**connection.get_connection_params()) as app, pytest.raises(NotTheOwner):
        verify(None, app)
