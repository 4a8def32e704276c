"""The clocks that run about cases."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from palermo.desk.clocks import running_clocks
from palermo.desk.models import Clock
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES
from palermo.trust.actor import Actor


def clocks_of(actor: Actor, case: Case) -> QuerySet[Clock]:
    """The clocks that run about a case, the first due first."""
    return running_clocks(actor, room=ROOM).filter(object_id=case.pk)


def clocks_in_sight(actor: Actor, *, before: datetime) -> QuerySet[Clock]:
    """Clocks due before a time in the open cases the actor may see, paused ones too; each with its case's `code`."""
    seen = CASES.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    of_case = seen.filter(pk=OuterRef("object_id"))
    rows = running_clocks(actor, room=ROOM).filter(Exists(of_case), due_at__lt=before)
    return rows.annotate(code=Subquery(Case.objects.filter(pk=OuterRef("object_id")).values("code")[:1]))


def clock_of_case(kind: ClockKind) -> QuerySet[Clock]:
    """The clock of a kind that runs, or stands still, about an outer case."""
    return Clock.objects.filter(
        organisation_id=OuterRef("organisation_id"), object_id=OuterRef("pk"), kind=kind, done_at__isnull=True
    )
