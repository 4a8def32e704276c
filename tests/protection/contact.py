"""What the tests of first contact put together. Everything in it is invented."""

from __future__ import annotations

from dataclasses import dataclass

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.models.cases import Case
from palermo.protection.first_contact.codes import (
    AsWished,
    DeclinedThing,
    Independent,
    InformationForm,
    Presence,
    Sector,
)
from palermo.protection.first_contact.models.contact import Decline
from palermo.protection.first_contact.models.events import Event
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.first_contact.services.contact import count_help, record_declines
from palermo.protection.first_contact.services.events import add_case, open_cases, record_event
from palermo.protection.first_contact.services.information import record_information, record_interpreter
from palermo.reference.persons import NeedKind, PlaceKind
from palermo.trust.actor import Actor

NOTE = "The farm behind the Marlowick mill"
WORDS = "So I may say no to Hollenbarrow"


def an_event(actor: Actor, *, note: str = NOTE) -> Event:
    """An inspection of a farm."""
    return record_event(
        actor,
        month=PartialDate(2026, 11),
        zone=PlaceKind.COUNTRYSIDE,
        route=Route.INSPECTION,
        sector=Sector.AGRICULTURE,
        note=note,
    )


def a_group(actor: Actor, number: int) -> tuple[Event, list[Case]]:
    """An event with so many cases by code."""
    event = an_event(actor)
    return event, open_cases(actor, event_id=event.pk, number=number, came_by=CameBy.OWN_DETECTION)


def an_interpreter(actor: Actor, case: Case, *, code: str = "") -> Interpreting:
    """Somebody who interprets into French by telephone."""
    return record_interpreter(
        actor,
        case_id=case.pk,
        language="fr",
        presence=Presence.TELEPHONE,
        independent=Independent.YES,
        as_wished=AsWished.NOT_ASKED,
        code=code,
    )


@dataclass(frozen=True)
class Told:
    """A row of each kind."""

    event: Event
    no: Decline
    interpreting: Interpreting
    information: Information


def met_and_told(actor: Actor, case: Case) -> Told:
    """A row of the case in every table of first contact, and one counted help beside it."""
    event = an_event(actor)
    add_case(actor, event_id=event.pk, code=case.code)
    (no,) = record_declines(actor, case_id=case.pk, things=[DeclinedThing.POLICE_CONTACT])
    interpreting = an_interpreter(actor, case)
    information = record_information(
        actor,
        case_id=case.pk,
        language="fr",
        form=InformationForm.READ_ALOUD,
        given_on=PartialDate(2026, 11, 2),
        words=WORDS,
        interpreting_id=interpreting.pk,
    )
    count_help(actor, kind=NeedKind.MATERIAL, units=3, given_on=PartialDate(2026, 11))
    return Told(event, no, interpreting, information)
