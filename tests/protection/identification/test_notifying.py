"""A notification without identity: due by the State's profile, sent coded, corrected, counted, ended at both sides."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.protection import flow
from tests.protection.identification.asking import let_ask, presumed
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.last_page import press

from palermo.exchange.kinds.registry import schema_of
from palermo.exchange.models import Body, Envelope
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.identification.notifying.codes import (
    AgeClass,
    NotDue,
    NotificationState,
    NotifiedAbout,
    NotifiedSex,
    PersonSays,
)
from palermo.protection.identification.notifying.models import Notification, NotificationReceived
from palermo.protection.identification.notifying.queries import purposes
from palermo.protection.identification.notifying.rules import addressee, age_class, owed
from palermo.protection.identification.notifying.services import Said, notify, record_not_due
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.reference.persons import AgeBand, is_child
from palermo.reference.profile_parts import NotifiedTo
from palermo.reference.profiles import profile
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

DUE = "Notify without identity, or record that it is not due"
SAID = Said(purposes=("forced_labour",), zone="", person_says=PersonSays.NOTHING_AGAINST)


@pytest.fixture
def case(cast: Cast, works: Staff, owner_connection: psycopg.Connection[Any]) -> Case:
    """A case of an office that helps, in which somebody is presumed; the partner is the authority."""
    owner_connection.execute("UPDATE people_organisation SET kind = 'ngo' WHERE id = %s", [cast.owner.id])
    let_ask(cast)
    return presumed(works)


def page(browser: Client, name: str, *arguments: object) -> str:
    response = browser.get(reverse(name, args=arguments))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def received(cast: Cast) -> NotificationReceived:
    with unit_of_work(cast.partner[Role.COORDINATOR]):
        return NotificationReceived.objects.get()


@given(
    st.sampled_from(AgeBand),
    st.sets(st.sampled_from(NotifiedTo)),
    st.dates(date(2026, 1, 1), date(2100, 1, 1)),
)
def test_a_child_is_told_of_to_child_protection_and_nobody_is_told_what_the_law_does_not_name(
    band: AgeBand, named: set[NotifiedTo], day: date
) -> None:
    rules = profile("example-state-1").__class__(
        **{**profile("example-state-1").__dict__, "notified_to": tuple(sorted(named))}
    )
    to = addressee(rules, age_band=band)
    due = owed(rules, age_band=band, about=NotifiedAbout.PRESUMED, event_on=day, own_kind="ngo")
    assert (to is None) == (due is None)
    if is_child(band) and NotifiedTo.CHILD_PROTECTION in named:
        assert to is NotifiedTo.CHILD_PROTECTION
    elif NotifiedTo.COMPETENT_AUTHORITY in named:
        assert to is NotifiedTo.COMPETENT_AUTHORITY
    else:
        assert to is None
    if due is not None:
        assert due.due_on > day
        assert owed(rules, age_band=band, about=due.about, event_on=day, own_kind=due.to) is None
    assert is_child(band) == (age_class(band) in {AgeClass.CHILD, AgeClass.IN_DOUBT})


def test_the_package_can_hold_no_name_and_no_way_to_anybody() -> None:
    fields = schema_of("notification").fields
    assert set(fields) == {"code", "about", "event_on", "age_class", "sex", "purposes", "place"}
    assert not schema_of("notification").identity
    assert fields["age_class"].codes == set(AgeClass)
    assert fields["sex"].codes == set(NotifiedSex)
    assert set(purposes()) <= set(fields["purposes"].codes)
    assert {field.data_class for field in fields.values()} == {None}


def test_what_the_last_page_shows_leaves_and_nothing_of_it_leads_back_at_the_receiver(
    cast: Cast, works: Staff, case: Case
) -> None:
    browser = signed_in(works)
    assert DUE in page(browser, "web:today")
    shown = page(browser, "protection:identification", case.pk)
    assert "By which law" in shown and "The State’s profile names none yet" in shown

    def step(name: str, **said: object) -> None:
        address = reverse("protection:notify", args=[case.pk, BEGUN, name])
        assert browser.post(address, {"action": "next", **said}).status_code == 302, name

    step("what", recipient=cast.partner.id, purposes=["forced_labour"])
    told = page(browser, "protection:notify", case.pk, BEGUN, "says")
    assert "No consent is asked: the law requires it." in told and "then it does not go" in told
    step("says", person_says="nothing_against")
    check = page(browser, "protection:notify", case.pk, BEGUN, "check")
    assert "whoever knows the place may know who it is" in check and "Forced labour" in check
    press(browser, reverse("protection:notify", args=[case.pk, BEGUN, "check"]))
    flow.work_off()
    assert DUE not in page(browser, "web:today")
    with unit_of_work(works):
        row = Notification.objects.get()
        file = Case.objects.select_related("person").get(pk=case.pk)
        known = {str(case.pk), str(case.person_id), file.code, file.person.code, file.known_as or file.code}
        assert (row.state, row.person_says) == (NotificationState.SENT, PersonSays.NOTHING_AGAINST)
        assert row.code not in known
        assert Envelope.objects.get(kind="notification").data_classes == []
    arrived = received(cast)
    assert (arrived.code, arrived.purposes, arrived.place) == (row.code, ["forced_labour"], "XA")
    written = {str(value) for value in _columns(arrived).values()}
    assert not written & known
    with unit_of_work(cast.partner[Role.COORDINATOR]):
        assert not Body.objects.exists() and not Person.objects.exists()
    listed = page(signed_in(cast.partner[Role.DECISION_MAKER]), "protection:notifications")
    assert row.code in listed and "Owner" in listed and "Notifications that count" in listed

    press(browser, reverse("protection:strike_notification", args=[case.pk, row.pk]))
    flow.work_off()
    assert received(cast).in_error_at is not None
    corrected = page(signed_in(cast.partner[Role.COORDINATOR]), "protection:notifications")
    assert "Entered in error" in corrected
    assert DUE in page(browser, "web:today")
    history = page(browser, "protection:history", case.pk)
    assert "Notified without identity" in history and "Notification told to be an error" in history


def _columns(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_only_the_office_the_profile_names_is_told_and_not_what_the_person_stops_or_bars(
    cast: Cast, works: Staff, case: Case
) -> None:
    objects = Said(purposes=(), zone="", person_says=PersonSays.OBJECTS)
    for recipient, said, reason in (
        (cast.stranger.id, SAID, "no_agreement"),
        (cast.owner.id, SAID, "notification_receiver"),
        (cast.partner.id, objects, "notification_stopped"),
    ):
        with pytest.raises(Refused) as refused, unit_of_work(works):
            notify(works, case_id=case.pk, recipient_id=recipient, said=said)
        assert refused.value.reason == reason
    with unit_of_work(works):
        add_never_share(works, case_id=case.pk, kind=NeverKind.OFFICE, office_id=cast.partner.id)
    with pytest.raises(Refused), unit_of_work(works):
        notify(works, case_id=case.pk, recipient_id=cast.partner.id, said=SAID)
    browser = signed_in(works)
    response = browser.post(reverse("protection:not_due", args=[case.pk]), {"reason": "danger"})
    assert response.status_code == 302
    assert DUE not in page(browser, "web:today")
    with unit_of_work(works):
        assert Notification.objects.get().reason == NotDue.DANGER
        with pytest.raises(Refused, match="notification_not_due"):
            record_not_due(works, case_id=case.pk, reason=NotDue.OUTSIDE)


def test_an_erasure_cuts_the_only_link_and_leaves_the_receivers_row(
    cast: Cast, works: Staff, case: Case
) -> None:
    with unit_of_work(works):
        notify(works, case_id=case.pk, recipient_id=cast.partner.id, said=SAID)
    flow.work_off()
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        erase_person(lead, person_id=case.person_id, reason="person_asked")
    with unit_of_work(lead):
        row = Notification.objects.get()
        assert (row.code, row.thread_id, row.person_says) == ("", None, "")
    assert received(cast).code
