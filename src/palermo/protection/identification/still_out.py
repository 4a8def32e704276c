"""What identification has out about a file that closes: a decision awaited, time for reflection, a second asking."""

from __future__ import annotations

from typing import Any
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
from palermo.protection.identification.models import Reconsideration
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.actor import Actor
from palermo.trust.still_out import AboutFile, StillOut


def _clock(actor: Actor, file: AboutFile, kind: ClockKind) -> QuerySet[Clock]:
    return running_clocks(actor, room=ROOM).filter(kind=kind, object_id=file.file_id)


def _by(row: Any) -> str:
    return _("until %(day)s") % {"day": day_text(local_day(row.due_at))}


def _await_no_longer(actor: Actor, clock_id: UUID, code: str) -> None:  # noqa: ARG001 - one shape for all
    IDENTIFICATION.require(actor, IdentificationAction.PRESUME)
    case_id = running_clocks(actor, room=ROOM).get(pk=clock_id).object_id
    stop_clock(actor, kind=ClockKind.DECISION, object_id=case_id)


def _asked_again(actor: Actor, file: AboutFile) -> QuerySet[Reconsideration]:
    return Reconsideration.objects.filter(
        organisation_id=actor.organisation_id, case_id=file.file_id, answer_id__isnull=True
    ).defer("grounds")


DECIDED = StillOut(
    code="decision",
    words=gettext_lazy("A decision on identification is awaited"),
    tables=frozenset({"desk_clock", "protection_presumption"}),
    rows=lambda actor, file: _clock(actor, file, ClockKind.DECISION),
    shown=_by,
    ends={"no_longer": gettext_lazy("End it: no decision is awaited any more")},
    end=_await_no_longer,
)
REFLECTION = StillOut(
    code="reflection",
    words=gettext_lazy("Time for recovery and reflection runs"),
    tables=frozenset({"desk_clock", "protection_reflection"}),
    rows=lambda actor, file: _clock(actor, file, ClockKind.REFLECTION),
    shown=_by,
)
ASKED_AGAIN = StillOut(
    code="asked_again",
    words=gettext_lazy("A decision was asked for again"),
    tables=frozenset({"protection_reconsideration"}),
    rows=_asked_again,
    shown=lambda row: _("asked on %(day)s") % {"day": day_text(row.asked_on)},
)
KINDS = (DECIDED, REFLECTION, ASKED_AGAIN)
