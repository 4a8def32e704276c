"""What first contact puts on the Today page: interviews to hold, people of a group nobody hears, interpreters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.components import Known
from palermo.kit.layout import Link
from palermo.protection.cases.assignments import assignments_of, open_assignments
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.models.cases import CaseAssignment
from palermo.protection.first_contact.codes import Interview
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.protection.first_contact.models.information import Interpreting
from palermo.protection.first_contact.policies import EVENTS, EventAction, persons_seen
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.today import TodayItem, Waiting

MOST_PEOPLE = 200
FEW = 3


def interviews_waiting(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """People met at events with whom the actor, who works on their case, has not spoken alone yet.

    More than three of one event are one line that leads to the event.
    """
    if not isinstance(actor, Staff) or not EVENTS.may(actor, EventAction.SEE):
        return
    mine = assignments_of(actor).filter(case_id=OuterRef("case_id"))
    rows = _waiting(actor).filter(Exists(mine)).annotate(event_code=F("event__code"))
    yield Waiting(rows.order_by("event_id", "id"), _by_event, most=MOST_PEOPLE)


def _by_event(rows: Sequence[Any]) -> Iterator[TodayItem]:
    for _event_id, some in groupby(rows, key=lambda row: row.event_id):
        people = list(some)
        if len(people) > FEW:
            yield TodayItem(
                title=_("Speak with each person of the event alone"),
                url=reverse("protection:event", args=[people[0].event_id]),
                person=Known(_("Event"), people[0].event_code),
                subject=people[0].event_id,
                count=len(people),
            )
            continue
        for row in people:
            yield TodayItem(
                title=_("Speak with the person alone"),
                url=reverse("protection:talk", args=[row.case_id]),
                subject=row.pk,
                since=row.created_at,
                file=row.case_id,
            )


def group_members_without_interviewer(
    actor: Actor,
    now: datetime,  # noqa: ARG001 - one shape for all
) -> Iterator[Waiting]:
    """For the coordinator: events with people nobody has spoken with, and whose case nobody works on."""
    if not isinstance(actor, Staff) or not actor.has(Role.COORDINATOR):
        return
    working = open_assignments(
        CaseAssignment.objects.filter(organisation_id=actor.organisation_id, case_id=OuterRef("case_id"))
    )
    people = (
        _waiting(actor)
        .filter(~Exists(working), event_id=OuterRef("pk"))
        .order_by()
        .values("event_id")
        .annotate(number=Count("id"))
        .values("number")
    )
    rows = Event.objects.filter(organisation_id=actor.organisation_id).annotate(number=Subquery(people))
    yield Waiting(
        rows.filter(number__gt=0).order_by("id"),
        lambda found: map(_without_interviewer, found),
        all_of_it=Link(_("All events"), reverse("protection:events")),
    )


def _without_interviewer(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Find somebody to speak with each person of the event"),
        url=reverse("protection:event", args=[row.pk]),
        person=Known(_("Event"), row.code),
        whose=(),
        subject=row.pk,
        count=row.number,
    )


def interpreters_to_replace(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Cases of the actor in which the person asked for another interpreter and none was recorded since."""
    if not isinstance(actor, Staff) or not EVENTS.may(actor, EventAction.SEE):
        return
    later = Interpreting.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        case_id=OuterRef("case_id"),
        created_at__gt=OuterRef("another_wanted_at"),
    )
    mine = assignments_of(actor).filter(case_id=OuterRef("case_id"))
    rows = Interpreting.objects.filter(
        Exists(mine),
        ~Exists(later),
        organisation_id=actor.organisation_id,
        another_wanted_at__isnull=False,
        case__state=CaseState.OPEN,
    )
    rows = rows.order_by("id")
    yield Waiting(rows, lambda found: map(_another_interpreter, found), kind="interpreter", **of_cases(actor))


def _another_interpreter(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Find another interpreter: the person wants one"),
        url=reverse("protection:talk", args=[row.case_id]),
        subject=row.pk,
        since=row.another_wanted_at,
        file=row.case_id,
    )


def _waiting(actor: Staff) -> QuerySet[EventPerson]:
    rows = EventPerson.objects.filter(
        organisation_id=actor.organisation_id, interview=Interview.WAITING, case__state=CaseState.OPEN
    )
    return persons_seen(actor, rows)
