"""The ledger as an auditor reads it, the own account, the installation."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.support.cast import Office, signed_in
from tests.support.place import Database
from tests.trust.people.conftest import events_of

from palermo.trust.actor import Anonymous
from palermo.trust.current import record
from palermo.trust.ledger.verify import verify
from palermo.trust.ledger.words import verb_words
from palermo.trust.mandates import Role
from palermo.trust.people.models import User
from palermo.trust.people.services import end_role
from palermo.trust.reasons import known_reasons
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


def lines_of(client: Client, query: str = "") -> str:
    """The table of the ledger's page: the filters above it name every act there is."""
    page = client.get(reverse("people:ledger") + query).content.decode()
    return page.split("<table")[1].split("</table>")[0]


# --- the ledger ----------------------------------------------------------------------------------------------


def test_an_auditor_reads_what_was_done_shown_and_refused_in_words(auditor: Client, office: Office) -> None:
    caseworker = office[Role.CASEWORKER]
    assert signed_in(caseworker).get(reverse("people:invite")).status_code == 403
    page = lines_of(auditor)
    for words in ("Office created", "Colleague invited", "Role given", "Refused: assignment: administer"):
        assert words in page
    assert "Lantern caseworker" in page
    assert "Palermo itself" in page
    assert "Your role in this unit does not include this" in page


def test_an_auditor_reads_of_a_foreign_id_what_was_asked_of_it(auditor: Client, office: Office) -> None:
    administrator = office[Role.ADMINISTRATOR]
    with unit_of_work(administrator), pytest.raises(Refused):
        end_role(administrator, assignment_id=uuid4())
    page = lines_of(auditor)
    assert "Something foreign or unknown was asked for" in page
    assert "What was asked: role: end" in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_nobody_else_reads_it(office: Office, role: Role) -> None:
    browser = signed_in(office[role])
    assert browser.get(reverse("people:ledger")).status_code == 403
    assert browser.post(reverse("people:ledger_head")).status_code == 403


def test_an_auditor_reads_no_other_office_s_ledger(auditor: Client, office: Office, stranger: Office) -> None:
    canary = uuid4()
    with unit_of_work(stranger.system):
        record(stranger.system, verb="thing.done", object_type="thing", object_id=canary)
    for query in ("", f"?about={canary}", "?after=9999999"):
        page = auditor.get(reverse("people:ledger") + query).content.decode()
        assert str(canary) not in page.split("<main")[1].split("</main")[0]
        assert "thing: done" not in page
    assert (
        "Nothing was recorded that fits."
        in auditor.get(reverse("people:ledger") + f"?about={canary}").content.decode()
    )


def test_a_long_ledger_comes_page_by_page_without_a_gap(auditor: Client, office: Office) -> None:
    with unit_of_work(office.system):
        for number in range(120):
            record(office.system, verb="thing.done", codes={"number": number})
    seen: list[int] = []
    query = ""
    for _ in range(5):
        table = auditor.get(reverse("people:ledger") + query).context["table"]
        seen += [row[-1] for row in table.rows]
        query = f"?after={table.next_key}"
        if not table.next_key:
            break
    assert seen == list(range(len(seen), 0, -1))
    assert len(seen) > 120


def test_the_events_of_one_object_are_a_click_away(auditor: Client, office: Office) -> None:
    caseworker = office[Role.CASEWORKER].user_id
    page = lines_of(auditor, f"?about={caseworker}")
    assert "Colleague invited" in page
    assert "Office created" not in page


@pytest.mark.parametrize(
    "query", ["?after=x", "?after=-1", "?after=99999999999999999999", "?about=nobody", "?after=%00"]
)
def test_a_query_that_is_none_shows_the_newest(auditor: Client, query: str) -> None:
    assert auditor.get(reverse("people:ledger") + query).status_code == 200


