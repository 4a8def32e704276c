"""Assigning, closing, holding, erasing; who saw the file; what a page costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.protection.pages import NOTE, SECRETS, TOLD, full_case, text_of, url, verbs
from tests.support.cast import Cast, signed_in
from tests.support.last_page import look, press

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.file.queries.case_file import open_holds
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.need_to_know.queries.access_log import Read, access_log
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.overrides import request_override
from palermo.trust.basis.rules import DataClass, OverrideGround
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

PAGES = [
    "case",
    "who",
    "add_need",
    "add_assistance",
    "team",
    "close",
    "reopen",
    "hold",
    "erase",
    "erased",
    "seen",
]


def full_case_inside(actor: Actor) -> None:
    case = open_case(actor)
    record_need(actor, case_id=case.pk, kind="health", urgency="tonight")


def test_a_case_is_closed_with_a_reason_and_opened_again(browser: Client, works: Staff) -> None:
    case = full_case(works)
    today = timezone.now().date()
    page = text_of(browser.get(url("close", case.pk)))
    assert "Safe place to stay" in page, "what is not met is said first"
    day = {"closed_on_day": today.day, "closed_on_month": today.month, "closed_on_year": today.year}
    wrong = text_of(browser.post(url("close", case.pk), day))
    assert "Choose an answer for “Why is it closed?”." in wrong
    closed = browser.post(url("close", case.pk), {"reason": "person_wished", **day}, follow=True)
    assert "The person wished it" in text_of(closed)
    reopened = browser.post(url("reopen", case.pk), {"why": "person_came_back"}, follow=True)
    assert "The case is open again." in text_of(reopened)


def test_only_who_leads_lets_a_colleague_in(cast: Cast, browser: Client, works: Staff) -> None:
    case = full_case(works)
    assert browser.get(url("team", case.pk)).status_code == 403
    leads, focal = signed_in(cast.owner[Role.COORDINATOR]), cast.owner[Role.FOCAL_POINT]
    page = text_of(leads.get(url("team", case.pk)))
    assert "Owner focal_point" in page
    assert "Owner analyst" not in page
    leads.post(url("team", case.pk), {"colleague": str(focal.user_id)})
    assert signed_in(focal).get(url("case", case.pk)).status_code == 200
    leads.post(url("team", case.pk), {"end": str(works.user_id)})
    assert browser.get(url("case", case.pk)).status_code == 404


def test_holding_and_erasing_show_what_stays_and_until_when(cast: Cast, works: Staff) -> None:
    case = full_case(works)
    leads = signed_in(cast.owner[Role.COORDINATOR])
    seen = look(leads, url("erase", case.pk))
    leads.post(url("hold", case.pk), {"reason": "court_order"})
    held = text_of(leads.get(url("erase", case.pk)))
    assert "A legal hold is open" in held
    assert "Erase this file for good" not in held
    forced = leads.post(url("erase", case.pk), {**seen, "reason": "person_asked", "understood": "on"})
    assert "A legal hold is open on this file" in text_of(forced)
    with unit_of_work(cast.owner[Role.COORDINATOR]):
        (hold,) = open_holds(Case.objects.get())
    leads.post(url("hold", case.pk), {"release": str(hold.pk)})
    unread = leads.post(url("erase", case.pk), {"reason": "person_asked"})
    assert "Tick “The file cannot be brought back, by nobody” to go on." in text_of(unread)
    statement = press(leads, url("erase", case.pk), reason="person_asked", understood="on", follow=True)
    assert "The file is erased" in text_of(statement)
    assert "Backups of keys" in text_of(statement)
    page = text_of(leads.get(url("case", case.pk)))
    assert "This file was erased" in page
    assert not [secret for secret in (*SECRETS.values(), TOLD) if secret in page]
    assert "Nothing of it can be read" in text_of(leads.get(url("who", case.pk)))


def test_who_saw_this_file_names_colleague_time_and_columns(
    cast: Cast, browser: Client, works: Staff
) -> None:
    case = full_case(works)
    browser.get(url("who", case.pk))
    page = text_of(browser.get(url("seen", case.pk)))
    assert "Owner caseworker" in page
    assert "What was told" in page
    assert "Read in this office" in page
    assert not [secret for secret in SECRETS.values() if secret in page]


def test_a_file_looked_at_often_still_shows_what_was_told_before(cast: Cast, works: Staff) -> None:
    case = full_case(works)
    lead = cast.owner[Role.COORDINATOR]
    seen_before = {"recipient": str(cast.partner.id), "reason": "allowed", "classes": "name"}
    with unit_of_work(works):
        about = {"object_type": "person", "object_id": case.person_id}
        record(works, verb="disclosure.allowed", codes=seen_before, **about)
        for columns in ("name.birth", "name"):
            for _look in range(300):
                record(works, verb="revealed", codes={"columns": columns}, **about)
    with unit_of_work(lead):
        record(lead, verb="revealed", codes={"columns": "name"}, **about)
        sights = access_log(lead, Person.objects.get(pk=case.person_id))
    assert [(sight.verb, sight.looks) for sight in sights if sight.recipient] == [("disclosure.allowed", 1)]
    read = [sight for sight in sights if sight.read is Read.WHO_SHE_IS]
    assert [(sight.colleague, sight.looks) for sight in read] == [("Owner caseworker", 600)]
    assert set(read[0].columns) == {"name", "birth"}
    with unit_of_work(lead):
        again = access_log(lead, Person.objects.get(pk=case.person_id))
    assert {sight.colleague for sight in again if sight.read is Read.WHO_SHE_IS} == {
        "Owner caseworker",
        "Owner coordinator",
    }


def test_an_overdue_review_stands_on_the_page(cast: Cast, browser: Client, works: Staff) -> None:
    case = full_case(works)
    with unit_of_work(works):
        row = request_override(
            works,
            room="protection",
            subject_id=case.person_id,
            recipient_id=cast.partner.id,
            ground=OverrideGround.DANGER_TO_LIFE,
            data_classes=[DataClass.NAME],
        )
    assert "A second person has to review this" in text_of(browser.get(url("case", case.pk)))
    with unit_of_work(works):
        row.review_due_at = timezone.now() - timedelta(hours=1)
        row.save(update_fields=["review_due_at"])
        record(works, verb="test.made_overdue")
    assert "A review is overdue" in text_of(browser.get(url("case", case.pk)))


def test_an_assigned_decision_maker_reads_codes_and_no_identity(cast: Cast, works: Staff) -> None:
    case = full_case(works)
    decides = cast.owner[Role.DECISION_MAKER]
    signed_in(cast.owner[Role.COORDINATOR]).post(url("team", case.pk), {"colleague": str(decides.user_id)})
    browser = signed_in(decides)
    page = text_of(browser.get(url("case", case.pk)))
    assert case.code in page
    assert "18 to 25" in page
    assert not [secret for secret in (*SECRETS.values(), TOLD, NOTE) if secret in page]
    for name in ("who", "seen", "close", "add_need", "add_assistance"):
        assert browser.get(url(name, case.pk)).status_code == 403, name


@pytest.mark.parametrize("name", PAGES)
def test_another_office_and_an_unassigned_colleague_get_404(cast: Cast, works: Staff, name: str) -> None:
    case = full_case(works)
    for actor in (
        cast.stranger[Role.COORDINATOR],
        cast.partner[Role.CASEWORKER],
        cast.owner[Role.FOCAL_POINT],
    ):
        assert signed_in(actor).get(url(name, case.pk)).status_code == 404
        assert verbs(actor, case.pk)[-1:] == ["probed"]


@pytest.mark.parametrize("name", ["cases", "case", "who", "seen", "team", "close"])
def test_a_page_asks_ten_questions_at_most_however_much_it_shows(cast: Cast, name: str) -> None:
    actor = cast.owner[Role.COORDINATOR]
    browser = signed_in(actor)
    case = full_case(actor)
    address = url(name) if name == "cases" else url(name, case.pk)

    def questions() -> list[str]:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        asked = [query["sql"] for query in queries]
        # From the moment the actor is known until the chain's lock is taken: what the page itself asks.
        begin = max(number for number, sql in enumerate(asked) if "palermo.organisation" in sql)
        return [sql for sql in asked[begin + 1 :] if sql.startswith("SELECT") and not _frame(sql)]

    few = questions()
    with unit_of_work(actor):
        for kind in ("legal", "health", "documents", "material"):
            record_need(actor, case_id=case.pk, kind=kind, urgency="days")
            record_assistance(actor, case_id=case.pk, kind=kind, given_on=PartialDate(2026))
        for _ in range(5):
            full_case_inside(actor)
    many = questions()
    assert len(many) == len(few)
    assert len(few) <= 10, "\n".join(few)


def _frame(sql: str) -> bool:
    """What every page asks: the second factor, the session, the ledger's end."""
    return any(
        part in sql for part in ("mfa_authenticator", "django_session", "pg_advisory", '"previous_hash"')
    )


def test_erasing_leaves_no_secret_on_any_page(cast: Cast, works: Staff) -> None:
    case = full_case(works)
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        erase_person(leads, person_id=case.person_id, reason="person_asked")
    browser = signed_in(leads)
    for name in ("case", "who", "erased", "seen"):
        page = text_of(browser.get(url(name, case.pk)))
        assert not [secret for secret in (*SECRETS.values(), TOLD, NOTE) if secret in page], name
