"""What the codes of the desk's events are called."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

DETAILS: Final[dict[str, Text]] = {
    "flow": _("Page begun"),
    "how": _("How it came to be kept"),
    "kind": _("Kind"),
    "mode": _("When"),
}
OBJECTS: Final[dict[str, Text]] = {
    "clock": _("Time limit"),
    "draft": _("Half-finished page"),
    "kept_page": _("Page kept half typed"),
    "kept_view": _("View of a list"),
    "notice_choice": _("Choice of mails that something waits"),
    "notice_look": _("Look of mails that something waits"),
    "thing": _("Line of Today"),
}
