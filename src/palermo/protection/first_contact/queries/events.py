"""Reads of events. That people were met together is shown only through cases the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from palermo.kit.components import Page, page_of
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.queries.cases import working_on
from palermo.protection.first_contact.codes import NEED_OF, UrgentNeed
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.protection.first_contact.policies import EVENTS, EventAction, persons_seen
from palermo.protection.first_contact.queries.contact import read_id
from palermo.trust.actor import Actor
from palermo.trust.policy import get_or_404

PAGE_SIZE = 25
LINES_AT_ONCE = 10
MOST_PERSONS = 200


@dataclass(frozen=True, kw_only=True)
class Met:
    """One person of an event as its page shows them: who works on their case, and what is urgent in it."""

    row: EventPerson
    urgent: frozenset[UrgentNeed]
    colleagues: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EventView:
    """An event and, of the people met there, those whose cases the reader works on."""

    event: Event
    persons: tuple[Met, ...]


def event_list(actor: Actor, *, after: str = "", size: int = PAGE_SIZE) -> Page[Event]:
    """A page of the events the actor may see, newest first; a key that cannot be read is taken as none."""
    EVENTS.require(actor, EventAction.SEE)
    rows = EVENTS.visible(actor, Event.objects.all())
    if key := read_id(after):
        rows = rows.filter(pk__lt=key)
    return page_of(list(rows.order_by("-id")[: size + 1]), size=size, key=lambda row: str(row.pk))


def own_visible_event(actor: Actor, event_id: UUID) -> Event:
    """The event. A foreign one, or one the actor has no part in, is answered 404 and counted as a probe."""
    return get_or_404(actor, EVENTS, Event.objects.all(), event_id)


def event_view(actor: Actor, event_id: UUID) -> EventView:
    """The event with the people the actor may see, in the order in which their cases were opened; at most 200."""
    event = own_visible_event(actor, event_id)
    return EventView(event=event, persons=_met(actor, event, start=0, size=MOST_PERSONS))


def lines_to_write(actor: Actor, event: Event, *, start: int) -> tuple[tuple[Met, ...], bool]:
    """Ten of the people the actor may see, from the `start`th on, and whether there are more after them."""
    found = _met(actor, event, start=max(start, 0), size=LINES_AT_ONCE + 1)
    return found[:LINES_AT_ONCE], len(found) > LINES_AT_ONCE


def _met(actor: Actor, event: Event, *, start: int, size: int) -> tuple[Met, ...]:
    rows = persons_seen(actor, EventPerson.objects.filter(event_id=event.pk))
    needs = Need.objects.filter(organisation_id=actor.organisation_id)
    shown = list(
        rows.select_related("case", "person")
        .prefetch_related(Prefetch("case__needs", queryset=needs))
        .order_by("id")[start : start + size]
    )
    names = working_on(actor, [row.case_id for row in shown])
    urgent_of = {kind.value: urgent for urgent, kind in NEED_OF.items()}
    return tuple(
        Met(
            row=row,
            urgent=frozenset(
                urgent_of[need.kind]
                for need in row.case.needs.all()
                if need.kind in urgent_of and need.urgency == "tonight"
            ),
            colleagues=names.get(row.case_id, ()),
        )
        for row in shown
    )
