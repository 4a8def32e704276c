"""Languages that pages offer and read, by BCP 47 code; their names are the CLDR's, in the language of the page.

The common ones are offered; every other of ISO 639-3 is read as somebody types it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text
from palermo.kit.cldr import language_name, languages_named
from palermo.reference.languages import compared, languages, names

_CODES: Final = """
ar sq am hy az bn be bs bg my zh cs nl bin en et tl fi fr ka de el ha he hi hu ig id it ja kk km ko ku ky lo
lv lt mk mn ne no ps fa pcm pl pt pa ro rom ru sgn si sk sl so es sw sv tg ta th ti tr tk uk ur ug uz vi wo yo
"""
COMMON: Final = tuple(_CODES.split())
"""Those that are offered before anything is typed."""

UNCODED: Final = "mis"
"""ISO 639's code for a language that has none; what it is called stands in words elsewhere."""

_OWN_WORDS: Final[dict[str, Text]] = {
    "bn": _("Bengali"),
    "bs": _("Bosnian, Croatian, Serbian"),
    "bin": _("Edo"),
    "tl": _("Filipino"),
    "fa": _("Persian, Dari"),
    "rom": _("Romani"),
    "sgn": _("A sign language"),
    UNCODED: _("Another language"),
}
"""Where one answer stands for several languages, or those who speak and interpret it say another word."""

_MOST_CHOICES: Final = 8
_ALIKE: Final = 0.74  # how near a typed name has to be to one that is asked about
_LENGTHS_APART: Final = 3
_WITH_CODE: Final = re.compile(r"\(([a-z]{3})\)$")
"""How a page writes a language that has nothing but its code to tell it from others: "Ghotuo (aaa)"."""
_READ_IN: Final = ("en", "ar", "de", "es", "fa", "fr", "it", "pt", "ru", "tr", "uk", "zh")
"""Languages in which names of languages are read."""


class _Languages(Mapping[str, Text]):
    """The words for each code, in the language of the page at the moment they are asked for."""

    def __getitem__(self, code: str) -> Text:
        if code in _OWN_WORDS:
            return _OWN_WORDS[code]
        found = languages()[code]
        try:
            return language_name(code)
        except KeyError:
            return f"{found.name} ({found.iso3})"

    def __contains__(self, code: object) -> bool:
        return code in _OWN_WORDS or code in languages()

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*COMMON, UNCODED, *languages()]))

    def __len__(self) -> int:
        return len(dict.fromkeys([*COMMON, UNCODED, *languages()]))


LANGUAGES: Final[Mapping[str, Text]] = _Languages()


@dataclass(frozen=True)
class Reading:
    """What a typed language can be: `code` when it is certain, else the codes to choose from, likeliest first."""

    code: str = ""
    choices: tuple[str, ...] = ()


def own_name(code: str) -> str:
    """A language of the interface by its own name, as its readers say it: nobody looks for "British English"."""
    return "English" if code.startswith("en") else str(get_language_info(code)["name_local"])


def languages_by_name(*before: Choice) -> Callable[[], list[Choice]]:
    """Choices for a field of a form: `before`, then the common languages by their names in the page's language."""
    return lambda: [
        *before,
        *sorted(((code, LANGUAGES[code]) for code in COMMON), key=lambda pair: str(pair[1]).casefold()),
    ]


def read_language(text: str) -> Reading:
    """Read a language as somebody writes it: a code, or a name in English, in itself, or in a language of the pages.

    A common language is meant where a name is also that of a rare one. What only begins alike, or is spelt nearly so,
    is never taken without asking. A code in small letters is that code.

    >>> read_language("Tigrinya").code, read_language("français").code
    ('ti', 'fr')
    """
    plain = text.strip()
    if plain in LANGUAGES:
        return Reading(code=plain)
    if (told := _WITH_CODE.search(plain)) and told[1] in _by_iso3():
        return Reading(code=_by_iso3()[told[1]])
    asked = compared(plain)
    if not asked:
        return Reading()
    index = _index()
    exact = set(index.get(asked, ())) | ({_by_iso3()[asked]} if asked in _by_iso3() else set())
    if common := [code for code in COMMON if code in exact]:
        exact = set(common)
    if len(exact) == 1:
        return Reading(code=next(iter(exact)))
    if exact:
        return Reading(choices=_ordered(exact))
    if begun := {code for name, codes in index.items() if f" {asked}" in f" {name}" for code in codes}:
        return Reading(choices=_ordered(begun))
    likely = [name for name in index if name[0] == asked[0] and abs(len(name) - len(asked)) <= _LENGTHS_APART]
    near = get_close_matches(asked, likely, n=_MOST_CHOICES, cutoff=_ALIKE)
    alike = dict.fromkeys(code for name in near for code in sorted(index[name]))
    return Reading(choices=tuple(alike)[:_MOST_CHOICES])


def _ordered(codes: set[str]) -> tuple[str, ...]:
    """Common ones first, then those that have a code of two letters, then by name; only so many."""
    order = sorted(codes, key=lambda code: (code not in COMMON, len(code), str(LANGUAGES[code])))
    return tuple(order[:_MOST_CHOICES])


@cache
def _by_iso3() -> dict[str, str]:
    return {
        **{language.iso3: code for code, language in languages().items()},
        **{code: code for code in languages()},
    }


@cache
def _index() -> dict[str, frozenset[str]]:
    """The codes each compared name can mean: its own names, those of the CLDR in many languages, our own words."""
    found = {name: set(codes) for name, codes in names().items()}
    for language in _READ_IN:
        for code, name in languages_named(language).items():
            if code in languages():
                found.setdefault(compared(name), set()).add(code)
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, words in _OWN_WORDS.items():
                if code != UNCODED:
                    found.setdefault(compared(str(words)), set()).add(code)
    found.pop("", None)
    return {name: frozenset(codes) for name, codes in found.items()}
