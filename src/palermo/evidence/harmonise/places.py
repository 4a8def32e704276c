"""Countries as tables write them, beyond ISO 3166-1: codes of the European Union, and parts of a country.

Nothing is guessed: a name that two countries share stays ambiguous, and a word that is a country's code and may be a
word for a missing value is not taken for either unless the mapping or the table says which.
"""

from __future__ import annotations

import re
from functools import cache

from palermo.evidence.harmonise.mapping import Column, Treatment
from palermo.evidence.harmonise.text import broken, plain, tidy
from palermo.reference.countries import Form, country
from palermo.reference.vocabularies import vocabulary

# The European Union writes EL for Greece and UK for the United Kingdom; ISO 3166-1 reserves both.
OF_THE_UNION = {"EL": "GRC", "UK": "GBR"}
PARTS = {"scotland": "GBR", "wales": "GBR", "northern ireland": "GBR", "england and wales": "GBR"}
SHARED = {"korea", "corea", "coree", "coreia", "\u043a\u043e\u0440\u0435\u044f"}
SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")  # ISO 3166-2


def find(text: str) -> tuple[str, tuple[str, ...], Form | None]:
    """Return a country's code, the rules it took beyond the form, and how it was written; no code, and why.

    >>> find("EL")[0], find("GB-SCT")[:2], find("Korea")[:2]
    ('GRC', ('GBR', ('part_of_country',)), ('', ('ambiguous_label',)))
    """
    word = plain(text)
    if found := country(text, compared=word) or country(text.upper(), compared=""):
        return found[0], (), found[1]
    if code := OF_THE_UNION.get(text.upper()):
        return code, (), Form.NAME
    if code := PARTS.get(word):
        return code, ("part_of_country",), Form.NAME
    part = SUBDIVISION.fullmatch(text)
    if part is not None and (whole := country(part[1], compared="")):
        return whole[0], ("part_of_country",), Form.NAME
    if word in SHARED:
        return "", ("ambiguous_label",), None
    return "", ("broken_encoding" if broken(text) else "unknown_code",), None


def read_country(text: str, column: Column) -> tuple[str, tuple[str, ...]]:
    """Return the code of a cell's country and the rules it took; an empty code is not known."""
    bare, rules = tidy(text)
    if bare in column.codes:
        return column.codes[bare], tuple(rules)
    code, caught, form = find(bare)
    if not code or caught:
        return code, (*rules, *caught)
    expected = Form.ALPHA_2 if column.scheme == "alpha-2" else Form.ALPHA_3
    as_written = form is expected and bare == bare.upper()
    return code, tuple(rules) if as_written else (*rules, "country_form")


@cache
def codes() -> frozenset[str]:
    """Return every code of a country, of two and of three letters."""
    entries = vocabulary("iso-3166-1").concepts
    return frozenset(code for entry in entries for code in (entry.code, entry.notation) if code)


def is_silence(word: str, column: Column) -> bool | None:
    """Whether a country's code that the mapping lists as a word for silence is one; None when nobody can tell.

    "NA" is Namibia in a column of alpha-2 codes, unless other columns of the same table use it for what is missing;
    it is none in a column of alpha-3 codes or names. The column's own `missing`, `unknown` and `codes` decide first.
    """
    if column.treatment not in {Treatment.COUNTRY, Treatment.COUNTRIES} or word not in codes():
        return True
    if word in column.codes:
        return False
    if word in (*column.missing, *column.unknown):
        return True
    if column.form == Form.ALPHA_3 and column.scheme != Form.ALPHA_2 and len(word) != len("NAM"):
        return True
    as_written = Form.ALPHA_2 in (column.scheme, column.form)
    return False if as_written and word not in column.doubted else None
