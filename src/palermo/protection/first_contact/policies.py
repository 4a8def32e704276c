"""Who may see an event and those met there, and who counts help.

coordinator                every event of the office, every person met there
caseworker, focal point    events they recorded or of which a case is assigned to them; of the persons only those
                           whose cases are assigned to them
everybody else             nothing
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, enters
from palermo.protection.first_contact.models.contact import CountedHelp
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

_WORKERS = (Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT)


class EventAction(StrEnum):
    """What is asked of events."""

    RECORD = "record"
    SEE = "see"
    ADD = "add"
    SEE_NOTE = "see_note"


class CountAction(StrEnum):
    """What is asked of help counted without a file."""

    COUNT = "count"
    SEE = "see"


_ON_EVENTS = frozenset({EventAction.RECORD, EventAction.SEE, EventAction.ADD, EventAction.SEE_NOTE})


class EventPolicy(Policy[Event, EventAction]):
    """Events. The persons met there are seen through their cases: `persons_seen`."""

    object_type = "event"
    actions = EventAction

    def _decide(self, actor: Actor, action: EventAction, obj: Event | None) -> Verdict:
        """Add: persons met there. Without an event: might there be one."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if not enters(actor) or not isinstance(actor, Staff) or not actor.has(*_WORKERS):
            return refused("role_missing")
        if action not in _ON_EVENTS:
            return refused("role_missing")
        if obj is None or actor.has(Role.COORDINATOR) or obj.recorded_by_id == actor.user_id:
            return allowed("role")
        if action is not EventAction.SEE:
            return refused("not_assigned")
        seen = self.visible(actor, Event.objects.filter(pk=obj.pk)).exists()
        return allowed("assigned") if seen else refused("not_assigned")

    def visible(self, actor: Actor, rows: QuerySet[Event]) -> QuerySet[Event]:
        """Every event for coordinators; for others those they recorded or work on."""
        if not enters(actor) or not isinstance(actor, Staff) or not actor.has(*_WORKERS):
            return rows.none()
        rows = rows.filter(organisation_id=actor.organisation_id)
        if actor.has(Role.COORDINATOR):
            return rows
        mine = persons_seen(actor, EventPerson.objects.filter(event_id=OuterRef("pk")))
        return rows.filter(Q(recorded_by_id=actor.user_id) | Exists(mine))


def persons_seen(actor: Actor, rows: QuerySet[EventPerson]) -> QuerySet[EventPerson]:
    """Those of `rows` whose case the actor may see: that they were met together is shown to nobody else."""
    cases = CASES.visible(actor, Case.objects.filter(pk=OuterRef("case_id")))
    return rows.filter(Exists(cases), organisation_id=actor.organisation_id)


class CountedHelpPolicy(Policy[CountedHelp, CountAction]):
    """Help counted without a file: those who work on cases count it and read the counts of their office."""

    object_type = "counted_help"
    actions = CountAction

    def _decide(self, actor: Actor, action: CountAction, obj: CountedHelp | None) -> Verdict:
        """Count and see: whoever works on cases."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        works = enters(actor) and isinstance(actor, Staff) and actor.has(*_WORKERS)
        return (
            allowed("role")
            if works and action in {CountAction.COUNT, CountAction.SEE}
            else refused("role_missing")
        )

    def visible(self, actor: Actor, rows: QuerySet[CountedHelp]) -> QuerySet[CountedHelp]:
        """The office's counts for those who may see them."""
        if not self.may(actor, CountAction.SEE):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id)


EVENTS = EventPolicy()
COUNTED_HELP = CountedHelpPolicy()
