"""Columns that could tell who somebody is, recognised by what their cells look like; `names` recognises them by name.

What is recognised is carried nowhere. The forms are those of addresses of mail, telephone and document numbers, marks
of devices and records, places on the earth, days, and prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from palermo.evidence.harmonise.mapping import Treatment

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[\d(][\d\s().-]{6,17}\d")
DAY = re.compile(r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})([T ][\d:.+Z-]+)?")
# Numbers that programs give to records, devices and forms, and places on the earth.
MARK = re.compile(
    r"(\w+:)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=\w*\d)(?=\w*[a-f])[0-9a-f]{12,40})", re.I
)
PLACE = re.compile(r"-?\d{1,3}\.\d{4,}([ ,]+-?\d{1,3}\.\d{4,}([ ,]+-?[\d.]+)*)?")
DAY_IN_WORDS = re.compile(
    r"\d{1,2}\.?[-\s./]+[^\W\d_]{3,12}\.?[-\s./,]+(\d{4}|\d{2})\b.*|[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+\d{4}\b.*"
)
DOCUMENT = re.compile(r"(?=.*\d{4})[A-Z]{0,3}[\d-]{5,20}[A-Z]{0,2}")
CAPITALISED = re.compile(r"[^\W\d_][\w'’.-]*(\s+[^\W\d_][\w'’.-]*){1,4}")


@dataclass(frozen=True)
class Recognised:
    """What a column was recognised as, and by what; never any of its values."""

    treatment: Treatment
    reason: str


def _share(pattern: re.Pattern[str], values: Sequence[str]) -> float:
    return sum(1 for value in values if pattern.fullmatch(value)) / len(values)


def by_values(values: Sequence[str]) -> Recognised | None:
    """Recognise a column by its cells: what at least a third of those that are filled look like."""
    filled = [value.strip() for value in values if value.strip()]
    if not filled:
        return None
    for kind, pattern, what in (
        (Treatment.CONTACT, MAIL, "addresses of mail"),
        (Treatment.CONTACT, PLACE, "places on the earth"),
        (Treatment.DOCUMENT, MARK, "marks of records or devices"),
        (Treatment.EXACT_DATE, DAY, "days"),
        (Treatment.EXACT_DATE, DAY_IN_WORDS, "days"),
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
