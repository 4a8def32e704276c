"""The auditor's ledger: filters kept in the address, words, what was verified, files to take out, proofs to compare."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Office, signed_in
from tests.support.place import Database
from tests.trust.people.conftest import events_of

from palermo.trust.current import record
from palermo.trust.ledger.export import BadExport, check_export
from palermo.trust.ledger.queries import Others, Sought, events
from palermo.trust.ledger.report import Fault
from palermo.trust.ledger.verified import verified, verified_file, write_verified
from palermo.trust.ledger.verify import verify
from palermo.trust.mandates import Role
from palermo.trust.people.services import heads
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.head_keys import known_head_keys
from palermo.trust.verbs import PeopleVerb

LEDGER, EXPORT, PROOF = (reverse(f"people:{name}") for name in ("ledger", "ledger_export", "ledger_proof"))
NOW = timezone.now()
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def no_verification_before() -> Any:
    verified_file().unlink(missing_ok=True)
    yield
    verified_file().unlink(missing_ok=True)


def rows(client: Client, **query: str) -> list[list[Any]]:
    answer = client.get(LEDGER, query)
    assert answer.status_code == 200
    found: list[list[Any]] = answer.context["table"].rows
    return found


def of_many(office: Office, number: int) -> None:
    with unit_of_work(office.system):
        for count in range(number):
            record(office.system, verb=PeopleVerb.SIGNIN_DONE, codes={"number": count})


# --- filters ---------------------------------------------------------------------------------------------------


def test_the_filters_narrow_by_day_colleague_and_act_and_stay_in_the_address(
    auditor: Client, office: Office
) -> None:
    caseworker = office[Role.CASEWORKER]
    signed_in(caseworker).get(reverse("people:invite"))
    mine = rows(auditor, by=str(caseworker.user_id))
    assert {row[1] for row in mine} == {"Lantern caseworker"}
    refused = rows(auditor, act="refused", by=str(caseworker.user_id))
    assert [row[2].label for row in refused] == ["Refused: assignment: administer"]
    assert {row[1] for row in rows(auditor, by="system")} == {"Palermo itself"}
    assert rows(auditor, last=str(TODAY - timedelta(days=1))) == []
    assert len(rows(auditor, first=str(TODAY), last=str(TODAY))) == len(rows(auditor))
    page = auditor.get(LEDGER, {"act": "refused", "first": str(TODAY)}).content.decode()
    assert f'name="first" value="{TODAY}"' in page
    assert '<option value="refused" selected>' in page


def test_pages_go_on_inside_the_filters(auditor: Client, office: Office) -> None:
    of_many(office, 70)
    answer = auditor.get(LEDGER, {"act": "signin.done", "by": "system"})
    table = answer.context["table"]
    assert len(table.rows) == 50
    link = answer.content.decode().split('rel="next"')[1].split(">")[0]
    assert "act=signin.done" in link
    assert "by=system" in link
    more = rows(auditor, act="signin.done", by="system", after=table.next_key)
    assert [row[-1] for row in more] == list(range(table.rows[-1][-1] - 1, table.rows[-1][-1] - 21, -1))


@pytest.mark.parametrize(
    "query", [{"first": "x"}, {"by": "nobody-known"}, {"act": "no.such"}, {"first": "2026-02-31"}]
)
def test_a_filter_that_cannot_be_read_is_named_and_does_not_filter(
    auditor: Client, query: dict[str, str]
) -> None:
    answer = auditor.get(LEDGER, query)
    assert "Error:" in answer.content.decode()
    assert answer.context["table"].rows


def test_days_out_of_order_are_said(auditor: Client) -> None:
    page = auditor.get(LEDGER, {"first": "2026-05-02", "last": "2026-05-01"}).content.decode()
    assert "The last day lies before the first." in page


def test_details_are_words_and_things_have_names(auditor: Client, office: Office) -> None:
    with unit_of_work(office.system):
        record(
            office.system,
            verb=PeopleVerb.SIGNIN_DONE,
            object_type="authority_request",
            object_id=uuid4(),
            codes={"alternative": True, "came_by": "own_detection", "columns": "safe_contact.contact"},
        )
    newest = rows(auditor)[0]
    assert set(newest[4].split("; ")) == {
        "Task: test",
        "A real alternative existed: yes",
        "How the person came: Our office found the person itself",
        "What was opened or written: How to reach the person safely, Telephone or address",
    }
    assert newest[3].label.startswith("Request of an authority …")


SOUGHT = {
    "everything": Sought(),
    "days": Sought(since=NOW - timedelta(days=9), until=NOW - timedelta(days=8)),
    "colleague": Sought(by=uuid4()),
    "itself": Sought(by=Others.SYSTEM),
    "act": Sought(verb="refused"),
    "all": Sought(since=NOW - timedelta(days=9), by=uuid4(), verb="refused"),
    "about": Sought(about=uuid4()),
}


@pytest.mark.parametrize("name", SOUGHT)
def test_each_filter_is_found_by_an_index_in_its_order(office: Office, name: str) -> None:
    # A ledger has a million lines: nothing may read it from end to end, or sort what it found of a colleague.
    actor = office[Role.AUDITOR]
    with unit_of_work(actor), CaptureQueriesContext(connection) as asked:
        events(actor, SOUGHT[name], before=None, limit=51)
        statement = asked.captured_queries[-1]["sql"]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan" in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan or name == "about"


# --- what was verified -----------------------------------------------------------------------------------------


def test_the_page_says_when_every_line_was_verified_and_how_many(
    auditor: Client, office: Office, database: Database
) -> None:
    assert "Nobody has verified this ledger yet." in auditor.get(LEDGER).content.decode()
    with psycopg.connect(database.owner) as owner:
        report = verify(settings.PALERMO_WITNESS_FILE, owner)
    number = next(one.events for one in report.offices if one.organisation_id == office.id)
    write_verified(report, at=datetime(2026, 11, 30, 4, 0, tzinfo=UTC))
    page = " ".join(auditor.get(LEDGER).content.decode().split())
    assert f"{number} lines, each as it was recorded." in page
    assert "30 Nov 2026, 04:00" in page


def test_what_was_found_wrong_of_this_office_or_of_all_is_said(
    auditor: Client, office: Office, stranger: Office, database: Database
) -> None:
    with psycopg.connect(database.owner) as owner:
        report = verify(settings.PALERMO_WITNESS_FILE, owner)
    report.findings.clear()
    report.add(Fault.GAP, stranger.id, 3)
    write_verified(report, at=timezone.now())
    assert "each as it was recorded" in auditor.get(LEDGER).content.decode()
    report.add(Fault.CONTENT, office.id, 2)
    report.add(Fault.UNPROTECTED)
    write_verified(report, at=timezone.now())
    page = auditor.get(LEDGER).content.decode()
    assert "an event was changed after it was recorded" in page
    assert "has lost its protection against change" in page
    assert "an event is missing" not in page


def test_a_result_that_somebody_wrote_by_hand_counts_for_nothing(office: Office, database: Database) -> None:
    with psycopg.connect(database.owner) as owner:
        write_verified(verify(settings.PALERMO_WITNESS_FILE, owner), at=timezone.now())
    assert verified(office.id)
    seal, body = verified_file().read_text(encoding="utf-8").splitlines()
    verified_file().write_text(f"{seal}\n{body.replace('[]', '[ ]')}\n", encoding="utf-8")
    assert verified(office.id) is None
    verified_file().write_text("nothing of the kind", encoding="utf-8")
    assert verified(office.id) is None


# --- files -----------------------------------------------------------------------------------------------------


def test_signed_lines_are_verified_without_the_database(
    auditor: Client, office: Office, tmp_path: Path, capsys: Any
) -> None:
    of_many(office, 5)
    answer = auditor.post(EXPORT, {"form": "jsonl", "first": str(TODAY)})
    assert answer.headers["Content-Type"] == "application/jsonl"
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(answer.content)
    checked = check_export(path, known_head_keys())
    assert (checked.organisation_id, checked.first) == (office.id, 1)
    (told,) = events_of(office, "ledger.exported")
    assert (told.codes["form"], told.codes["first"], told.codes["last"]) == ("jsonl", 1, checked.last)
    call_command("check_export", path)
    assert "as they were recorded" in capsys.readouterr().out


@pytest.mark.parametrize("tampered", ["verb", "codes", "cut", "dropped", "signature"])
def test_a_file_that_was_changed_does_not_hold(
    auditor: Client, office: Office, tmp_path: Path, tampered: str
) -> None:
    of_many(office, 5)
    lines = auditor.post(EXPORT, {"form": "jsonl"}).content.decode().splitlines()
    path = tmp_path / "ledger.jsonl"
    changed = [json.loads(line) for line in lines]
    match tampered:
        case "verb":
            changed[3]["verb"] = "signin.failed"
        case "codes":
            changed[-2]["codes"] = {"number": 9}
        case "cut":
            del changed[-1]
        case "dropped":
            del changed[3]
        case "signature":
            changed[-1]["signature"] = "A" * 86 + "=="
    path.write_text("".join(f"{json.dumps(line)}\n" for line in changed), encoding="utf-8")
    with pytest.raises(BadExport):
        check_export(path, known_head_keys())
    with pytest.raises(CommandError):
        call_command("check_export", path)


def test_the_spreadsheet_holds_what_the_filters_choose_and_no_formula(
    auditor: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(office[Role.CASEWORKER]).get(reverse("people:invite"))
    monkeypatch.setattr("palermo.trust.people.views.ledger_proof.what", lambda _row: "=1+1")
    answer = auditor.post(EXPORT, {"form": "csv", "act": "refused"})
    read = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert read[0][:3] == ["Number", "When", "Who"]
    assert [row[2] for row in read[1:]] == ["Lantern caseworker"]
    assert read[1][3] == "'=1+1"
    assert answer.headers["Content-Disposition"].endswith('.csv"')


def test_a_file_takes_so_many_lines_and_not_more(
    auditor: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_many(office, 5)
    monkeypatch.setattr(heads, "MOST_EXPORTED", 3)
    for form in ("jsonl", "csv"):
        assert "Choose fewer days" in auditor.post(EXPORT, {"form": form}).content.decode()
    assert "No line fits" in auditor.post(EXPORT, {"form": "csv", "last": "2020-01-01"}).content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.OPERATOR])
def test_nobody_but_the_auditor_takes_anything_out(office: Office, role: Role) -> None:
    browser = signed_in(office[role])
    assert browser.post(EXPORT, {"form": "jsonl"}).status_code == 403
    assert browser.get(PROOF).status_code == 403


# --- proofs ----------------------------------------------------------------------------------------------------


def test_a_proof_that_was_kept_is_compared_on_the_page(
    auditor: Client, office: Office, stranger: Office
) -> None:
    line = auditor.post(reverse("people:ledger_head")).content.decode()
    of_many(office, 3)
    assert "still has the same line" in auditor.post(PROOF, {"line": line}).content.decode()
    assert [row.codes["agreed"] for row in events_of(office, "witness.compared")] == [True]
    theirs = signed_in(stranger[Role.AUDITOR]).post(reverse("people:ledger_head")).content.decode()
    assert "a proof of another office" in auditor.post(PROOF, {"line": theirs}).content.decode()
    forged = json.dumps({**json.loads(line), "hash": "0" * 64})
    assert "not one that this installation signed" in auditor.post(PROOF, {"line": forged}).content.decode()
    assert "This is no proof" in auditor.post(PROOF, {"line": "keep me"}).content.decode()


def test_a_ledger_that_was_rewritten_shows_on_the_page(
    auditor: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = auditor.post(reverse("people:ledger_head")).content.decode()
    monkeypatch.setattr(heads, "same_event", lambda *_args: False)
    assert "is another one now, or gone" in auditor.post(PROOF, {"line": line}).content.decode()


def test_the_last_day_that_there_is_may_be_asked_for(office: Office, auditor: Client) -> None:
    of_many(office, 2)
    assert rows(auditor, first="0001-01-01", last="9999-12-31")
    taken = auditor.post(EXPORT, {"form": "csv", "last": "9999-12-31"})
    assert taken.status_code == 200
