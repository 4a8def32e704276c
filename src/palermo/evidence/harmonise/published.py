"""What one cell of a published count table says: the number or its bounds, and the category it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from palermo.evidence.harmonise.cells import meanings
from palermo.evidence.harmonise.mapping import Column, Mapping
from palermo.evidence.harmonise.model import CountState
from palermo.evidence.harmonise.office_signs import Sign, Signed, apart, letters
from palermo.evidence.harmonise.places import find
from palermo.evidence.harmonise.text import broken, plain, tidy
from palermo.evidence.harmonise.whole_numbers import ALONE, Marks, said, whole
from palermo.reference.vocabularies import vocabulary

QUESTION = re.compile(r"q\d+(\.\d+)*_\w+|\((specify|especifique|preciser)\b.*\)", flags=re.IGNORECASE)
YEARS = range(1990, 2101)
GROUPS: dict[str, str] = {
    "nationals": "nationals|nat|own country|ciudadanos de su pais|own nationals",
    "foreigners": "foreigners|for|personnes de nationalite etrangere",
    "abroad": "abroad",
    "stateless": "stateless|stls",
    "unknown": (
        "unknown|unk|no information|nationality not stated|(nationality not stated)|desconocido|desconocida"
        "|sin determinar|no determinado|no determinada|no determinadas|no registra"
    ),
    "other": "other|otros|others",
    "total": "total|total por ano",
    "africa": "africa",
    "americas": "americas|amercias",
    "asia": "asia",
    "europe": "europe",
    "oceania": "oceania",
    "other-africa": "other africa|africa others",
    "other-americas": "other americas|americas others",
    "other-asia": "other asia|asia others",
    "other-europe": "other europe|europe others",
    "other-oceania": "other oceania|oceania others",
}
GROUP_OF = {spelling: code for code, spellings in GROUPS.items() for spelling in spellings.split("|")}
FORMS = {
    "sexual exploitation": "SexualExploitation",
    "forced labour": "ForcedLabour",
    "other forms of exploitation": "OtherExploit",
}


@dataclass(frozen=True)
class Count:
    """A published number with its bounds, or the rule that keeps it out; `caught` are rules that leave it in."""

    state: CountState
    lower: int | None = None
    upper: int | None = None
    bad: str = ""
    caught: tuple[str, ...] = ()


@dataclass(frozen=True)
class Category:
    """The code of a category, or the rule that keeps its row out; `caught` are rules that leave it in."""

    code: str = ""
    bad: str = ""
    caught: tuple[str, ...] = ()


def read_count(text: str, mapping: Mapping, *, marks: Marks | None = None, flags: str = "") -> Count:
    """Read a published count: a number, hidden, or missing; never one for the other.

    `marks` tells what comma and point part in the column, `flags` is the cell of a column of flags beside it.

    >>> from palermo.evidence.harmonise.mapping import schema
    >>> hidden = read_count("<5", schema("glotip"))
    >>> hidden.state.value, hidden.lower, hidden.upper
    ('suppressed', 0, 4)
    """
    bare, caught = tidy(text)
    beside = letters(tidy(flags)[0])
    if beside is None:
        return Count(CountState.MISSING, bad="coded_cell_unknown")
    if bare in mapping.suppressed:
        return _hidden(bare, mapping, caught)
    if bare in mapping.unknown or (bare in mapping.missing and not beside):
        return Count(CountState.MISSING, bad="count_missing")
    cell = Signed("") if bare in mapping.missing else apart(bare)
    cell = Signed(cell.number, (*cell.signs, *beside))
    if not cell.number:
        hiding = next((sign for sign in cell.signs if sign in mapping.suppressed), "")
        if hiding:
            return _hidden(hiding, mapping, caught)
        return Count(CountState.MISSING, bad="count_hidden" if cell.says(Sign.HIDDEN) else "count_missing")
    if marks is None:
        marks = ALONE if mapping.thousands is None else said(mapping.thousands)
    number, rules = whole(cell.number, marks)
    if number is None or cell.number[0] in "+-" or cell.says(Sign.NONE):
        unclear = "ambiguous_number" in rules
        return Count(CountState.MISSING, bad="ambiguous_count" if unclear else "not_a_count")
    if number > mapping.largest_count:
        leaked = number % 10_000 in YEARS
        return Count(CountState.MISSING, bad="leaked_code_as_count" if leaked else "implausible_count")
    caught += [rule for rule in rules if rule != "number_form"]
    if cell.says(Sign.DOUBT) or cell.says(Sign.HIDDEN):
        caught.append("flagged_count")
    return Count(CountState.NUMBER, number, number, caught=tuple(caught))


def _hidden(sign: str, mapping: Mapping, caught: list[str]) -> Count:
    low, high = mapping.suppressed[sign]
    return Count(CountState.SUPPRESSED, low, high, caught=(*caught, "suppressed_cell"))


def read_category(dimension: str, text: str, column: Column | None = None) -> Category:
    """Read a category of a dimension through explicit tables of spellings; the mapping's own `codes` come first.

    >>> read_category("citizenship", "Nigerians").code, read_category("citizenship", "Q6.1_10s_2019").bad
    ('NGA', 'leaked_question_code')
    """
    bare, caught = tidy(text)
    if column is not None and bare in column.codes:
        return Category(column.codes[bare], caught=tuple(caught))
    word = plain(bare)
    if bare == "NA" and dimension in {"citizenship", "repatriation"}:
        alpha_2 = column is not None and "alpha-2" in (column.scheme, column.form)
        return Category("NAM") if alpha_2 else Category(bad="category_missing")
    if QUESTION.fullmatch(word):
        return Category(bad="leaked_question_code")
    if not word or word in {"n/a", "na", "-", "nationality"}:
        return Category(bad="category_missing")
    if re.fullmatch(r"\d+", word):
        return Category(bad="number_as_category")
    if dimension == "total":
        return (
            Category("total", caught=tuple(caught)) if word == "total" else Category(bad="category_unknown")
        )
    if dimension == "exploitation":
        meant = (FORMS[word],) if word in FORMS else meanings("case-exploitation").get(word, ())
        return (
            Category(meant[0], caught=tuple(caught)) if len(meant) == 1 else Category(bad="category_unknown")
        )
    if word in GROUP_OF:
        return Category(GROUP_OF[word], caught=tuple(caught))
    code, more, _form = find(bare)
    if not code:
        return Category(bad="category_broken_encoding" if broken(bare) else "category_unknown")
    caught += more
    as_listed = bare == vocabulary("iso-3166-1")[code].label
    return Category(code, caught=(*caught, *(() if as_listed else ("alias",))))
