"""Who may keep a draft, and put off a thing of Today: every colleague, for themselves alone."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.desk.models import BegunAndDone, Draft, PutOff
from palermo.trust.actor import Actor, Staff
from palermo.trust.policy import Policy, Verdict, allowed, refused


class DraftAction(StrEnum):
    """What is asked of drafts."""

    KEEP = "keep"
    SEE = "see"


class DraftPolicy(Policy[Draft, DraftAction]):
    """A draft is its author's, in the office acted for; nobody else sees that there is one."""

    object_type = "draft"
    actions = DraftAction

    def _decide(self, actor: Actor, action: DraftAction, obj: Draft | None) -> Verdict:
        """Keep and see: the author."""
        if not isinstance(actor, Staff):
            return refused("not_signed_in")
        if obj is not None and (obj.organisation_id, obj.author_id) != (actor.organisation_id, actor.user_id):
            return refused("not_found")
        return allowed("author") if action in {DraftAction.KEEP, DraftAction.SEE} else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Draft]) -> QuerySet[Draft]:
        """The actor's own drafts in the acting office."""
        if not isinstance(actor, Staff):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id, author_id=actor.user_id)

    def done(self, actor: Actor, rows: QuerySet[BegunAndDone]) -> QuerySet[BegunAndDone]:
        """Where the actor's own beginnings led, in the acting office."""
        if not isinstance(actor, Staff):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id, author_id=actor.user_id)


DRAFTS = DraftPolicy()


class PutOffAction(StrEnum):
    """What is asked of things put off."""

    KEEP = "keep"
    SEE = "see"


class PutOffPolicy(Policy[PutOff, PutOffAction]):
    """What somebody put off is theirs, in the office acted for; on everybody else's Today the thing still stands."""

    object_type = "thing"
    actions = PutOffAction

    def _decide(self, actor: Actor, action: PutOffAction, obj: PutOff | None) -> Verdict:
        """Keep and see: whoever put it off."""
        if not isinstance(actor, Staff):
            return refused("not_signed_in")
        if obj is not None and (obj.organisation_id, obj.user_id) != (actor.organisation_id, actor.user_id):
            return refused("not_found")
        return allowed("own") if action in {PutOffAction.KEEP, PutOffAction.SEE} else refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[PutOff]) -> QuerySet[PutOff]:
        """The actor's own in the acting office."""
        if not isinstance(actor, Staff):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id, user_id=actor.user_id)


PUT_OFFS = PutOffPolicy()
