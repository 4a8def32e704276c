"""A breach from the auditor's question to the persons who were told. Everybody here is invented."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.protection.flow import work_off
from tests.protection.pages import SEARCH, SECRETS, full_case, text_of, url, verbs
from tests.support.cast import Cast, signed_in
from tests.support.today import said

from palermo.protection.accountability.codes import ComplaintAbout
from palermo.protection.accountability.services.breaches import answer_breach_notice
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.accountability.today import persons_to_tell
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import assign_case
from palermo.protection.cases.services.persons import erase_person
from palermo.trust.actor import Staff
from palermo.trust.ledger.breaches import note_breach
from palermo.trust.ledger.codes import AuthorityAnswer, BreachKind, TellingOutcome
from palermo.trust.ledger.exposure import Window
from palermo.trust.ledger.models import Breach, BreachNotice
from palermo.trust.mandates import Role
from palermo.trust.people.today import authorities_to_tell
from palermo.trust.service import Refused
from palermo.trust.today import TodayItem, read
from palermo.trust.unit_of_work import unit_of_work


@pytest.fixture
def auditor(cast: Cast) -> Client:
    return signed_in(cast.owner[Role.AUDITOR])


@pytest.fixture
def opened(works: Staff, browser: Client) -> Case:
    """A case whose page the caseworker opened."""
    case = full_case(works)
    assert browser.get(url("who", case.pk)).status_code == 200
    return case


def noted(actor: Staff, **window: object) -> Breach:
    with unit_of_work(actor):
        breach = note_breach(
            actor,
            kind=BreachKind.ACCOUNT_TAKEN_OVER,
            window=Window(**window),  # type: ignore[arg-type]
            known_at=timezone.now(),
        )
    work_off()
    return breach


def notices(actor: Staff, breach: Breach) -> list[BreachNotice]:
    with unit_of_work(actor):
        return list(BreachNotice.objects.filter(breach=breach))


def waits(actor: Staff) -> list[TodayItem]:
    with unit_of_work(actor):
        return read(persons_to_tell(actor, timezone.now()))


def day(name: str, of: date | None) -> dict[str, str]:
    """A day as it is typed."""
    parts = (of.day, of.month, of.year) if of else ("", "", "")
    return {f"{name}_{part}": str(value) for part, value in zip(("day", "month", "year"), parts, strict=True)}


def days() -> dict[str, str]:
    """From today on."""
    return {**day("first", timezone.now().date()), **day("last", None)}


def test_the_auditor_asks_notes_it_and_answers_the_authority(
    cast: Cast, works: Staff, opened: Case, auditor: Client
) -> None:
    asked = text_of(auditor.get(reverse("people:look"), {"account": str(works.user_id), **days()}))
    assert "Files opened" in asked
    assert str(opened.person_id)[-8:] in asked
    for secret in SECRETS.values():
        assert secret not in asked
    known = day("known_on", timezone.now().date())
    forgotten = auditor.post(f"{reverse('people:look')}?{urlencode({'account': '', **days()})}", known)
    assert "One thing to put right" in text_of(forgotten)
    done = auditor.post(
        f"{reverse('people:look')}?{urlencode({'account': str(works.user_id), **days()})}",
        {"kind": "account_taken_over", **known},
    )
    assert done.status_code == 302, text_of(done)
    work_off()
    page = text_of(auditor.get(done.url))
    assert "The authority waits" in page
    assert "Still to be told" in page
    leads = cast.owner[Role.AUDITOR]
    with unit_of_work(leads):
        (item,) = read(authorities_to_tell(leads, timezone.now()))
        breach = Breach.objects.get()
    assert item.due == breach.known_at + timedelta(hours=72)
    assert auditor.post(done.url, {"answer": "told"}).status_code == 302
    assert "The authority was told" in text_of(auditor.get(done.url))
    with unit_of_work(leads):
        assert read(authorities_to_tell(leads, timezone.now())) == []
    assert verbs(leads, breach.pk) == ["breach.noted", "breach.persons_found", "breach.answered"]


def test_an_answer_is_recorded_once(cast: Cast, opened: Case, auditor: Client) -> None:
    breach = noted(cast.owner[Role.AUDITOR])
    address = reverse("people:breach", args=[breach.pk])
    assert auditor.post(address, {"answer": AuthorityAnswer.NO_RISK}).status_code == 302
    again = auditor.post(address, {"answer": AuthorityAnswer.TOLD})
    assert "This was answered already." in text_of(again)


def test_whoever_works_with_the_person_tells_them_through_their_safe_contact(
    cast: Cast, works: Staff, opened: Case, browser: Client
) -> None:
    breach = noted(cast.owner[Role.AUDITOR])
    (item,) = waits(works)
    page = text_of(browser.get(item.url))
    assert SECRETS["safe_contact"] in page
    assert SECRETS["name"] not in page
    assert "Date of birth" in page
    assert browser.post(item.url, {"outcome": "told"}).status_code == 302
    assert waits(works) == []
    (notice,) = notices(works, breach)
    assert (notice.outcome, notice.answered_by_id) == ("told", works.user_id)
    assert "breach.person_answered" in verbs(works, opened.person_id)
    again = browser.post(item.url, {"outcome": "would_endanger"})
    assert "This was answered already." in text_of(again)


def test_whoever_could_not_be_reached_safely_stays_on_today_until_told(
    cast: Cast, works: Staff, opened: Case, browser: Client
) -> None:
    breach = noted(cast.owner[Role.AUDITOR])
    (item,) = waits(works)
    assert opened.code in said(item)
    assert browser.post(item.url, {"outcome": "not_safely_reachable"}).status_code == 302
    (item,) = waits(works)
    assert "Could not be reached safely" in item.facts
    assert browser.post(item.url, {"outcome": "told"}).status_code == 302
    assert waits(works) == []
    (notice,) = notices(works, breach)
    assert notice.outcome == "told"


def test_only_files_that_were_opened_or_sent_are_told(cast: Cast, works: Staff, opened: Case) -> None:
    untouched = full_case(works)
    breach = noted(cast.owner[Role.AUDITOR])
    assert {notice.subject_id for notice in notices(works, breach)} == {opened.person_id}
    assert untouched.person_id != opened.person_id


def test_an_opened_complaint_leads_to_the_person_who_made_it(cast: Cast, works: Staff) -> None:
    case = full_case(works)
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        complaint = record_complaint(
            leads,
            about=ComplaintAbout.OUR_OFFICE,
            words="The door was locked",
            received_on=timezone.now().date(),
            answer_due=timezone.now().date(),
            case_id=case.pk,
        )
    assert signed_in(leads).get(url("complaint", complaint.pk)).status_code == 200
    breach = noted(cast.owner[Role.AUDITOR], account_id=leads.user_id)
    assert {notice.subject_id for notice in notices(works, breach)} == {case.person_id}


def test_who_is_meant_by_the_breach_does_not_tell_and_does_not_read_it(
    cast: Cast, works: Staff, opened: Case, browser: Client
) -> None:
    breach = noted(cast.owner[Role.AUDITOR], account_id=works.user_id)
    assert waits(works) == []
    leads = cast.owner[Role.COORDINATOR]
    (item,) = waits(leads)
    (notice,) = notices(works, breach)
    with unit_of_work(works), pytest.raises(Refused, match="own_breach"):
        answer_breach_notice(works, case_id=opened.pk, notice_id=notice.pk, outcome=TellingOutcome.TOLD)
    assert browser.get(item.url).status_code == 404
    assert signed_in(leads).get(item.url).status_code == 200


def test_a_colleague_not_on_the_case_a_decision_maker_and_other_offices_do_not_see_it(
    cast: Cast, works: Staff, opened: Case
) -> None:
    breach = noted(cast.owner[Role.AUDITOR])
    (notice,) = notices(works, breach)
    address = url("tell_of_breach", opened.pk, notice.pk)
    decides = cast.owner[Role.DECISION_MAKER]
    with unit_of_work(cast.owner[Role.COORDINATOR]) as work:
        assign_case(work.actor, case_id=opened.pk, user_id=decides.user_id)
    for actor in (cast.owner[Role.FOCAL_POINT], cast.partner[Role.COORDINATOR]):
        assert waits(actor) == []
        assert signed_in(actor).get(address).status_code == 404
    assert waits(decides) == []
    assert signed_in(decides).get(address).status_code == 403
    assert signed_in(cast.owner[Role.AUDITOR]).get(address).status_code in {403, 404}


def test_looking_again_finds_who_was_opened_since_and_nobody_twice(
    cast: Cast, works: Staff, opened: Case, browser: Client, auditor: Client
) -> None:
    breach = noted(cast.owner[Role.AUDITOR])
    later = full_case(works)
    assert browser.get(url("who", later.pk)).status_code == 200
    assert auditor.post(reverse("people:breach_again", args=[breach.pk])).status_code == 302
    work_off()
    found = [notice.subject_id for notice in notices(works, breach)]
    assert sorted(found) == sorted([opened.person_id, later.person_id])


def test_an_erased_person_is_not_asked_for_any_more(cast: Cast, works: Staff, opened: Case) -> None:
    breach = noted(cast.owner[Role.AUDITOR])
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        erase_person(leads, person_id=opened.person_id, reason="person_asked")
    assert waits(works) == []
    (notice,) = notices(works, breach)
    assert notice.outcome == TellingOutcome.ERASED


def test_a_breach_of_tomorrow_and_a_window_that_ends_before_it_begins_are_refused(cast: Cast) -> None:
    leads, now = cast.owner[Role.AUDITOR], timezone.now()
    with unit_of_work(leads):
        for window, known_at, reason in (
            (Window(), now + timedelta(days=1), "breach_known_later"),
            (Window(since=now, until=now - timedelta(days=1)), now, "dates_out_of_order"),
        ):
            with pytest.raises(Refused, match=reason):
                note_breach(leads, kind=BreachKind.OTHER, window=window, known_at=known_at)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_nobody_but_the_auditor_asks_or_notes(cast: Cast, role: Role) -> None:
    browser = signed_in(cast.owner[role])
    for name in ("people:breaches", "people:look"):
        assert browser.get(reverse(name)).status_code == 403
    assert browser.post(reverse("people:look")).status_code == 403
    assert browser.get(reverse("people:breach", args=[uuid4()])).status_code == 403


@pytest.mark.parametrize("searched", [True, False])
def test_whom_somebody_searched_for_by_name_is_told_of_it(cast: Cast, searched: bool) -> None:
    """A stolen account typed a name: of a case it does not work on it learned that the person is here."""
    works, got_in = cast.owner[Role.CASEWORKER], cast.owner[Role.FOCAL_POINT]
    case = full_case(works)
    signed_in(got_in).post(
        SEARCH, {"q": SECRETS["name"] if searched else "Somebody Quite Different"}, follow=True
    )
    with unit_of_work(cast.owner[Role.AUDITOR]):
        note_breach(
            cast.owner[Role.AUDITOR],
            kind=BreachKind.DEVICE_LOST,
            window=Window(account_id=got_in.user_id),
            known_at=timezone.now(),
        )
    work_off()
    with unit_of_work(works):
        noted = BreachNotice.objects.filter(subject_id=case.person_id).first()
        assert (noted is not None) is searched
    if noted is not None:
        page = text_of(signed_in(works).get(url("tell_of_breach", case.pk, noted.pk)))
        assert "That the person is here (a search)" in page


def test_a_name_that_found_the_searchers_own_case_is_a_look_too(cast: Cast) -> None:
    works = cast.owner[Role.CASEWORKER]
    case = full_case(works)
    signed_in(works).post(SEARCH, {"q": SECRETS["name"]}, follow=True)
    assert verbs(works, case.pk).count("case.found") == 1
    signed_in(works).post(SEARCH, {"q": case.code}, follow=True)
    assert verbs(works, case.pk).count("case.found") == 1, "a code was known before"
