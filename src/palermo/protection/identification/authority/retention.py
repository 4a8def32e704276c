"""What of asking the authority keeps a person's file although its time is over."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.protection.cases.retention import PERSON, about_persons
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.trust.retention.endings import Keeper, register_keeper


def register_keepers() -> None:
    """Called in AppConfig.ready."""
    for keeper in (
        Keeper(code="authority_decides", words=_("An authority is asked to decide"), rows=_open_asks),
        Keeper(
            code="taking_back_unanswered",
            words=_("An authority has not answered that the asking was taken back"),
            rows=_taken_back,
        ),
        Keeper(
            code="matter_open",
            words=_("Your office owes an answer to the one that asked"),
            rows=_open_matters,
        ),
    ):
        register_keeper(PERSON, keeper)


def _open_asks(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Ask]:
    return about_persons(Ask.objects.filter(organisation_id=organisation_id, state=AskState.OPEN), persons)


def _taken_back(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Ask]:
    rows = Ask.objects.filter(organisation_id=organisation_id, state=AskState.WITHDRAWN)
    return about_persons(rows, persons)


def _open_matters(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Matter]:
    owed = [AskState.OPEN, AskState.WITHDRAWN]
    return about_persons(Matter.objects.filter(organisation_id=organisation_id, state__in=owed), persons)
