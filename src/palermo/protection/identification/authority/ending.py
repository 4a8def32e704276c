"""Times to decide that nobody was asked to keep: they end as what they are, "not asked"."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from palermo.desk.clocks import stop_clock
from palermo.desk.models import Clock
from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.queries import decision_makers
from palermo.protection.identification.models import Reconsideration
from palermo.protection.identification.verbs import IdentificationVerb
from palermo.trust.actor import Actor, System
from palermo.trust.current import record
from palermo.trust.service import service

AT_ONCE = 200


def end_unasked(office: System) -> None:
    """Once a minute for each office: end the times to decide that run although nobody is asked; most often nothing.

    Before an authority could be asked, a presumption alone let the time run. Whoever leads finds the presumptions on
    Today, once: until an authority is asked, or it is recorded why not.
    """
    if decision_makers(office):
        return
    here = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef("object_id")}
    asked = Ask.objects.filter(**here, state=AskState.OPEN)
    to_decide = Matter.objects.filter(**here, state=AskState.OPEN)
    again = Reconsideration.objects.filter(**here, answer__isnull=True)
    rows = Clock.objects.filter(
        ~Exists(asked),
        ~Exists(to_decide),
        ~Exists(again),
        organisation_id=office.organisation_id,
        room=ROOM,
        kind=ClockKind.DECISION,
        done_at__isnull=True,
    )
    for clock in rows.order_by("id")[:AT_ONCE]:
        _end(office, clock=clock)


@service
def _end(actor: Actor, *, clock: Clock) -> None:
    stop_clock(actor, kind=ClockKind.DECISION, object_id=clock.object_id)
    record(
        actor,
        verb=IdentificationVerb.DECISION_NOT_ASKED,
        object_type="case",
        object_id=clock.object_id,
        codes={"due": local_day(clock.due_at).isoformat()},
    )