def test_the_newest_head_vouches_for_all_before_it(
    auditor: Client, office: Office, database: Database, tmp_path: Path
) -> None:
    response = auditor.post(reverse("people:ledger_head"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="witness.jsonl"'
    witness = tmp_path / "witness.jsonl"
    witness.write_bytes(response.content)
    (taken,) = events_of(office, "witness.taken")
    assert json.loads(response.content)["sequence"] == taken.codes["sequence"]
    with psycopg.connect(database.owner) as owner:
        report = verify(witness, owner)
    assert report.intact
    chain = next(chain for chain in report.offices if chain.organisation_id == office.id)
    assert (chain.witnessed, chain.beyond) == (
        taken.codes["sequence"],
        chain.last - int(taken.codes["sequence"]),
    )


def test_a_verb_this_version_does_not_know_is_shown_as_it_stands() -> None:
    assert verb_words("some_thing.was_done") == "some thing: was done"


def test_reasons_of_trust_have_words() -> None:
    for reason in ("role_missing", "account_of_other_offices", "last_administrator", "not_the_acting_one"):
        assert reason in known_reasons()


# --- the own account -----------------------------------------------------------------------------------------


def test_everybody_changes_the_own_name_and_language(office: Office) -> None:
    browser = signed_in(office[Role.ANALYST])
    response = browser.post(reverse("people:account"), {"full_name": "Edda Crane", "language": "ar"})
    assert response.status_code == 302
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ar"
    page = browser.get(reverse("people:account")).content.decode()
    assert 'value="Edda Crane"' in page
    assert 'dir="rtl"' in page
    (event,) = events_of(office, "account.changed")
    assert event.object_id == office[Role.ANALYST].user_id


def test_a_name_left_out_is_asked_for_and_what_was_typed_stays(office: Office) -> None:
    browser = signed_in(office[Role.ANALYST])
    page = browser.post(reverse("people:account"), {"full_name": " ", "language": "xx"}).content.decode()
    assert "<title>Error:" in page
    assert 'href="#id_full_name"' in page
    with unit_of_work(Anonymous()):
        assert User.objects.get(pk=office[Role.ANALYST].user_id).full_name == "Lantern analyst"


# --- the installation ----------------------------------------------------------------------------------------


def test_an_operator_sees_facts_about_the_installation_and_no_office_s_name(
    office: Office, stranger: Office
) -> None:
    page = signed_in(office[Role.OPERATOR]).get(reverse("people:installation")).content.decode()
    for words in ("PostgreSQL", "Django", "Waiting", "Witness file last written"):
        assert words in page
    main = page.split("<main")[1]
    assert "Lantern" not in main
    assert "Harbour" not in main


def test_an_operator_is_told_which_security_releases_the_database_lacks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for missing, words in (
        ([("18.98", 3), ("18.99", 1)], "18.98, 18.99 (table of "),
        ([], "None in the table of "),
    ):
        monkeypatch.setattr("palermo.trust.people.server_facts.lacking", lambda _version, told=missing: told)
        page = signed_in(office[Role.OPERATOR]).get(reverse("people:installation")).content.decode()
        assert words in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_nobody_else_sees_it(office: Office, role: Role) -> None:
    assert signed_in(office[role]).get(reverse("people:installation")).status_code == 403


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("people:colleagues", Role.ADMINISTRATOR),
        ("people:units", Role.ADMINISTRATOR),
        ("people:ledger", Role.AUDITOR),
        ("people:account", Role.CASEWORKER),
        ("people:installation", Role.OPERATOR),
        ("people:heads", Role.OPERATOR),
    ],
)
def test_a_page_asks_the_database_few_questions_however_many_rows_it_shows(
    office: Office, stranger: Office, name: str, role: Role
) -> None:
    from django.db import connection

    browser = signed_in(office[role])
    browser.get(reverse(name))
    seen: list[str] = []

    def note(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        seen.append(sql)
        return execute(sql, params, many, context)  # type: ignore[operator]

    with connection.execute_wrapper(note):
        browser.get(reverse(name))
    questions = [sql for sql in seen if sql.lstrip().upper().startswith("SELECT") and "set_config" not in sql]
    assert len(questions) <= 10, "\n".join(questions)
