"""What is wrong with a translation: what would break a page, and what somebody should look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from palermo.web.translations.plurals import examples
from palermo.web.translations.texts import Text

BLANK = re.compile(r"%\(\w+\)\d*[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
ENDS = {
    "<>": "has < or > that belongs to no mark of the English text: write the word",
    '"': 'has a straight " that the English text has not: write the quotation marks of the language',
    "{}": "has { or } that is no blank: take it out",
    "\n": "begins a new line inside, where the English text does not",
}
"""Signs by which a text would end what it stands in (a page's attribute or text, a blank, a mail's title); pages trust
their texts."""
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
ROOM = 20
"""Letters by which a translation may always be longer than twice its English text: short words grow most."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one text. Where it `breaks` a page, the text is not taken in."""

    text: Text
    says: str
    breaks: bool


def problems(text: Text, language: str) -> Iterator[Problem]:
    """Say what is wrong with this translation, the worst first."""
    needed = len(examples(language)) if text.plural else 1
    if not text.is_done or len(text.translations) != needed:
        have = sum(1 for form in text.translations if form)
        yield Problem(text, f"has {have} of {needed} plural forms: fill in all or none", breaks=True)
        return
    for form in text.translations:
        yield from (Problem(text, says, breaks=True) for says in _broken(text, form))
    yield from (Problem(text, says, breaks=True) for says in _review(text))
    longest = max(map(len, text.translations))
    english = max(len(text.english), len(text.plural))
    if longest > 2 * english + ROOM:
        yield Problem(
            text, f"is {longest} letters long, the English {english}: look whether it fits", breaks=False
        )


def _broken(text: Text, form: str) -> Iterator[str]:
    allowed = [Counter(BLANK.findall(english)) for english in (text.english, text.plural) if english]
    have = Counter(BLANK.findall(form))
    # One plural form may say its number as a word: "one person".
    may_be_less = bool(text.plural)
    if not any(have == each or (may_be_less and not have - each) for each in allowed):
        wanted = ", ".join(sorted(allowed[-1])) or "none"
        yield f"has the blanks {', '.join(sorted(have.elements())) or 'none'}, needed: {wanted}"
    if "%" in BLANK.sub("", form).replace("%%", "") and "%" not in BLANK.sub("", text.english).replace(
        "%%", ""
    ):
        yield "has a % that is no blank: write %% or the word"
    if Counter(TAG.findall(form)) != Counter(TAG.findall(text.english)):
        yield "has other marks in angle brackets than the English text"
    rests = [BLANK.sub("", TAG.sub("", one)) for one in (form, text.english + text.plural)]
    for signs, says in ENDS.items():
        mine, theirs = (sum(rest.count(sign) for sign in signs) for rest in rests)
        if mine and not theirs:
            yield says
    if TURNING.search(form):
        yield "has invisible signs that turn the direction of writing: take them out"
    if form != form.strip() and text.english == text.english.strip():
        yield "begins or ends with a space: take it out"
    if form.startswith("\n") != text.english.startswith("\n") or form.endswith("\n") != text.english.endswith(
        "\n"
    ):
        yield "begins or ends a line where the English text does not"
    if any(ord(sign) < 32 and sign != "\n" for sign in form):
        yield "has control signs"


def _review(text: Text) -> Iterator[str]:
    if bool(text.reviewer) != bool(text.reviewed_on):
        yield "says who reviewed it or when, not both"
    elif text.reviewed_on:
        try:
            day = date.fromisoformat(text.reviewed_on)
        except ValueError:
            yield f"has the day {text.reviewed_on!r}: write it as 2026-11-30"
        else:
            if day > date.today():  # noqa: DTZ011 - a day on paper, in the reviewer's own time
                yield f"was reviewed on {text.reviewed_on}, a day to come"
