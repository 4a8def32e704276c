"""An event with many persons: cases by code all at once, short lines, interviews apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import open_case, own_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_coded
from palermo.protection.first_contact.codes import NEED_OF, Interview, Sector, SeenAs, UrgentNeed
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.protection.first_contact.policies import EVENTS, EventAction
from palermo.protection.first_contact.verbs import FirstContactAsked, FirstContactVerb
from palermo.reference.persons import PlaceKind, Urgency
from palermo.reference.spoken_codes import new_code, read_code
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.shown import require_state_as_shown
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.services import use_switch
from palermo.trust.vault.vault import seal

MOST_AT_ONCE = 60
"""How many cases one act opens at most."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person of an event in short: what can be seen or said in passing."""

    case_id: UUID
    age_band: str
    gender: str
    languages: Sequence[str]
    urgent: Collection[UrgentNeed]
    seen_as: Collection[SeenAs]


@service
def record_event(
    actor: Actor, *, month: PartialDate, zone: PlaceKind, route: Route, sector: Sector, note: str = ""
) -> Event:
    """Record an event: its month, never its day, and what kind of place. `note` is sealed.

    Raises Refused for a month in the future, and for a date of which the month is not known.
    """
    EVENTS.require(actor, EventAction.RECORD)
    reason = "month_missing" if month.month is None else None
    if month.earliest > office_today():
        reason = "day_in_future"
    if reason:
        raise Refused(reason, verb=EVENTS.asked(EventAction.RECORD), object_type="event")
    use_switch(actor, SwitchCode.CASE_FILES)
    event = Event(
        organisation_id=actor.organisation_id,
        code=new_code(),
        zone=zone,
        month=f"{month.year:04}-{month.month:02}",
        route=route,
        sector=sector,
        recorded_by_id=named(actor),
    )
    if note.strip():
        seal(event, note=note.strip())
    event.save(force_insert=True)
    record(
        actor,
        verb=FirstContactVerb.EVENT_RECORDED,
        object_type="event",
        object_id=event.pk,
        codes={"route": event.route, "sector": event.sector},
    )
    return event


@service
def open_cases(actor: Actor, *, event_id: UUID, number: int, came_by: CameBy) -> list[Case]:
    """Open `number` cases of the event, each with codes of its own and assigned to the actor; nothing else asked.

    Raises Refused for a number outside 1 to 60, and for an event that is not this actor's to see.
    """
    event = own_event(actor, event_id, action=EventAction.ADD)
    if not 1 <= number <= MOST_AT_ONCE:
        raise Refused(
            "number_out_of_range", verb=EVENTS.asked(EventAction.ADD), object_type="event", object_id=event.pk
        )
    came = NewArrival(by=came_by, route=Route(event.route), on=PartialDate.parse(event.month))
    cases = [open_case(actor, came=came) for _number in range(number)]
    EventPerson.objects.bulk_create(
        EventPerson(
            organisation_id=actor.organisation_id,
            event_id=event.pk,
            case_id=case.pk,
            person_id=case.person_id,
        )
        for case in cases
    )
    record(
        actor,
        verb=FirstContactVerb.EVENT_PERSONS_ADDED,
        object_type="event",
        object_id=event.pk,
        codes={"number": number},
    )
    return cases


@service
def add_case(actor: Actor, *, event_id: UUID, code: str) -> EventPerson:
    """Add a person to the event whose case is open already, by the case's code.

    Raises Refused for a code under which the actor works on no case, and for somebody who was met at an event before.
    """
    event = own_event(actor, event_id, action=EventAction.ADD)
    known = Case.objects.filter(organisation_id=actor.organisation_id, code=read_code(code) or "").first()
    if known is None or not CASES.may(actor, CaseAction.IDENTIFY, known):
        raise Refused(
            "no_such_case", verb=EVENTS.asked(EventAction.ADD), object_type="event", object_id=event.pk
        )
    case = own_case(actor, known.pk, action=CaseAction.IDENTIFY)
    reason = "erased" if case.person.erased_at is not None else None
    if EventPerson.objects.filter(organisation_id=actor.organisation_id, case=case).exists():
        reason = "met_before"
    if reason:
        raise Refused(reason, verb=EVENTS.asked(EventAction.ADD), object_type="event", object_id=event.pk)
    row = EventPerson.objects.create(
        organisation_id=actor.organisation_id, event=event, case=case, person=case.person
    )
    record(
        actor,
        verb=FirstContactVerb.EVENT_PERSONS_ADDED,
        object_type="event",
        object_id=event.pk,
        codes={"number": 1},
    )
    return row


