"""Words by which cells say that they say nothing, or that nobody knows; those that a table uses are proposed for it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from palermo.evidence.harmonise.mapping import Treatment
from palermo.evidence.harmonise.proposals import Proposal, Reading
from palermo.evidence.harmonise.text import plain, tidy

ALWAYS_MISSING = ("", "NULL", "null", "N/A", "n/a", "-")
ALWAYS_UNKNOWN = ("-99",)
COUNTRIES = {Treatment.COUNTRY, Treatment.COUNTRIES}


@cache
def _words() -> dict[str, frozenset[str]]:
    text = files("palermo.evidence.harmonise").joinpath("silence_words.toml").read_text(encoding="utf-8")
    return {kind: frozenset(map(plain, words)) for kind, words in tomllib.loads(text).items()}


def is_silence(text: str) -> bool:
    """Whether a cell says nothing, or that nobody knows.

    >>> is_silence("n/a"), is_silence("Unknown"), is_silence("Namibia")
    (True, True, False)
    """
    return any(plain(text) in words for words in _words().values())


def _hidden(text: str) -> bool:
    return text.startswith("<") and text[1:].isdecimal() and text.isascii()


def silences(
    rows: Iterable[Sequence[str]], proposals: Sequence[Proposal], *, hidden: bool = False
) -> Reading:
    """Return the words for silence of a table as it writes them, and the signs of hidden counts when asked for.

    "NA" is Namibia in a table with countries of two letters, and is then no silence.
    """
    cells = {tidy(cell)[0] for row in rows for cell in row}
    carried = any(proposal.column.treatment in COUNTRIES for proposal in proposals)
    namibia = carried and any(
        len(cell) == 2 and cell.isupper() and cell.isascii() and cell != "NA" for cell in cells
    )
    missing = sorted(
        cell for cell in cells if plain(cell) in _words()["missing"] and not (namibia and plain(cell) == "na")
    )
    unknown = sorted(cell for cell in cells if plain(cell) in _words()["unknown"])
    signs = (
        sorted((cell for cell in cells if _hidden(cell)), key=lambda sign: int(sign[1:])) if hidden else []
    )
    return Reading(
        missing=tuple(dict.fromkeys((*ALWAYS_MISSING, *missing))),
        unknown=tuple(dict.fromkeys((*ALWAYS_UNKNOWN, *unknown))),
        separators=(";", "|", ","),
        suppressed=tuple(signs),
    )
