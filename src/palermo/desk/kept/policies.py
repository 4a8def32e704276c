"""Who may keep a view: every colleague, for themselves alone."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.desk.kept.models import KeptView
from palermo.trust.actor import Actor, Staff
from palermo.trust.policy import Policy, Verdict, allowed, refused


class KeptViewAction(StrEnum):
    """What is asked of kept views."""

    KEEP = "keep"


class KeptViewPolicy(Policy[KeptView, KeptViewAction]):
    """A view is its author's, in the office acted for; nobody else sees that there is one."""

    object_type = "kept_view"
    actions = KeptViewAction

    def _decide(self, actor: Actor, action: KeptViewAction, obj: KeptView | None) -> Verdict:
        """Keep: the author."""
        if not isinstance(actor, Staff):
            return refused("not_signed_in")
        if obj is not None and (obj.organisation_id, obj.author_id) != (actor.organisation_id, actor.user_id):
            return refused("not_found")
        return allowed("author") if action is KeptViewAction.KEEP else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[KeptView]) -> QuerySet[KeptView]:
        """The actor's own views in the acting office."""
        if not isinstance(actor, Staff):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id, author_id=actor.user_id)


KEPT_VIEWS = KeptViewPolicy()
