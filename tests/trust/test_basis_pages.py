"""Pages of the office's legal bases: recorded by who leads, seen by who relies on them, ended with what it means."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cast import Cast, signed_in

from palermo.trust.actor import Staff
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.basis.processing import end_processing_basis, record_processing_basis
from palermo.trust.basis.queries import has_processing_basis
from palermo.trust.basis.rules import BasisState, LegalBasis, ProcessingPurpose, state_of
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.reasons import way_on
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

MISSING = "Who a person is cannot leave your office"
HELP = ProcessingPurpose.ASSISTANCE


@pytest.fixture
def leads(cast: Cast) -> Staff:
    return cast.owner[Role.COORDINATOR]


def words(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page(browser: Client) -> str:
    response = browser.get(reverse("basis:bases"))
    assert response.status_code == 200
    return words(response)


def day(name: str, when: date) -> dict[str, Any]:
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


def recorded(actor: Staff, **other: Any) -> ProcessingBasis:
    answers = {
        "purpose": HELP,
        "legal_basis": LegalBasis.PUBLIC_TASK,
        "valid_from": timezone.now().date() - timedelta(days=3),
        **other,
    }
    with unit_of_work(actor):
        return record_processing_basis(actor, **answers)


def in_force(actor: Staff) -> bool:
    with unit_of_work(actor):
        return has_processing_basis(actor, HELP, day=timezone.now().date())


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_leads_or_administers_records_a_basis_and_it_holds_at_once(cast: Cast, role: Role) -> None:
    actor = cast.owner[role]
    browser = signed_in(actor)
    assert MISSING in page(browser)
    answers = {"purpose": "assistance", "legal_basis": "public_task"}
    today = timezone.now().date()
    done = browser.post(reverse("basis:record"), {**answers, **day("valid_from", today)}, follow=True)
    assert "The legal basis is recorded." in words(done)
    assert "Task in the public interest" in words(done)
    assert MISSING not in words(done)
    assert in_force(actor)
    with unit_of_work(actor):
        event = LedgerEvent.objects.get(verb="basis.recorded")
        assert event.codes == {"purpose": "assistance", "basis": "public_task"}


def test_days_out_of_order_are_named_and_what_was_chosen_stays(leads: Staff) -> None:
    today = timezone.now().date()
    wrong = signed_in(leads).post(
        reverse("basis:record"),
        {
            "purpose": "assistance",
            "legal_basis": "vital_interest",
            **day("valid_from", today),
            **day("valid_until", today - timedelta(days=1)),
        },
    )
    assert "The last day lies before the first" in words(wrong)
    assert 'href="#id_valid_until' in wrong.content.decode()
    assert re.search(r'value="vital_interest"[^>]*checked', wrong.content.decode())
    assert not in_force(leads)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR])
def test_who_relies_on_it_or_audits_it_reads_and_changes_nothing(
    cast: Cast, leads: Staff, role: Role
) -> None:
    row = recorded(leads)
    browser = signed_in(cast.owner[role])
    seen = browser.get(reverse("basis:bases")).content.decode()
    assert "Task in the public interest" in seen
    assert reverse("basis:record") not in seen
    assert reverse("basis:end", args=[row.pk]) not in seen
    assert browser.post(reverse("basis:end", args=[row.pk])).status_code == 403
    assert in_force(leads)


def test_another_offices_bases_are_neither_shown_nor_ended(cast: Cast, leads: Staff) -> None:
    row = recorded(leads)
    other = cast.partner[Role.COORDINATOR]
    browser = signed_in(other)
    assert MISSING in page(browser)
    assert browser.post(reverse("basis:end", args=[row.pk])).status_code == 404
    with unit_of_work(other), pytest.raises(Refused, match="not_found"):
        end_processing_basis(other, basis_id=row.pk)
    assert in_force(leads)


def test_a_basis_is_ended_at_once_and_what_was_is_still_shown(leads: Staff) -> None:
    row, browser = recorded(leads), signed_in(leads)
    address = reverse("basis:end", args=[row.pk])
    assert "sends no identity on it" in words(browser.get(address))
    assert in_force(leads), "looking ends nothing"
    done = words(browser.post(address, follow=True))
    assert MISSING in done
    assert "To come and past" in done
    assert not in_force(leads)
    assert browser.post(address).status_code == 302, "pressed twice, the list says how it stands"
    with unit_of_work(leads):
        assert LedgerEvent.objects.filter(verb="basis.ended", object_id=row.pk).count() == 1


def test_one_that_had_not_lasted_a_day_reads_as_taken_back(leads: Staff) -> None:
    row = recorded(leads, valid_from=timezone.now().date())
    with unit_of_work(leads):
        end_processing_basis(leads, basis_id=row.pk)
    shown = page(signed_in(leads))
    assert "Taken back" in shown
    assert not in_force(leads)


def test_the_page_says_what_it_is_not_and_agreements_and_refusals_lead_to_it(
    cast: Cast, leads: Staff
) -> None:
    browser = signed_in(leads)
    shown = page(browser)
    assert "not the person’s consent" in shown
    assert "does not check whether the law" in shown
    link = reverse("basis:bases")
    assert f'href="{link}"' in browser.get(reverse("directory:agreements")).content.decode()
    administers = signed_in(cast.owner[Role.ADMINISTRATOR])
    assert f'href="{link}"' in administers.get(reverse("people:colleagues")).content.decode()
    way = way_on("no_processing_basis")
    assert way is not None
    assert way.url == link
    assert way_on("role_missing") is None


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@given(first=days, last=st.none() | days, on=days)
def test_a_basis_stands_in_exactly_one_state_and_in_force_between_its_days(
    first: date, last: date | None, on: date
) -> None:
    state = state_of(valid_from=first, valid_until=last, day=on)
    assert (state is BasisState.IN_FORCE) == (first <= on and (last is None or on <= last))
    assert (state is BasisState.TAKEN_BACK) == (last is not None and last < first)
