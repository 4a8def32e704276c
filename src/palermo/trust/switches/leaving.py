"""Switches for which a colleague who leaves answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.kit.layout import Link
from palermo.trust.open_work import OpenThing, OpenWork
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.switches.policies import SWITCHES
from palermo.trust.switches.registry import switch_of


def _rows(organisation_id: UUID, user_id: UUID) -> QuerySet[SwitchedOn]:
    named = Q(responsible_id=user_id) | Q(deputy_id=user_id)
    return SwitchedOn.objects.filter(named, organisation_id=organisation_id, ended_at__isnull=True).order_by(
        "code"
    )


def _thing(row: Any) -> OpenThing:
    switch = switch_of(row.code)
    url = reverse("switches:switch", args=[row.code])
    return OpenThing(id=row.pk, shown=Link(str(switch.name if switch else row.code), url))


ANSWERED_FOR = OpenWork(
    code="switches",
    words=_("Switches they answer for"),
    columns=frozenset({"switched_on.responsible_id", "switched_on.deputy_id"}),
    rows=_rows,
    seen=SWITCHES.visible,
    thing=_thing,
    says=_(
        "Name somebody else on the page of the switch, and have it signed: without those who answer it goes off."
    ),
)
