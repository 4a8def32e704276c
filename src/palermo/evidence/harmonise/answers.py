"""Words by which cells answer nothing, that nobody knows, yes or no; those that a table uses are proposed for it."""

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
USUAL_YES, USUAL_NO = ("1", "yes", "true"), ("0", "no", "false")
COUNTRIES = {Treatment.COUNTRY, Treatment.COUNTRIES}


@cache
def answers() -> dict[str, frozenset[str]]:
    """Return the compared words for `yes`, `no`, `missing` and `unknown`."""
    text = files("palermo.evidence.harmonise").joinpath("answer_words.toml").read_text(encoding="utf-8")
    return {kind: frozenset(map(plain, words)) for kind, words in tomllib.loads(text).items()}


def is_silence(text: str) -> bool:
    """Whether a cell says nothing, or that nobody knows.

    >>> is_silence("n/a"), is_silence("Unknown"), is_silence("Namibia")
    (True, True, False)
    """
    return plain(text) in answers()["missing"] | answers()["unknown"]


def is_yes_or_no(values: Iterable[str]) -> bool:
    """Whether all values say yes or no, or there is none."""
    return {plain(value) for value in values} <= answers()["yes"] | answers()["no"]


def _hidden(text: str) -> bool:
    return text.startswith("<") and text[1:].isdecimal() and text.isascii()


def silences(
    rows: Iterable[Sequence[str]], proposals: Sequence[Proposal], *, hidden: bool = False
) -> Reading:
    """Return the words for silence, yes and no of a table as it writes them, and with `hidden` the signs of counts.

    "NA" is Namibia in a table with countries of two letters, and is then no silence.
    """
    cells = {tidy(cell)[0] for row in rows for cell in row}
    treatments = {proposal.column.treatment for proposal in proposals}
    codes = any(len(cell) == 2 and cell.isupper() and cell.isascii() and cell != "NA" for cell in cells)
    namibia = bool(treatments & COUNTRIES) and codes

    def said(kind: str) -> list[str]:
        return sorted(cell for cell in cells if plain(cell) in answers()[kind])

    flags = Treatment.FLAG in treatments
    yes, no = ([word.casefold() for word in said(kind)] if flags else [] for kind in ("yes", "no"))
    missing = [cell for cell in said("missing") if not (namibia and plain(cell) == "na")]
    signs = (
        sorted((cell for cell in cells if _hidden(cell)), key=lambda sign: int(sign[1:])) if hidden else []
    )
    return Reading(
        missing=tuple(dict.fromkeys((*ALWAYS_MISSING, *missing))),
        unknown=tuple(dict.fromkeys((*ALWAYS_UNKNOWN, *said("unknown")))),
        separators=(";", "|", ","),
        suppressed=tuple(signs),
        yes=tuple(dict.fromkeys((*USUAL_YES, *yes))) if {*yes} - {*USUAL_YES} else (),
        no=tuple(dict.fromkeys((*USUAL_NO, *no))) if {*no} - {*USUAL_NO} else (),
    )
