"""The office's own board: what it counts of a story told by hand, and that a need is counted by zone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in

from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.codes import ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.cases.codes import CloseReason
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.models.cases import CaseAssignment
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import close_case
from palermo.protection.cases.verbs import CaseVerb
from palermo.protection.file.queries.behind import Number, Period
from palermo.protection.file.queries.board import board
from palermo.protection.file.queries.first_help import BANDS, NOT_YET, UNKNOWN, first_help
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.first_contact.services.contact import correct_arrival
from palermo.protection.identification.services.presumption import presume
from palermo.protection.referral.codes.matching import Unmet
from palermo.protection.referral.services.matching import record_unmet
from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

TODAY = timezone.now().date()


def test_presumed_persons_the_way_to_help_and_needs_without_a_service_are_counted(cast: Cast) -> None:
    works, lead = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    file, other = flow.open_file(works), flow.open_file(works)
    with unit_of_work(works):
        presume(works, case_id=file.case.pk, presumed_on=TODAY, responder_kind="ngo", told=[])
        met = PartialDate.of(TODAY - timedelta(days=20))
        came = NewArrival(by=CameBy.OWN_DETECTION, route=Route.OUTREACH, on=met)
        correct_arrival(works, case_id=file.case.pk, came=came)
        for _ in range(2):
            record_assistance(works, case_id=file.case.pk, kind="health", given_on=PartialDate.of(TODAY))
        record_unmet(works, need_id=other.need.pk, zone="XA-COAST", reason=Unmet.NO_ROOM)
    with unit_of_work(lead):
        counted = board(lead, Period(since=TODAY - timedelta(days=1)))
    assert (counted.opened, counted.presumed, counted.assisted, counted.units) == (2, 1, 1, 2)
    assert {code: number for code, number in counted.first_help.items() if number} == {
        "month": 1,
        NOT_YET: 1,
    }
    assert [(row.kind, row.zone, row.count) for row in counted.not_found] == [
        ("accommodation", "XA-COAST", 1)
    ]
    page = text_of(signed_in(lead).get(url("board")))
    assert "persons presumed to be victims" in page
    assert "Needs for which no service was found" in page
    assert not [secret for secret in (file.case.code, other.case.code, *flow.CANARIES) if secret in page]


def lead_of(cast: Cast) -> Staff:
    return cast.owner[Role.COORDINATOR]


def numbers_of(page: str) -> dict[str, int]:
    """Every number that the board links to its list, by the address."""
    found = re.findall(r'href="(/protection/board/[a-z-]+/[^"]*)">(?:<b>)?(\d+)', page)
    return {unescape(address): int(number) for address, number in found}


def told(cast: Cast) -> None:
    """A story in which each kind of number is above nothing."""
    works, lead = cast.owner[Role.CASEWORKER], lead_of(cast)
    file, other, third = flow.open_file(works), flow.open_file(works), flow.open_file(works)
    with unit_of_work(works):
        presume(works, case_id=file.case.pk, presumed_on=TODAY, responder_kind="ngo", told=[])
        record_assistance(works, case_id=file.case.pk, kind="health", given_on=PartialDate.of(TODAY))
        close_case(works, case_id=other.case.pk, reason=CloseReason.MOVED, continues=[], summary="")
        record_complaint(
            works,
            case_id=third.case.pk,
            about=ComplaintAbout.OUR_OFFICE,
            words="Nobody listened",
            wish="",
            received_on=TODAY - timedelta(days=9),
            answer_due=TODAY - timedelta(days=2),
        )
    with unit_of_work(lead):
        CaseAssignment.objects.filter(case_id=third.case.pk).update(ended_at=timezone.now())
        record(lead, verb=CaseVerb.CASE_UNASSIGNED, object_type="case", object_id=third.case.pk)


def test_every_number_opens_a_list_of_as_many_lines(cast: Cast) -> None:
    told(cast)
    browser = signed_in(lead_of(cast))
    numbers = numbers_of(browser.get(url("board")).content.decode())
    assert len(numbers) > 12
    for address, number in numbers.items():
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert len(answer.context["table"].rows) == number, address


def test_each_number_that_can_be_counted_has_a_list(cast: Cast) -> None:
    browser = signed_in(lead_of(cast))
    for number in Number:
        answer = browser.get(url("board_list", number.value), {"value": "x"})
        assert answer.status_code == 200, number
        assert answer.context["table"].rows == [] or not answer.context["value"], number
    assert browser.get(url("board_list", "no-such")).status_code == 404


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.FOCAL_POINT, Role.DECISION_MAKER, Role.AUDITOR])
def test_lists_and_spreadsheet_are_for_those_who_see_every_case(cast: Cast, role: Role) -> None:
    browser = signed_in(cast.owner[role])
    for address in (url("board"), url("board_csv"), url("board_list", "open")):
        assert browser.get(address).status_code == 403


def test_another_office_counts_its_own(cast: Cast) -> None:
    told(cast)
    theirs = numbers_of(signed_in(cast.partner[Role.COORDINATOR]).get(url("board")).content.decode())
    assert set(theirs.values()) == {0}


def test_the_months_narrow_what_is_counted_and_stay_in_the_address(cast: Cast) -> None:
    told(cast)
    browser = signed_in(lead_of(cast))
    long_ago = {"first": "2024-01", "last": "2024-03"}
    page = browser.get(url("board"), long_ago).content.decode()
    of_time = {address: number for address, number in numbers_of(page).items() if "opened" in address}
    assert set(of_time.values()) == {0}
    assert all("first=2024-01&last=2024-03" in address for address in of_time if "value" not in address)
    assert "The last day lies before the first." in text_of(
        browser.get(url("board"), {"first": "2024-03", "last": "2024-01"})
    )
    since_ever = browser.get(url("board"), {"first": "beginning", "last": TODAY.isoformat()[:7]})
    assert "up to" in text_of(since_ever)


def test_the_counts_come_as_a_spreadsheet_without_codes_of_anybody(cast: Cast) -> None:
    told(cast)
    browser = signed_in(lead_of(cast))
    answer = browser.get(url("board_csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    counted = {(row[0], row[1]): row[2] for row in rows[1:]}
    assert counted["open cases", ""] == "2"
    assert counted["cases closed", ""] == "1"
    assert counted["What is needed now and not met", "Safe place to stay"] == "2"
    assert not re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", answer.content.decode())
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("days", [0, 1, 3, 4, 7, 8, 30, 31, 400])
def test_first_help_falls_into_one_band_and_a_day_half_known_is_said_to_be_unknown(
    cast: Cast, days: int
) -> None:
    works, lead = cast.owner[Role.CASEWORKER], lead_of(cast)
    met = TODAY - timedelta(days=days)
    whole, half, year = (flow.open_file(works) for _ in range(3))
    with unit_of_work(works):
        for file, came, given in (
            (whole, PartialDate.of(met), PartialDate.of(TODAY)),
            (half, PartialDate.of(met), PartialDate(TODAY.year)),
            # That they were met some day of a year settles the band only where every day of that year does.
            (year, PartialDate(TODAY.year - 3), PartialDate.of(TODAY)),
        ):
            came_by = NewArrival(by=CameBy.OWN_DETECTION, route=Route.OUTREACH, on=came)
            correct_arrival(works, case_id=file.case.pk, came=came_by)
            record_assistance(works, case_id=file.case.pk, kind="health", given_on=given)
    with unit_of_work(lead):
        counted = first_help(lead, since=TODAY, until=TODAY + timedelta(days=1))
    expected = next(code for code, most in BANDS if days <= most)
    found = {code: number for code, number in counted.items() if number}
    half_known = "longer" if days > 365 else UNKNOWN
    assert found == dict(Counter([expected, half_known, "longer"]))


def test_nobody_learns_from_a_number_that_somebody_complained_of_them(cast: Cast) -> None:
    works, lead = cast.owner[Role.CASEWORKER], lead_of(cast)
    with unit_of_work(works):
        record_complaint(
            works,
            about=ComplaintAbout.OUR_OFFICE,
            words="They shout",
            received_on=TODAY - timedelta(days=3),
            answer_due=TODAY - timedelta(days=1),
            about_user_id=lead.user_id,
            handled_by_id=works.user_id,
        )
    browser = signed_in(lead)
    numbers = numbers_of(browser.get(url("board")).content.decode())
    of_complaints = {address: number for address, number in numbers.items() if "complaints" in address}
    assert set(of_complaints.values()) <= {0}
    sheet = browser.get(url("board_csv")).content.decode("utf-8-sig")
    assert not [row for row in csv.reader(io.StringIO(sheet)) if "omplaint" in row[0] and row[2] != "0"]
    for number in (Number.COMPLAINTS, Number.COMPLAINTS_LATE):
        page = browser.get(url("board_list", number.value)).content.decode()
        assert "counted that" not in page


@pytest.mark.parametrize("number", list(Number))
def test_a_value_that_no_page_of_ours_sends_is_no_list(cast: Cast, number: Number) -> None:
    browser = signed_in(lead_of(cast))
    assert browser.get(url("board_list", number.value), {"value": "a\0b"}).status_code == 404
