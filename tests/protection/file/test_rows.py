"""A file with one row a person: off until two allow it, codes alone, a reason, a fresh second step, in each file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from tests.support.cast import Cast, signed_in
from tests.trust.people.conftest import code, give_password, new_seed

from palermo.protection.cases.codes import CloseReason, EraseReason, RowReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.cases import CaseFilters
from palermo.protection.cases.services.cases import close_case, open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.protection.file.services import rows as rows_service
from palermo.protection.file.services.rows import COLUMNS, take_rows
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.going_on import WORDS, Act
from palermo.trust.service import Refused
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.queries import open_rows
from palermo.trust.switches.services import ask_for_switch, end_switch, sign_switch
from palermo.trust.unit_of_work import unit_of_work

NAME, CONTACT = "Zintharael Quobb", "Brindlewax Steps 77"


def filled(works: Staff) -> Case:
    with unit_of_work(works):
        case = open_case(
            works, age_band="18_25", gender="woman", languages=["fr"], opened_on=date(2026, 11, 3)
        )
        record_identity(works, person_id=case.person_id, name=NAME, contact=CONTACT)
        record_need(works, case_id=case.pk, kind="legal", urgency="days")
    return case


def test_a_row_holds_codes_alone(works: Staff, cast: Cast) -> None:
    case, leads = filled(works), cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        (row,) = take_rows(leads, filters=CaseFilters(), reason=RowReason.REPORT)
    assert dict(zip(COLUMNS, row, strict=True)) == {
        "case": case.code,
        "state": "open",
        "stage": "",
        "age_band": "18_25",
        "gender": "woman",
        "opened_month": "2026-11",
        "closed_month": "",
        "closed_reason": "",
        "needs_unmet": "legal",
        "needs_settled": "",
        "help_given": "",
    }


def test_each_file_has_its_event_and_says_so_to_who_asks_who_saw_it(works: Staff, cast: Cast) -> None:
    case, leads = filled(works), cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        take_rows(leads, filters=CaseFilters(), reason=RowReason.AUDIT)
    with unit_of_work(leads):
        event = LedgerEvent.objects.get(verb="case.row_taken")
        assert (event.object_type, event.object_id, event.codes) == (
            "person",
            case.person_id,
            {"reason": "audit"},
        )
        assert LedgerEvent.objects.get(verb="case.row_file_taken").codes == {"reason": "audit", "persons": 1}
    page = signed_in(leads).get(reverse("protection:seen", args=[case.pk])).content.decode()
    assert "Taken out in a file with one row a person" in page
    assert "An audit or an oversight body" in page
    paper = signed_in(leads).get(reverse("protection:seen_paper", args=[case.pk, "en"])).content.decode()
    assert "A file of this office, with others" in paper


def test_the_file_follows_the_filters_and_leaves_erased_persons_out(works: Staff, cast: Cast) -> None:
    leads = cast.owner[Role.COORDINATOR]
    one, closed, gone = filled(works), filled(works), filled(works)
    with unit_of_work(leads):
        close_case(leads, case_id=closed.pk, reason=CloseReason.MOVED)
        erase_person(leads, person_id=gone.person_id, reason=EraseReason.PERSON_ASKED.value)
        taken = take_rows(leads, filters=CaseFilters(), reason=RowReason.REPORT)
        assert [row[0] for row in taken] == [one.code]
        with pytest.raises(Refused) as refused:
            take_rows(leads, filters=CaseFilters(need="housing"), reason=RowReason.REPORT)
        assert refused.value.reason == "rows_none"


def test_more_rows_than_one_file_takes_are_refused(works: Staff, cast: Cast) -> None:
    leads = cast.owner[Role.COORDINATOR]
    for _ in range(2):
        filled(works)
    with patch.object(rows_service, "MOST", 1), unit_of_work(leads), pytest.raises(Refused) as refused:
        take_rows(leads, filters=CaseFilters(), reason=RowReason.REPORT)
    assert refused.value.reason == "rows_too_many"
    with unit_of_work(leads):
        assert not LedgerEvent.objects.filter(verb="case.row_taken").exists()


def test_only_who_leads_takes_a_file(works: Staff, cast: Cast, browser: Client) -> None:
    filled(works)
    with unit_of_work(works), pytest.raises(Refused):
        take_rows(works, filters=CaseFilters(), reason=RowReason.REPORT)
    assert browser.get(reverse("protection:row_file")).status_code == 403
    assert "one row a person" not in browser.get(reverse("protection:cases")).content.decode()


def test_the_page_asks_a_reason_and_a_second_step_shown_just_now(works: Staff, cast: Cast) -> None:
    case, leads = filled(works), signed_in(cast.owner[Role.COORDINATOR])
    url = reverse("protection:row_file")
    assert "File with one row a person" in leads.get(reverse("protection:cases")).content.decode()
    page = leads.get(url).content.decode()
    assert "No name, no word it is known by" in page
    assert "Choose" in leads.post(url, {"understood": "on"}).content.decode()
    given = {"reason": "planning", "understood": "on"}
    asks = leads.post(url, given)
    assert asks.status_code == 302
    assert asks["Location"].startswith(reverse("mfa_reauthenticate"))
    answer = signed_in(cast.owner[Role.COORDINATOR], fresh=True).post(url, given)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    heads, row = list(csv.reader(io.StringIO(text, newline="")))
    assert tuple(heads) == COLUMNS
    assert row[0] == case.code
    with unit_of_work(works):
        word = Case.objects.get(pk=case.pk).known_as
        person = case.person
    for never in (word, NAME, CONTACT, "Quobb", person.code, "2026-11-03", "fr"):
        assert never not in ",".join(row)


def test_the_file_that_goes_on_after_the_second_step_is_of_the_filters_it_was_asked_with(
    works: Staff, cast: Cast
) -> None:
    case, leads, seed = filled(works), cast.owner[Role.COORDINATOR], new_seed()
    with unit_of_work(works):
        other = open_case(works)
    give_password(cast.owner, leads, seed=seed)
    lead = signed_in(leads)
    page = lead.get(reverse("protection:row_file"), {"need": "legal"}).content.decode()
    (form,) = re.findall(r'<form method="post" action="[^"]*rows/.*?</form>', page, re.DOTALL)
    hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form))
    assert hidden["need"] == "legal"
    (url,) = re.findall(r'action="([^"]*)"', form)
    asks = lead.post(url, {**hidden, "reason": "planning", "understood": "on"})["Location"]
    assert str(WORDS[Act.TAKE_ROWS]) in lead.get(asks).content.decode()
    text = lead.post(asks, {"code": code(seed)}).content.decode("utf-8-sig")
    assert case.code in text
    assert other.code not in text


def test_it_is_off_until_two_allow_it_of_whom_one_is_an_administrator(
    works: Staff, cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    filled(works)
    leads, admin = cast.owner[Role.COORDINATOR], cast.owner[Role.ADMINISTRATOR]
    with unit_of_work(leads):
        end_switch(leads, switch_id=open_rows(cast.owner.id)[SwitchCode.ROW_FILES].pk)
    lead = signed_in(leads)
    assert lead.get(reverse("protection:row_file")).status_code == 404
    assert "one row a person" not in lead.get(reverse("protection:cases")).content.decode()
    with unit_of_work(leads), pytest.raises(Refused) as refused:
        take_rows(leads, filters=CaseFilters(), reason=RowReason.REPORT)
    assert refused.value.reason == "switched_off"
    with unit_of_work(leads):
        row = ask_for_switch(
            leads,
            code=SwitchCode.ROW_FILES,
            from_day=date(2099, 1, 1),
            responsible_id=leads.user_id,
            deputy_id=works.user_id,
        )
    owner_connection.execute(
        "UPDATE people_role_assignment SET role = 'coordinator' WHERE user_id = %s",
        [cast.owner[Role.ANALYST].user_id],
    )
    second = replace(leads, user_id=cast.owner[Role.ANALYST].user_id)
    with unit_of_work(second), pytest.raises(Refused) as refused:
        sign_switch(second, switch_id=row.pk)
    assert refused.value.reason == "switch_needs_administrator"
    with unit_of_work(admin):
        assert sign_switch(admin, switch_id=row.pk).signed_by_id == admin.user_id
