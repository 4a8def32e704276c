"""Columns that could tell who somebody is: recognised by their name and by what their cells look like.

What is recognised is carried nowhere. The words are those of column headers in the six languages of the United
Nations and four more; the forms are those of addresses of mail, telephone and document numbers, days, and prose.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from palermo.evidence.harmonise.mapping import Treatment
from palermo.evidence.harmonise.text import plain


def _patterns() -> dict[Treatment, re.Pattern[str]]:
    text = files("palermo.evidence.harmonise").joinpath("identity_words.toml").read_text(encoding="utf-8")
    return {
        Treatment(kind): re.compile("|".join(words), flags=re.IGNORECASE)
        for kind, words in tomllib.loads(text).items()
    }


BY_NAME = _patterns()

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[\d(][\d\s().-]{6,17}\d")
DAY = re.compile(r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})([T ][\d:.+Z-]+)?")
DOCUMENT = re.compile(r"(?=.*\d{4})[A-Z]{0,3}[\d-]{5,20}[A-Z]{0,2}")
CAPITALISED = re.compile(r"[^\W\d_][\w'’.-]*(\s+[^\W\d_][\w'’.-]*){1,4}")


@dataclass(frozen=True)
class Recognised:
    """What a column was recognised as, and by what; never any of its values."""

    treatment: Treatment
    reason: str


def _share(pattern: re.Pattern[str], values: Sequence[str]) -> float:
    return sum(1 for value in values if pattern.fullmatch(value)) / len(values)


def by_name(name: str) -> Recognised | None:
    """Recognise a column by its name."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    for kind, pattern in BY_NAME.items():
        if any(pattern.search(form) for form in (name.casefold(), spaced.casefold(), plain(spaced))):
            return Recognised(kind, "by its name")
    return None


def by_values(values: Sequence[str]) -> Recognised | None:
    """Recognise a column by its cells: what at least a third of those that are filled look like."""
    filled = [value.strip() for value in values if value.strip()]
    if not filled:
        return None
    for kind, pattern, what in (
        (Treatment.CONTACT, MAIL, "addresses of mail"),
        (Treatment.EXACT_DATE, DAY, "days"),
        (Treatment.DOCUMENT, DOCUMENT, "numbers of documents"),
        (Treatment.CONTACT, PHONE, "telephone numbers"),
    ):
        if _share(pattern, filled) >= 1 / 3:
            return Recognised(kind, f"its cells look like {what}")
    if sum(len(value) > 60 for value in filled) / len(filled) >= 1 / 5:
        return Recognised(Treatment.FREE_TEXT, "its cells hold prose")
    different = len(set(filled)) / len(filled)
    if len(filled) >= 5 and different > 0.6 and _share(CAPITALISED, filled) >= 0.6:
        return Recognised(Treatment.IDENTITY, "nearly every cell holds other words, as names do")
    return None


def looks_like_data(name: str) -> bool:
    """Whether what stands in a header is no name of a column but something about somebody.

    >>> looks_like_data("a.person@example.org"), looks_like_data("Country")
    (True, False)
    """
    text = name.strip()
    forms = (MAIL, DAY, DOCUMENT, PHONE)
    return (
        any(form.fullmatch(text) for form in forms)
        or re.fullmatch(r"[\d.,]{1,3}|[\d.,]{5,}", text) is not None
    )
