"""What roles see and do of notices, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.policies import NOTICES, NoticeAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Chooses whether a mail without content says that something waits."),
        asked=questions(NOTICES, NoticeAction.CHOOSE),
    ),
    RoleLine(
        topic=Topic.OFFICE,
        words=_("Sets how such mails of the office look."),
        asked=questions(NOTICES, NoticeAction.SET_LOOK),
    ),
)
