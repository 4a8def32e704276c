"""What the State's profile has for Today: a version that waits for a second signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.directory.states.models import StateProfileDraft
from palermo.directory.states.policies import PROFILES, ProfileAction
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting


def profiles_to_sign(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """The own office's version that somebody else wrote and said to be ready."""
    if not PROFILES.may(actor, ProfileAction.SIGN):
        return
    mine = Q(asked_by_id=actor.user_id) | Q(written_by__contains=[str(actor.user_id)])
    rows = PROFILES.visible(actor, StateProfileDraft.objects.filter(asked_by_id__isnull=False).exclude(mine))
    yield Waiting(rows.order_by("pk"), _items, waits=True)


def _items(rows: Sequence[Any]) -> Iterator[TodayItem]:
    for row in rows:
        yield TodayItem(
            title=_("Sign the State’s profile, as the second person"),
            url=reverse("profile:sign"),
            group=Group.CAME_IN,
            subject=row.pk,
            since=row.asked_at,
        )
