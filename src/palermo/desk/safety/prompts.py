"""What a safety plan asks, as data. A plan keeps the answers by these codes: a prompt is added without a migration.

The prompts are ours, in our own words. One taken from a published instrument names it as its `source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """One question of a plan, a line that helps to answer it, and where it is from ("": ours)."""

    words: Text
    hint: Text = ""
    source: str = ""


PROMPTS: Final[Mapping[str, Prompt]] = {
    "risk": Prompt(
        words=_("What could happen, and from whom?"),
        hint=_("As the person sees it, in their words. What you see yourself, said as yours."),
    ),
    "where": Prompt(
        words=_("Where and when could it happen?"),
        hint=_("Places, ways, hours, telephones and accounts that others can see."),
    ),
    "who_helps": Prompt(
        words=_("Who helps, and how are they reached?"),
        hint=_("People the person trusts, day and night. Ask whether they know that they are named."),
    ),
    "take_along": Prompt(
        words=_("What to take along, where it lies"),
        hint=_("Papers, keys, money, medicine, a telephone; for children too."),
    ),
    "code_word": Prompt(
        words=_("A word or a sign that says: I need help"),
        hint=_("Who knows it, and what they do when they hear it."),
    ),
    "not_to_do": Prompt(
        words=_("What nobody should do"),
        hint=_("What would make it worse: a call, a visit, a word to somebody."),
    ),
}
