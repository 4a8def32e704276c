"""What one cell of a published count table says: the number or its bounds, and the category it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from palermo.evidence.harmonise.cells import THOUSANDS
from palermo.evidence.harmonise.mapping import Mapping
from palermo.evidence.harmonise.model import CountState
from palermo.evidence.harmonise.text import broken, plain, tidy
from palermo.reference.countries import country
from palermo.reference.vocabularies import vocabulary

QUESTION = re.compile(r"q\d+(\.\d+)*_\w+|\((specify|especifique|preciser)\b.*\)", flags=re.IGNORECASE)
YEARS = range(1990, 2101)
GROUPS: dict[str, str] = {
    "nationals": "nationals|own country|ciudadanos de su pais|own nationals",
    "foreigners": "foreigners|personnes de nationalite etrangere",
    "abroad": "abroad",
    "stateless": "stateless",
    "unknown": (
        "unknown|no information|nationality not stated|(nationality not stated)|desconocido|desconocida"
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


def read_count(text: str, mapping: Mapping) -> Count:
    """Read a published count: a number, hidden, or missing; never one for the other.

    >>> from palermo.evidence.harmonise.mapping import schema
    >>> hidden = read_count("<5", schema("glotip"))
    >>> hidden.state.value, hidden.lower, hidden.upper
    ('suppressed', 0, 4)
    """
    bare, caught = tidy(text)
    if bare in mapping.missing or bare in mapping.unknown:
        return Count(CountState.MISSING, bad="count_missing")
    if bare in mapping.suppressed:
        low, high = mapping.suppressed[bare]
        return Count(CountState.SUPPRESSED, low, high, caught=(*caught, "suppressed_cell"))
    if THOUSANDS.fullmatch(bare):
        caught.append("thousands_separator")
        bare = re.sub(r"\D", "", bare)
    if not re.fullmatch(r"\d{1,18}(\.0+)?", bare) or not bare.isascii():
        return Count(CountState.MISSING, bad="not_a_count")
    number = int(bare.split(".")[0])
    if number > mapping.largest_count:
        leaked = number % 10_000 in YEARS
        return Count(CountState.MISSING, bad="leaked_code_as_count" if leaked else "implausible_count")
    return Count(CountState.NUMBER, number, number, caught=tuple(caught))


def read_category(dimension: str, text: str) -> Category:
    """Read a category of a dimension through explicit tables of spellings; nothing is guessed.

    >>> read_category("citizenship", "Nigerians").code, read_category("citizenship", "Q6.1_10s_2019").bad
    ('NGA', 'leaked_question_code')
    """
    bare, caught = tidy(text)
    word = plain(bare)
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
        code = FORMS.get(word, "")
        return Category(code, caught=tuple(caught)) if code else Category(bad="category_unknown")
    if word in GROUP_OF:
        return Category(GROUP_OF[word], caught=tuple(caught))
    found = country(bare, compared=word)
    if found is None:
        return Category(bad="category_broken_encoding" if broken(bare) else "category_unknown")
    code = found[0]
    as_listed = bare == vocabulary("iso-3166-1")[code].label
    return Category(code, caught=(*caught, *(() if as_listed else ("alias",))))
