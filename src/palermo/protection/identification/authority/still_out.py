"""What asking an authority has out about a file that closes: an answer awaited, or one owed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.services.taking_back import take_back_ask
from palermo.trust.actor import Actor
from palermo.trust.still_out import AboutFile, StillOut


def _asks(actor: Actor, file: AboutFile) -> QuerySet[Any]:
    rows = Ask.objects.filter(
        organisation_id=actor.organisation_id, case_id=file.file_id, state=AskState.OPEN
    )
    return rows.annotate(office=F("recipient__name")).defer("grounds", "reasons").order_by("id")


def _matters(actor: Actor, file: AboutFile) -> QuerySet[Any]:
    rows = Matter.objects.filter(
        organisation_id=actor.organisation_id, case_id=file.file_id, state=AskState.OPEN
    )
    return rows.annotate(office=F("sender__name")).order_by("id")


def _take_back(actor: Actor, ask_id: UUID, code: str) -> None:  # noqa: ARG001 - one shape for all
    take_back_ask(actor, ask_id=ask_id)


def _due(row: Any) -> str:
    return _("until %(day)s") % {"day": day_text(local_day(row.due_at))}


ASKED = StillOut(
    code="authority",
    words=gettext_lazy("An authority is asked to decide"),
    tables=frozenset({"protection_ask"}),
    rows=_asks,
    shown=lambda row: Link(row.office, reverse("protection:asking", args=[row.case_id, row.pk])),
    says=_due,
    ends={"taken_back": gettext_lazy("End it: the person takes the asking back")},
    end=_take_back,
)
MATTER = StillOut(
    code="matter",
    words=gettext_lazy("Another office waits for your decision"),
    tables=frozenset({"protection_matter"}),
    rows=_matters,
    shown=lambda row: row.office,
    says=_due,
)
KINDS = (ASKED, MATTER)
