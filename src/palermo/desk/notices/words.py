"""Ways of being told that something waits, and of what, as the pages say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.codes import NoticeKind, NoticeMode
from palermo.kit.choices import Text

MODES: Final[Mapping[NoticeMode, Text]] = {
    NoticeMode.OFF: _("Not at all"),
    NoticeMode.ARRIVALS: _("When something comes in"),
    NoticeMode.BEAT: _("Every day at one hour, whether or not anything waits"),
}

MODE_HINTS: Final[Mapping[str, Text]] = {
    NoticeMode.OFF.value: _("You find it on Today."),
    NoticeMode.ARRIVALS.value: _(
        "Within the hour, at a minute that is drawn, at most once an hour. Not for what you have looked at meanwhile."
    ),
    NoticeMode.BEAT.value: _(
        "Whoever sees these mails learns nothing from them, not even that something came in."
    ),
}

KINDS: Final[Mapping[NoticeKind, Text]] = {
    NoticeKind.ENQUIRIES: _("Enquiries and withdrawals of other offices, and persons they send"),
    NoticeKind.ANSWERS: _("Answers of other offices to you, and answers that are late"),
    NoticeKind.DECISIONS: _("Decisions, complaints and requests that wait for you"),
    NoticeKind.REVIEWS: _("What needs a second person, and children for whom nobody asked yet"),
    NoticeKind.DEADLINES: _("Deadlines that come near or pass"),
    NoticeKind.TASKS: _("Tasks that a colleague gave you"),
}
