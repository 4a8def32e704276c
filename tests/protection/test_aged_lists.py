"""Lists by age: newest or oldest first, one state or all, in the address, page after page."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Cast, signed_in

from palermo.protection.accountability.codes import AskedFor, AuthorityKind, ClaimedBasis, ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.accountability.services.requests import record_advice, record_request
from palermo.protection.cases.views import aged
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

TODAY = timezone.now().date()


def request(actor: Staff) -> UUID:
    with unit_of_work(actor):
        row = record_request(
            actor,
            case_id=None,
            asked_by=AuthorityKind.POLICE,
            claimed_basis=ClaimedBasis.NONE_NAMED,
            asked_for=[AskedFor.WHEREABOUTS],
            received_on=TODAY,
            asker="Duty officer",
            asked="Where",
        )
    return row.pk


def complaint(actor: Staff) -> UUID:
    with unit_of_work(actor):
        row = record_complaint(
            actor,
            case_id=None,
            about=ComplaintAbout.SERVICE,
            words="Nobody came",
            received_on=TODAY,
            answer_due=TODAY,
        )
    return row.pk


def shown(browser: Client, name: str, **asked: str) -> list[UUID]:
    """Ids in the order of the rows over all pages."""
    found: list[UUID] = []
    while True:
        page = browser.get(reverse(name), asked).content.decode()
        main = page[page.index("<tbody") :] if "<tbody" in page else ""
        found += re.findall(
            r'<th role="rowheader" scope="row">.*?href="[^"]*/([0-9a-f-]{36})/"', main, re.DOTALL
        )
        after = re.search(r'rel="next" href="[^"]*after=([0-9a-f-]{36})', page)
        if after is None:
            return found
        asked["after"] = after[1]


@pytest.mark.parametrize(
    ("name", "make"),
    [("protection:authority_requests", request), ("protection:complaints", complaint)],
)
def test_a_list_stands_by_age_in_both_directions_over_all_pages(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str, make: Callable[[Staff], UUID]
) -> None:
    monkeypatch.setattr(aged, "PAGE_SIZE", 2)
    made = [make(cast.owner[Role.COORDINATOR]) for _ in range(5)]
    browser = signed_in(cast.owner[Role.COORDINATOR])
    assert shown(browser, name) == made[::-1]
    assert shown(browser, name, sort="oldest") == made
    head = browser.get(reverse(name), {"sort": "oldest"}).content.decode()
    assert 'aria-sort="ascending"><a href="?sort=newest">' in head


def test_a_state_narrows_the_list(cast: Cast) -> None:
    works, leads = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    waits, advised = request(works), request(works)
    with unit_of_work(works):
        record_advice(works, request_id=advised, adviser="Legal aid", advice="Object", advised_on=TODAY)
    browser = signed_in(leads)
    assert shown(browser, "protection:authority_requests", state="received") == [waits]
    assert shown(browser, "protection:authority_requests", state="advised") == [advised]
    made = complaint(works)
    assert shown(browser, "protection:complaints", state="waits") == [made]
    assert shown(browser, "protection:complaints", state="put_right") == []


@pytest.mark.parametrize("name", ["protection:referrals", "protection:enquiries"])
def test_what_was_asked_of_others_and_of_us_is_filtered_by_its_state(cast: Cast, name: str) -> None:
    page = signed_in(cast.owner[Role.COORDINATOR]).get(reverse(name), {"state": "declined", "sort": "oldest"})
    assert page.status_code == 200
    assert '<option value="declined" selected>' in page.content.decode()
