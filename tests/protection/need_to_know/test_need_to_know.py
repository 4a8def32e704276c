"""Need to know: what a search tells, whom a file never reaches, and that its owner sees who looked for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.protection import flow
from tests.protection.pages import SEARCH, SECRETS, full_case, text_of, url, verbs
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.services import offer
from tests.support.today import said

from palermo.protection.cases.services.cases import open_case
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import SearchHit
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.protection.need_to_know.queries.searches_of_a_file import MANY_FILES, SAME_FILE, is_unusual
from palermo.protection.need_to_know.services.never_share import add_never_share, end_never_share
from palermo.protection.need_to_know.today import searched_unusually
from palermo.protection.referral.services.sending import send_enquiry, send_identity_slice
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_search_by_name_or_code_says_of_others_files_only_whom_to_ask_and_the_owner_sees_it(
    cast: Cast, works: Staff, browser: Client
) -> None:
    case = full_case(works)
    looker = cast.owner[Role.FOCAL_POINT]
    other = signed_in(looker)
    for typed in (SECRETS["name"], case.code, case.person.code):
        page = text_of(other.post(SEARCH, {"q": typed}, follow=True))
        told = page.replace(f'value="{typed}"', "").replace(f"“{typed}”", "")
        assert "Owner caseworker" in told
        assert not [
            secret
            for secret in (case.code, case.person.code, str(case.pk), *SECRETS.values())
            if secret in told
        ]
        assert other.get(url("case", case.pk)).status_code == 404
    assert "Ask:" not in text_of(other.post(SEARCH, {"q": "Somebody Quite Different"}, follow=True))
    shown = text_of(browser.get(url("people", case.pk)))
    assert shown.count("Owner focal_point, by a code") == 2
    assert shown.count("Owner focal_point, by a name") == 1
    assert verbs(works, case.pk).count("case.searched_for") == 3
    with unit_of_work(works):
        titles = [said(item) for item in read(searched_unusually(works, timezone.now()))]
        assert titles == [f"Ask who searched for the case, and why: {case.code}"]
    with unit_of_work(looker):
        assert read(searched_unusually(looker, timezone.now())) == []
    own = text_of(browser.post(SEARCH, {"q": SECRETS["name"]}, follow=True))
    assert case.code in own
    with unit_of_work(works):
        assert SearchHit.objects.count() == 3, "a search for one's own case is no hit"


def test_a_file_nobody_works_on_is_asked_of_the_coordinators(cast: Cast, works: Staff) -> None:
    with unit_of_work(cast.owner.system):
        case = open_case(cast.owner.system)
    page = text_of(signed_in(works).post(SEARCH, {"q": case.code}, follow=True))
    assert "Owner coordinator" in page
    assert "Ask:" not in text_of(
        signed_in(cast.stranger[Role.COORDINATOR]).post(SEARCH, {"q": case.code}, follow=True)
    )


def test_before_a_case_is_opened_it_is_said_that_there_may_be_one(
    cast: Cast, works: Staff, browser: Client
) -> None:
    case = full_case(works)
    other = signed_in(cast.owner[Role.FOCAL_POINT])
    for window in (browser, other):
        answers = {
            "needs": {"urgent": "not_asked"},
            "contact": {"safe_contact": ""},
            "came": {"route": "not_asked"},
            "about": dict.fromkeys(("age_band", "gender", "nationality", "language_1"), "not_asked"),
            "who": {"name": "Olivewing Ameena"},
        }
        for step, typed in answers.items():
            window.post(url("open_case_step", BEGUN, step), typed)
    mine, theirs = (text_of(window.get(url("open_case_step", BEGUN, "check"))) for window in (browser, other))
    assert case.code in mine
    assert "Owner caseworker" in theirs
    assert case.code not in theirs
    assert "Open the case" in theirs, "it stops nobody"


def test_an_office_on_the_list_is_asked_nothing_and_sent_nothing(cast: Cast) -> None:
    asker = cast.owner[Role.CASEWORKER]
    flow.agree(cast)
    flow.have_basis(cast)
    file = flow.open_file(asker)
    referral = flow.enquire(asker, file.need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    flow.consent(asker, referral)
    browser = signed_in(asker)
    other = flow.another_need(asker, file)
    office = url("enquire", other.pk, BEGUN, "office")
    assert f'value="{cast.partner.id}"' in text_of(browser.get(office))
    with unit_of_work(asker):
        entry = add_never_share(asker, case_id=file.case.pk, kind=NeverKind.OFFICE, office_id=cast.partner.id)
        assert barred_offices(asker, file.case.person_id)[cast.partner.id] == "never_share"
    page = text_of(browser.get(office))
    assert f'value="{cast.partner.id}"' not in page
    assert "never-share list" in page
    assert not [secret for secret in flow.CANARIES if secret in page]
    with unit_of_work(asker), pytest.raises(Refused, match="never_share"):
        send_enquiry(
            asker,
            need_id=other.pk,
            recipient_id=cast.partner.id,
            answers=flow.ANSWERS,
            answer_within=timedelta(hours=4),
        )
    with unit_of_work(asker), pytest.raises(Refused, match="never_share"):
        send_identity_slice(asker, referral_id=referral.pk, data_classes=flow.AGREED)
    with unit_of_work(asker):
        end_never_share(asker, case_id=file.case.pk, entry_id=entry.pk)
        assert cast.partner.id not in barred_offices(asker, file.case.person_id)
    flow.disclose(asker, referral)


def test_persons_and_places_on_the_list_warn_on_the_page_before_anything_leaves(cast: Cast) -> None:
    asker = cast.owner[Role.CASEWORKER]
    flow.agree(cast)
    file = flow.open_file(asker)
    browser = signed_in(asker)
    added = browser.post(url("never_share", file.case.pk), {"kind": "official", "words": "Sergeant Nobody"})
    assert added.status_code == 302
    missing = text_of(browser.post(url("never_share", file.case.pk), {"kind": "place"}))
    assert "Write who or what is meant." in missing
    assert "Sergeant Nobody" not in text_of(browser.get(url("case", file.case.pk)))
    browser.post(url("enquire", file.need.pk, BEGUN, "office"), {"recipient": str(cast.partner.id)})
    said = {"urgency": "days", "age_band": "18_25", "gender": "woman", "children": "none"}
    browser.post(url("enquire", file.need.pk, BEGUN, "enquiry"), {**said, "answer_within": "day_1"})
    check = text_of(browser.get(url("enquire", file.need.pk, BEGUN, "check")))
    assert "Never to be told" in check
    assert "Sergeant Nobody" in check
    service = offer(cast.partner[Role.FOCAL_POINT])
    second = flow.open_file(asker)
    browser.post(url("never_share", second.case.pk), {"kind": "official", "words": "Sergeant Nobody"})
    browser.post(url("find_service", second.need.pk, BEGUN, "matters"), flow.MATTERS)
    browser.post(url("find_service", second.need.pk, BEGUN, "services"), {"services": [str(service.pk)]})
    browser.post(url("find_service", second.need.pk, BEGUN, "enquiry"), {**said, "answer_within": "day_1"})
    several = text_of(browser.get(url("find_service", second.need.pk, BEGUN, "check")))
    assert "Never to be told" in several
    assert "Sergeant Nobody" in several
    seen = text_of(browser.get(url("seen", file.case.pk)))
    assert "Never share with" in seen


def test_opening_the_case_is_a_line_of_its_own_and_the_paper_speaks_to_the_person(
    works: Staff, browser: Client
) -> None:
    case = full_case(works)
    for _ in range(3):
        browser.get(url("case", case.pk))
    browser.get(url("who", case.pk))
    page = text_of(browser.get(url("seen", case.pk)))
    rows = page.split("<tr")[2:]
    opened = [row for row in rows if "Opened the case" in row]
    looked = [row for row in rows if "Looked at who the person is" in row]
    assert len(opened) == len(looked) == 1
    assert "3 looks" in opened[0]
    assert "Name" not in opened[0]
    assert "1 look" in looked[0]
    paper = text_of(browser.get(url("seen_paper", case.pk, "en")))
    assert "Who looked at what we keep about you" in paper
    assert not [word for word in ("Owner ·", "ictim", "raffick", *SECRETS.values()) if word in paper]
    assert 'dir="rtl"' in text_of(browser.get(url("seen_paper", case.pk, "ar")))


hits = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 6), st.integers(0, 9 * 24).map(lambda hours: timedelta(hours=hours))
    ),
    max_size=40,
)


@given(hits)
def test_three_searches_for_one_file_in_a_week_or_five_files_in_a_day_are_unusual(
    found: list[tuple[int, int, timedelta]],
) -> None:
    colleagues, cases = [uuid4() for _ in range(3)], [uuid4() for _ in range(7)]
    rows = [(colleagues[who], cases[case], NOW - ago) for who, case, ago in found]
    expected: set[UUID] = set()
    for who in colleagues:
        mine = [(case, NOW - at) for colleague, case, at in rows if colleague == who]
        week = [case for case, ago in mine if ago < timedelta(days=7)]
        day = {case for case, ago in mine if ago < timedelta(days=1)}
        expected |= {case for case in week if week.count(case) >= SAME_FILE}
        expected |= day if len(day) >= MANY_FILES else set()
    assert is_unusual(rows, now=NOW) == expected
