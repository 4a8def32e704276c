"""What is out about a child whose file closes: a guardian who is awaited, an age that waits for a second person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.clocks import running_clocks, stop_clock
from palermo.desk.models import Clock
from palermo.kit.dates import day_text
from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.words import AGE_BANDS
from palermo.protection.children.models import AgeDecision
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.trust.actor import Actor
from palermo.trust.still_out import AboutFile, StillOut


def _awaited(actor: Actor, file: AboutFile) -> QuerySet[Clock]:
    return running_clocks(actor, room=ROOM).filter(kind=ClockKind.GUARDIAN, object_id=file.file_id)


def _await_no_longer(actor: Actor, clock_id: UUID, code: str) -> None:  # noqa: ARG001 - one shape for all
    CHILDREN.require(actor, ChildAction.CARE_FOR_CHILD)
    case_id = running_clocks(actor, room=ROOM).get(pk=clock_id).object_id
    stop_clock(actor, kind=ClockKind.GUARDIAN, object_id=case_id)


def _ages(actor: Actor, file: AboutFile) -> QuerySet[AgeDecision]:
    return AgeDecision.objects.filter(
        organisation_id=actor.organisation_id, case_id=file.file_id, answered_at__isnull=True
    ).defer("age_reasons")


AWAITED = StillOut(
    code="guardian",
    words=gettext_lazy("A guardian was asked for"),
    tables=frozenset({"desk_clock", "protection_guardian_request"}),
    rows=_awaited,
    shown=lambda row: _("awaited by %(day)s") % {"day": day_text(local_day(row.due_at))},
    ends={"no_longer": gettext_lazy("End it: no guardian is awaited any more")},
    end=_await_no_longer,
)
AGES = StillOut(
    code="age",
    words=gettext_lazy("An age waits for a second person"),
    tables=frozenset({"protection_age_decision"}),
    rows=_ages,
    shown=lambda row: AGE_BANDS[row.age_band],
)
KINDS = (AWAITED, AGES)
