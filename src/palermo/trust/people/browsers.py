"""What kind of browser somebody signed in with, as coarsely as its owner needs to know it again."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text


class Browser(StrEnum):
    """Families of browsers."""

    FIREFOX = "firefox"
    EDGE = "edge"
    CHROME = "chrome"
    SAFARI = "safari"
    OTHER = "other"


_MARKS: Final = (
    # In this order: Edge calls itself Chrome too, and Chrome Safari.
    ("firefox/", Browser.FIREFOX),
    ("fxios/", Browser.FIREFOX),
    ("edg", Browser.EDGE),
    ("chrome/", Browser.CHROME),
    ("chromium/", Browser.CHROME),
    ("crios/", Browser.CHROME),
    ("safari/", Browser.SAFARI),
)
_HANDHELD: Final = ("mobi", "android", "iphone", "ipad")

_ON_A_COMPUTER: Final[Mapping[Browser, Text]] = {
    Browser.FIREFOX: _("Firefox on a computer"),
    Browser.EDGE: _("Edge on a computer"),
    Browser.CHROME: _("Chrome on a computer"),
    Browser.SAFARI: _("Safari on a computer"),
    Browser.OTHER: _("Another browser on a computer"),
}
_ON_A_TELEPHONE: Final[Mapping[Browser, Text]] = {
    Browser.FIREFOX: _("Firefox on a telephone or tablet"),
    Browser.EDGE: _("Edge on a telephone or tablet"),
    Browser.CHROME: _("Chrome on a telephone or tablet"),
    Browser.SAFARI: _("Safari on a telephone or tablet"),
    Browser.OTHER: _("Another browser on a telephone or tablet"),
}


def browser_code(user_agent: str) -> str:
    """Family and kind of device, such as `firefox` or `safari-handheld`; nothing else of what a browser says of itself.

    >>> browser_code("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0")
    'firefox'
    >>> browser_code("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1")
    'safari-handheld'
    """
    said = user_agent.lower()
    family = next((browser for mark, browser in _MARKS if mark in said), Browser.OTHER)
    return f"{family}-handheld" if any(mark in said for mark in _HANDHELD) else str(family)


def browser_words(code: str) -> str:
    """What a code says, for its owner."""
    family, _dash, handheld = code.partition("-")
    words = _ON_A_TELEPHONE if handheld else _ON_A_COMPUTER
    return str(words[Browser(family) if family in set(Browser) else Browser.OTHER])
