"""The page of a case: safe contact first, identity on request, needs and help."""

from __future__ import annotations

from django.test import Client
from tests.protection.pages import NOTE, SECRETS, TOLD, full_case, text_of, url, verbs

from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.services.cases import open_case
from palermo.trust.actor import Staff
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal


def test_safe_contact_stands_before_everything_and_each_reading_is_recorded(
    browser: Client, works: Staff
) -> None:
    case = full_case(works)
    page = text_of(browser.get(url("case", case.pk)))
    assert page.index(SECRETS["safe_contact"]) < page.index("Safe place to stay")
    for column in ("name", "other_names", "contact"):
        assert SECRETS[column] not in page
    assert TOLD not in page
    assert NOTE not in page
    assert verbs(works, case.person_id)[-1] == "revealed"


def test_identity_is_shown_on_request_only_and_the_look_is_recorded(browser: Client, works: Staff) -> None:
    case = full_case(works)
    before = verbs(works, case.person_id).count("revealed")
    page = text_of(browser.get(url("who", case.pk)))
    assert SECRETS["name"] in page
    assert TOLD in page
    assert "17 May 2001" in page
    assert "Who she is" in page
    assert verbs(works, case.person_id).count("revealed") == before + 2
    assert NOTE not in page
    with unit_of_work(works):
        row = Assistance.objects.get()
    assert NOTE in text_of(browser.get(url("note", case.pk, row.pk)))


def test_needs_and_help_are_recorded_on_their_pages(browser: Client, works: Staff) -> None:
    with unit_of_work(works):
        case = open_case(works)
    browser.post(url("add_need", case.pk), {"kind": "legal", "urgency": "weeks", "wanted_by_person": "yes"})
    with unit_of_work(works):
        need = Need.objects.get()
        assert (need.kind, need.urgency, need.wanted_by_person) == ("legal", "weeks", "yes")
    browser.post(url("need_state", case.pk, need.pk), {"state": "met"})
    typed = {"kind": "legal", "given_on_year": "2026", "given_on_month": "10", "units": "2", "note": NOTE}
    browser.post(url("add_assistance", case.pk), typed)
    with unit_of_work(works):
        need.refresh_from_db()
        row = Assistance.objects.get()
        assert need.state == "met"
        assert (row.given_on, row.units) == ("2026-10", 2)
        assert unseal(row, "note") == {"note": NOTE}


def test_what_belongs_to_another_case_is_not_reached_through_this_one(browser: Client, works: Staff) -> None:
    one, other = full_case(works), full_case(works)
    with unit_of_work(works):
        need = Need.objects.get(case=other)
        note = Assistance.objects.get(case=other)
    assert browser.post(url("need_state", one.pk, need.pk), {"state": "met"}).status_code == 404
    assert browser.get(url("note", one.pk, note.pk)).status_code == 404
    with unit_of_work(works):
        need.refresh_from_db()
        assert need.state == "open"
