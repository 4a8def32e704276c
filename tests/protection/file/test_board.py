"""The office's own board: what it counts of a story told by hand, and that a need is counted by zone."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.file.queries.board import board
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.first_contact.services.contact import correct_arrival
from palermo.protection.identification.services.presumption import presume
from palermo.protection.referral.codes.matching import Unmet
from palermo.protection.referral.services.matching import record_unmet
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
        counted = board(lead, since=TODAY - timedelta(days=1))
    assert (counted.opened, counted.presumed, counted.assisted, counted.units) == (2, 1, 1, 2)
    assert {code: number for code, number in counted.first_help.items() if number} == {"month": 1}
    assert (counted.not_yet, counted.first_help_unknown) == (1, 0)
    assert [(row.kind, row.zone, row.count) for row in counted.not_found] == [
        ("accommodation", "XA-COAST", 1)
    ]
    page = text_of(signed_in(lead).get(url("board")))
    assert "Persons presumed to be victims" in page
    assert "Needs for which no service was found" in page
    assert not [secret for secret in (file.case.code, other.case.code, *flow.CANARIES) if secret in page]


def test_the_counts_as_a_file_are_those_of_the_page_for_those_who_see_it(cast: Cast) -> None:
    works, lead = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    flow.open_file(works)
    browser = signed_in(lead)
    page = text_of(browser.get(url("board"), {"period": "all"}))
    assert f'href="{url("board_counts")}?period=all"' in page
    answer = browser.get(url("board_counts"), {"period": "all"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert answer["Content-Disposition"].startswith("attachment")
    for words, number in [row for row in rows if len(row) == 2 and row[1].isdigit()]:
        assert words in page
        assert f">{number}<" in page
    assert ["Cases opened", "1"] in rows
    assert signed_in(works).get(url("board_counts")).status_code == 403
