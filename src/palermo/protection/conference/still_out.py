"""Conferences that are called or not closed when a file is: ended with it, or left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Text
from palermo.kit.layout import Link
from palermo.protection.conference.codes import ConferenceState
from palermo.protection.conference.models import Conference
from palermo.protection.conference.queries import conferences
from palermo.protection.conference.services.holding import call_off, close_conference
from palermo.protection.conference.words import STATES
from palermo.trust.actor import Actor
from palermo.trust.still_out import AboutFile, StillOut


def _rows(actor: Actor, file: AboutFile) -> QuerySet[Any]:
    rows = conferences(actor).filter(
        case_id=file.file_id, state__in=[ConferenceState.CALLED, ConferenceState.HELD]
    )
    return rows.order_by("id")


def _shown(row: Any) -> Link:
    return Link(row.code, reverse("protection:conference", args=[row.pk]))


def _says(row: Any) -> Text:
    return STATES[row.state].label


def _end(actor: Actor, conference_id: UUID, code: str) -> None:  # noqa: ARG001 - one shape for all
    held = Conference.objects.filter(
        organisation_id=actor.organisation_id, pk=conference_id, state=ConferenceState.HELD
    )
    end = close_conference if held.exists() else call_off
    end(actor, conference_id=conference_id)


OPEN = StillOut(
    code="conference",
    words=gettext_lazy("A conference is not closed"),
    tables=frozenset({"protection_conference"}),
    rows=_rows,
    shown=_shown,
    says=_says,
    ends={"over": gettext_lazy("End it: call it off, or close it where it was held")},
    end=_end,
)
