"""Who may see an event and those met there, and who counts help.

coordinator                every event of the office, every person met there
caseworker, focal point    events they recorded or of which a case is assigned to them; of the persons only those
                           whose cases are assigned to them
everybody else             nothing
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from palermo.protection.models import Case, CountedHelp, Event, EventPerson
from palermo.protection.policies import CASES, enters
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.rules import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

_WORKERS = (Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT)


class EventPolicy(Policy[Event]):
    """Events. The persons met there are seen through their cases: `persons_seen`."""

    object_type = "event"

    def may(self, actor: Actor, action: str, obj: Event | None = None) -> Verdict:
        """Actions: record; on an event see, add (persons), see_note. Without an event: might there be one."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if not enters(actor) or not isinstance(actor, Staff) or not actor.has(*_WORKERS):
            return refused("role_missing")
        if action not in {"record", "see", "add", "see_note"}:
            return refused("role_missing")
        if obj is None or actor.has(Role.COORDINATOR) or obj.recorded_by_id == actor.user_id:
            return allowed("role")
        if action != "see":
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


class CountedHelpPolicy(Policy[CountedHelp]):
    """Help counted without a file: those who work on cases count it and read the counts of their office."""

    object_type = "counted_help"

    def may(self, actor: Actor, action: str, obj: CountedHelp | None = None) -> Verdict:
        """Actions: count, see."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        works = enters(actor) and isinstance(actor, Staff) and actor.has(*_WORKERS)
        return allowed("role") if works and action in {"count", "see"} else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[CountedHelp]) -> QuerySet[CountedHelp]:
        """The office's counts for those who may see them."""
        if not self.may(actor, "see"):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id)


EVENTS = EventPolicy()
COUNTED_HELP = CountedHelpPolicy()
