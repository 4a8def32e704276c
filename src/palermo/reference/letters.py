"""Standard paragraphs of the letter about a decision on identification, by language; each says who reviewed it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FALLBACK = "en"


@dataclass(frozen=True, kw_only=True)
class Paragraphs:
    """The texts in one language. `again` holds {until}; `reviewed` is empty where nobody reviewed them yet."""

    language: str
    reviewed: str
    positive: str
    negative: str
    help: str
    again: str
    reasons: str


@cache
def letters() -> tuple[str, dict[str, Paragraphs]]:
    """The version of the texts, and the texts by language. Raises ValueError where a language lacks one."""
    path = files("palermo.reference").joinpath("data", "decision_letters.toml")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    version = raw.pop("version")
    try:
        found = {code: Paragraphs(language=code, **texts) for code, texts in raw.items()}
    except TypeError as wrong:
        raise ValueError(f"decision_letters.toml: {wrong}") from None
    return version, found


def paragraphs(language: str) -> Paragraphs:
    """The texts in a language, or those in English, which somebody then has to read out."""
    known = letters()[1]
    return known.get(language) or known.get(language.partition("-")[0]) or known[FALLBACK]
