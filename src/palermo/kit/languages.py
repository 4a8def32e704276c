"""Languages that pages offer, by BCP 47 tag; their names are the CLDR's, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.functional import lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text
from palermo.kit.cldr import language_name

_CODES: Final = """
ar sq am hy az bn be bs bg my zh cs nl bin en et tl fi fr ka de el ha he hi hu ig id it ja kk km ko ku ky lo
lv lt mk mn ne no ps fa pcm pl pt pa ro rom ru sgn si sk sl so es sw sv tg ta th ti tr tk uk ur ug uz vi wo yo
"""

_OWN_WORDS: Final[dict[str, Text]] = {
    "bn": _("Bengali"),
    "bs": _("Bosnian, Croatian, Serbian"),
    "bin": _("Edo"),
    "tl": _("Filipino"),
    "fa": _("Persian, Dari"),
    "rom": _("Romani"),
    "sgn": _("A sign language"),
}
"""Where one answer stands for several languages, or those who speak and interpret it say another word."""


_in_cldr = lazy(language_name, str)

LANGUAGES: Final[dict[str, Text]] = {
    code: _OWN_WORDS[code] if code in _OWN_WORDS else _in_cldr(code) for code in _CODES.split()
}


def own_name(code: str) -> str:
    """A language of the interface by its own name, as its readers say it: nobody looks for "British English"."""
    return "English" if code.startswith("en") else str(get_language_info(code)["name_local"])


def languages_by_name(*before: Choice) -> Callable[[], list[Choice]]:
    """Choices for a field of a form: `before`, then the languages as their names stand in the page's language."""
    return lambda: [*before, *sorted(LANGUAGES.items(), key=lambda pair: str(pair[1]).casefold())]