@service
def take_out(actor: Actor, *, case_id: UUID) -> None:
    """Take the person of a case out of the event: they do not belong to it. Raises Refused where they are in none."""
    case = own_case(actor, case_id, action=CaseAction.IDENTIFY)
    row = EventPerson.objects.filter(organisation_id=actor.organisation_id, case=case).first()
    if row is None:
        raise Refused(
            "in_no_event", verb=FirstContactAsked.EVENT_TAKE_OUT, object_type="case", object_id=case.pk
        )
    row.delete()
    record(actor, verb=FirstContactVerb.EVENT_PERSON_TAKEN_OUT, object_type="case", object_id=case.pk)


@service
def write_lines(actor: Actor, *, event_id: UUID, lines: Sequence[Line]) -> int:
    """Write short lines of the event's persons, and what each needs tonight; how many were written.

    What is recorded as needed already is not recorded again. Nothing keeps a person from being presumed a victim and
    suspected at once. Raises Refused for a case the actor does not work on, or one that is not of this event.
    """
    event = own_event(actor, event_id, action=EventAction.SEE)
    rows = {row.case_id: row for row in _persons(event).select_for_update()}
    for line in lines:
        row = rows.get(line.case_id)
        if row is None:
            raise Refused(
                NOT_FOUND,
                verb=FirstContactAsked.EVENT_WRITE_LINE,
                object_type="case",
                object_id=line.case_id,
            )
        case = own_case(actor, line.case_id, action=CaseAction.IDENTIFY)
        record_coded(
            actor,
            person_id=case.person_id,
            age_band=line.age_band,
            gender=line.gender,
            nationality=case.person.nationality,
            languages=line.languages,
        )
        known = set(
            Need.objects.filter(organisation_id=actor.organisation_id, case=case).values_list(
                "kind", flat=True
            )
        )
        for urgent in sorted(line.urgent):
            if NEED_OF[urgent].value not in known:
                record_need(actor, case_id=case.pk, kind=NEED_OF[urgent], urgency=Urgency.TONIGHT)
        row.seen_as = sorted(code.value for code in line.seen_as)
        row.save(update_fields=["seen_as"])
    record(
        actor,
        verb=FirstContactVerb.EVENT_LINES_WRITTEN,
        object_type="event",
        object_id=event.pk,
        codes={"number": len(lines)},
    )
    return len(lines)


@service
def set_interview(actor: Actor, *, case_id: UUID, state: Interview, shown: str | None = None) -> EventPerson:
    """Say whether the person of this case was spoken with alone.

    Raises Refused for one who was met at no event, ChangedSinceShown where somebody said it after the page showed it.
    """
    case = own_case(actor, case_id, action=CaseAction.IDENTIFY)
    row = EventPerson.objects.filter(organisation_id=actor.organisation_id, case=case).first()
    if row is None:
        raise Refused(
            "in_no_event", verb=FirstContactAsked.EVENT_SET_INTERVIEW, object_type="case", object_id=case.pk
        )
    require_state_as_shown(
        actor,
        shown,
        row.interview,
        of="interview",
        object_id=case.pk,
        verb=FirstContactAsked.EVENT_SET_INTERVIEW,
        about=("case", case.pk),
        changed_by=[FirstContactVerb.EVENT_INTERVIEW_SET],
    )
    row.interview = state
    row.save(update_fields=["interview"])
    record(
        actor,
        verb=FirstContactVerb.EVENT_INTERVIEW_SET,
        object_type="case",
        object_id=case.pk,
        codes={"state": state.value},
    )
    return row


def own_event(actor: Actor, event_id: UUID, *, action: EventAction) -> Event:
    """The office's event, if `actor` may do `action`. Raises Refused; a foreign id is not found."""
    event = own_row(actor, Event, event_id, verb=EVENTS.asked(action), object_type="event", lock=False)
    EVENTS.require(actor, action, event)
    return event


def _persons(event: Event) -> QuerySet[EventPerson]:
    return EventPerson.objects.filter(organisation_id=event.organisation_id, event_id=event.pk)
