"""Neutral words by which a case is known: birds and trees, none of them a common name of a person or a slight.

Our own list, in `data/neutral_words.csv`: language, kind, word.
"""

from __future__ import annotations

from typing import Final

from palermo.reference.tables import read_table

FALLBACK: Final = "en"
"""The language drawn from where the list has no word in the language asked for."""


def _read() -> dict[str, tuple[str, ...]]:
    words: dict[str, list[str]] = {}
    for row in read_table("neutral_words", columns=("language", "kind", "word")):
        words.setdefault(row["language"], []).append(row["word"])
    return {language: tuple(found) for language, found in words.items()}


_WORDS: Final = _read()
LANGUAGES: Final = frozenset(_WORDS)


def neutral_words(language: str) -> tuple[str, ...]:
    """The words in a language ("ar", "en-gb"), English ones where there are none in it.

    >>> "Heron" in neutral_words("en-gb"), neutral_words("xx") == neutral_words("en")
    (True, True)
    """
    return _WORDS.get(language.partition("-")[0].lower(), _WORDS[FALLBACK])
