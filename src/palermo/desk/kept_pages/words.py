"""What people read about a kept page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.models import KeptPage
from palermo.kit.choices import Text

HOW: Final[Mapping[str, Text]] = {
    How.PAUSED: _("Saved for later"),
    How.LOCKED: _("Kept when the page locked"),
    How.LANGUAGE: _("Kept when the language was changed"),
    How.SIGNED_OUT: _("Kept when it was sent after the end of your sign-in"),
    How.SIGNED_IN_AGAIN: _("Kept when it was sent after you had signed in again"),
    How.OTHER_OFFICE: _("Kept when it was sent while you acted for another office"),
    How.TOO_OLD: _("Kept when the page was too old to be sent"),
}

HAPPENED: Final[Mapping[str, Text]] = {
    How.PAUSED: _("You saved this for later."),
    How.LOCKED: _("The page locked before you sent this."),
    How.LANGUAGE: _("You changed the language before you sent this."),
    How.SIGNED_OUT: _("Your sign-in had ended when you sent this, so nothing of it was done."),
    How.SIGNED_IN_AGAIN: _(
        "You signed in again after you had opened the page from which you sent this, so nothing of it was done."
    ),
    How.OTHER_OFFICE: _("You acted for another office when you sent this, so nothing of it was done."),
    How.TOO_OLD: _("The page was too old when you sent this, so nothing of it was done."),
}

REASONS: Final[Mapping[str, Text]] = {
    "page_too_long": _("What stands on this page is too long to be kept. Shorten it, or send it."),
}

SOME_PAGE: Final = _("A page you typed on")

_ANOTHER = "fr"


def title_of(row: KeptPage) -> str:
    """What the page is called, in the language of whoever reads."""
    return gettext(row.title) if row.title else str(SOME_PAGE)


def words_of_the_program(text: str) -> bool:
    """Whether a text is one of the program's own: those are in its catalogues, what people wrote is not."""
    with translation.override(_ANOTHER):
        return bool(text) and gettext(text) != text
