"""Who chooses how they are told, and who says how an office's mails look."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.desk.notices.models import NoticeChoice
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class NoticeAction(StrEnum):
    """What is asked of mails without content."""

    CHOOSE = "choose"
    SET_LOOK = "set_look"


class NoticePolicy(Policy[NoticeChoice, NoticeAction]):
    """Each colleague chooses for themselves; how the mails look is the administrator's."""

    object_type = "notice_choice"
    actions = NoticeAction

    def _decide(self, actor: Actor, action: NoticeAction, obj: NoticeChoice | None) -> Verdict:
        """Choose: everybody, for themselves. Set the look: administrators."""
        if not isinstance(actor, Staff):
            return refused("not_signed_in")
        if obj is not None and (obj.organisation_id, obj.user_id) != (actor.organisation_id, actor.user_id):
            return refused("not_found")
        if action is NoticeAction.CHOOSE:
            return allowed("own")
        if action is NoticeAction.SET_LOOK and actor.has(Role.ADMINISTRATOR):
            return allowed("administrator")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[NoticeChoice]) -> QuerySet[NoticeChoice]:
        """The actor's own choice in the acting office."""
        if not isinstance(actor, Staff):
            return rows.none()
        return rows.filter(organisation_id=actor.organisation_id, user_id=actor.user_id)


NOTICES = NoticePolicy()
