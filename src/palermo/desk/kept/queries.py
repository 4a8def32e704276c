"""The views of a list that the actor kept."""

from __future__ import annotations

from palermo.desk.kept.models import KeptView
from palermo.desk.kept.policies import KEPT_VIEWS
from palermo.trust.actor import Actor


def kept_views(actor: Actor, page: str) -> list[KeptView]:
    """The actor's views of a list by their names; one query."""
    return list(KEPT_VIEWS.visible(actor, KeptView.objects.filter(page=page)).order_by("name"))
