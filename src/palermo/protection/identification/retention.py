"""What of identification keeps a person's file although its time is over."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.protection.cases.retention import PERSON, about_persons
from palermo.protection.identification.models import Reconsideration
from palermo.trust.retention.endings import Keeper, register_keeper


def register_keepers() -> None:
    """Called in AppConfig.ready."""
    words = _("A decision is to be looked at again")
    register_keeper(PERSON, Keeper(code="open_reconsideration", words=words, rows=_open_reconsiderations))


def _open_reconsiderations(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Reconsideration]:
    rows = Reconsideration.objects.filter(organisation_id=organisation_id, answer__isnull=True)
    return about_persons(rows, persons)
