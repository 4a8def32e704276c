"""Who may keep a page: every colleague, for themselves alone."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.desk.kept_pages.models import KeptPage
from palermo.trust.actor import Actor, Staff
from palermo.trust.policy import Policy, Verdict, allowed, refused


class KeptPageAction(StrEnum):
    """What is asked of kept pages."""

    KEEP = "keep"
    SEE = "see"


class KeptPagePolicy(Policy[KeptPage, KeptPageAction]):
    """A kept page is its author's, in the office it was written for; nobody else sees that there is one."""

    object_type = "kept_page"
    actions = KeptPageAction

    def _decide(self, actor: Actor, action: KeptPageAction, obj: KeptPage | None) -> Verdict:
        """Keep and see: the author."""
        if not isinstance(actor, Staff):
            return refused("not_signed_in")
        if obj is not None and (obj.organisation_id, obj.author_id) != (actor.organisation_id, actor.user_id):
            return refused("not_found")
        known = {KeptPageAction.KEEP, KeptPageAction.SEE}
        return allowed("author") if action in known else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[KeptPage]) -> QuerySet[KeptPage]:
        """The actor's own in the acting office."""
        if not isinstance(actor, Staff):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id, author_id=actor.user_id)


KEPT_PAGES = KeptPagePolicy()
