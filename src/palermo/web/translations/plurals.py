"""Plural forms of a language, named by the numbers that take them."""

from __future__ import annotations

import re

from babel import Locale
from babel.core import UnknownLocaleError

FORMS = ("zero", "one", "two", "few", "many", "other")
TRIED = (*range(201), 1_000, 1_000_000)
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
"""A folder is named after it: no modifier ("fr@…") or encoding, in which anything may stand."""


class UnknownLanguageError(ValueError):
    """No language has this code; the message says so."""


def locale_of(language: str) -> Locale:
    """Return the language of a code such as "fr" or "zh-hans". Raises UnknownLanguageError."""
    try:
        if _CODE.fullmatch(language):
            return Locale.parse(language, sep="-" if "-" in language else "_")
    except (ValueError, UnknownLocaleError):
        pass
    raise UnknownLanguageError(f"no language has the code {language!r}: write one such as fr, es or ru")


def examples(language: str) -> tuple[str, ...]:
    """Say for each plural form, in gettext's order, which numbers take it.

    >>> examples("fr")
    ('0, 1', '1000000', '2, 3, 4, …')
    >>> examples("zh")
    ('0, 1, 2, …',)
    """
    numbers: dict[str, list[int]] = {}
    for number in TRIED:
        numbers.setdefault(locale_of(language).plural_form(number), []).append(number)
    return tuple(
        ", ".join(str(number) for number in numbers[form][:3]) + (", …" if len(numbers[form]) > 3 else "")
        for form in FORMS
        if form in numbers
    )
