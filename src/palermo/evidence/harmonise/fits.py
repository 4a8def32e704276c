"""How well a column fits a field of the persons shape: by what its name asks and by what its cells hold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from palermo.evidence.harmonise.answers import answers, is_yes_or_no
from palermo.evidence.harmonise.bands import bands
from palermo.evidence.harmonise.cells import read_cell
from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment
from palermo.evidence.harmonise.model import FIELDS, Field, Kind, Shape, State
from palermo.evidence.harmonise.names import Name, Role, tokens
from palermo.evidence.harmonise.text import plain
from palermo.reference.vocabularies import vocabulary

SURE = 0.8  # a name that says so much is believed whatever language the cells are in
POSSIBLE = 0.55  # one that says less asks for something else
LIKELY = 0.5
SIGNS = (";", "|", ",", " ")
# What tells by its cells alone: their words stand for nothing else.
TELLING = {"case-gender", "case-age", "case-marital", "case-exploitation", "case-education", "case-means"}
BUDDHIST = range(2443, 2643)  # the years 1900 to 2099, as the Buddhist calendar of Thailand counts them
# Topics that stand beside another without changing what is asked.
NEUTRAL = {"case", "registration", "form", "method", "trafficking", "labour", "means", "status", "id"}
MANY = 15  # so many different numbers are no list of codes
# The letters by which offices tell women from men; a letter alone says nothing, both together do.
LETTERS = (
    {"f": "Feminine", "m": "Masculine"}, {"f": "Feminine", "h": "Masculine"},
    {"m": "Feminine", "h": "Masculine"}, {"w": "Feminine", "m": "Masculine"}, {"k": "Feminine", "m": "Masculine"},
    {"k": "Feminine", "e": "Masculine"}, {"ж": "Feminine", "м": "Masculine"}, {"ж": "Feminine", "ч": "Masculine"},
    {"d": "Feminine", "u": "Masculine"}, {"ا": "Feminine", "ذ": "Masculine"}, {"ث": "Feminine", "ذ": "Masculine"},
    {"ญ": "Feminine", "ช": "Masculine"}, {"f": "Feminine", "b": "Masculine"},
)  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """A field for a column: how much its name and its cells speak for it, each from 0 to 1."""

    column: Column
    name: float
    share: float
    reason: str

    @property
    def worth(self) -> float:
        """Name and cells in one number; the name counts for more."""
        return 0.7 * self.name + 0.3 * self.share


@dataclass(frozen=True)
class Topics:
    """The topics that make up a field; `weak` ones need the cells to speak for it too."""

    concepts: frozenset[str]
    weak: bool


@cache
def field_topics() -> dict[str, tuple[Topics, ...]]:
    """Return which sets of topics make up each field."""
    text = files("palermo.evidence.harmonise").joinpath("suggest_words.toml").read_text(encoding="utf-8")
    return {
        name: tuple(Topics(frozenset(each.rstrip("?").split()), each.endswith("?")) for each in sets)
        for name, sets in tomllib.loads(text).items()
    }


@cache
def value_words() -> dict[str, dict[str, str]]:
    """Return words that agencies write for codes, by vocabulary; for proposals only, a person confirms them."""
    text = files("palermo.evidence.harmonise").joinpath("value_words.toml").read_text(encoding="utf-8")
    return {
        scheme: {_same(word): code for code, words in codes.items() for word in words}
        for scheme, codes in tomllib.loads(text).items()
    }


def _same(text: str) -> str:
    return " ".join(tokens(text))


@cache
def _labels(scheme: str) -> dict[str, str]:
    """Return the code that each code or label of a vocabulary, taken apart into words, means."""
    found: dict[str, str] = {}
    for entry in vocabulary(scheme).concepts:
        for word in (entry.code, *entry.labels.values()):
            found.setdefault(_same(word), entry.code)
    return found


@cache
def meaning(scheme: str, text: str) -> str:
    """Return the code that a value stands for, or nothing: by its label, by a known word, or as a part of one label.

    >>> meaning("case-means", "debt_bondage"), meaning("case-gender", "mujer"), meaning("case-gender", "table")
    ('DebtBondage', 'Feminine', '')
    """
    word = _same(text)
    labels = _labels(scheme)
    if code := value_words().get(scheme, {}).get(word) or labels.get(word):
        return code
    parts = set(word.split())
    if len(parts) < 2:
        return ""
    around = {code for label, code in labels.items() if parts <= set(label.split())}
    return around.pop() if len(around) == 1 else ""


def treatment(field: Field) -> Treatment:
    """Return how a column of a field is read, unless its cells say otherwise."""
    if field.scheme == "iso-3166-1":
        return Treatment.COUNTRIES if field.kind is Kind.SET else Treatment.COUNTRY
    if field.kind is Kind.NUMBER:
        return Treatment.NUMBER
    return Treatment.CODES if field.kind is Kind.SET else Treatment.CODE


def _bounds(field: Field) -> tuple[int | None, int | None]:
    if field.name.endswith("_year"):
        return 1990, 2100
    if field.name == "victim_children":
        return 0, 30
    return (0, 120) if field.kind is Kind.NUMBER else (None, None)


def draft(header: str, field: Field, values: Sequence[str]) -> Column:
    """Return the column for a field, read as its cells need: whole numbers under bands are put into them."""
    low, high = _bounds(field)
    how = treatment(field)
    if (
        bands(field.scheme)
        and values
        and sum(value.strip().isdecimal() for value in values) * 2 > len(values)
    ):
        how = Treatment.BAND
    return Column(header, how, field=field.name, low=low, high=high)


def reading() -> Mapping:
    """Return the mapping by which values are tried."""
    return Mapping("", "", "", "", Shape.PERSONS, (), "", separators=SIGNS)


def _as_number(text: str, column: Column) -> str:
    """Return a whole number in the digits and the calendar in which the field holds it."""
    if not text.strip().isdecimal():
        return text
    number = int(text)
    return str(number - 543 if column.field.endswith("_year") and number in BUDDHIST else number)


def letters(values: Iterable[str]) -> dict[str, str]:
    """Return what single letters mean, when all of them belong to one way of writing women and men."""
    said = {value: plain(value).strip(". ") for value in values}
    short = {value: word for value, word in said.items() if len(word) == 1}
    told = set(short.values())
    way = next((way for way in LETTERS if len(told) >= 2 and set(way) <= told), None)
    return {value: way[word] for value, word in short.items() if word in way} if way else {}


def _parts(value: str, scheme: str) -> list[str]:
    """Return the values of one cell: by the sign that leaves the fewest unknown, the whole cell first."""
    ways = [[value], *(
        [part.strip() for part in value.split(sign) if part.strip()] for sign in SIGNS if sign in value
    )]  # fmt: skip
    return min(ways, key=lambda way: sum(not meaning(scheme, part) for part in way) / max(len(way), 1))


def understood(column: Column, values: Sequence[str], today: date) -> tuple[float, dict[str, str]]:
    """Return the share of different values that the field knows, and what each of those means."""
    if not values:
        return 0.0, {}
    scheme = column.vocabulary
    meant = letters(values) if scheme == "case-gender" else {}
    if column.treatment not in {Treatment.CODE, Treatment.CODES, Treatment.BAND}:
        numbers = sum(
            read_cell(_as_number(value, column), column, reading(), today=today).state is State.KNOWN
            for value in values
        )
        return numbers / len(values), {}
    known = 0.0
    for value in values:
        parts = _parts(value, scheme) if column.treatment is Treatment.CODES else [value]
        for part in parts:
            code = meant.get(part, "") or meaning(scheme, part)
            if code:
                meant[part] = code
            read = code or read_cell(part, column, reading(), today=today).state is State.KNOWN
            known += bool(read) / len(parts)
    return known / len(values), meant


def needed(column: Column, meant: dict[str, str], today: date) -> dict[str, str]:
    """Return the values that have to be said in `codes`: those that are not read without."""
    found = {}
    for value, code in meant.items():
        verdict = read_cell(value, column, reading(), today=today)
        if verdict.yes != (code,):
            found[value] = code
    return found


def by_name(name: Name, topics: Topics, subjects: set[str]) -> float:
    """Return how well a name asks for a field: 1 when nothing of it is left over, 0 when it asks for another."""
    leaf = name.concepts(Role.TOPIC, leaf=True)
    if leaf - {"id", "case", "registration"}:
        leaf = leaf - {"id"} if "child" not in subjects else leaf
    group = name.concepts(Role.TOPIC, leaf=False)
    about = topics.concepts & {"perpetrator", "organisation", "recruiter", "child", "victim"}
    asked = topics.concepts - about
    if not asked <= leaf | group or not about <= subjects or subjects - {"victim"} - about:
        return 0.0
    if not (asked & leaf or (not asked and name.concepts(Role.SUBJECT, leaf=True) & about)):
        return 0.0
    left = sum(0.25 if topic in NEUTRAL else 0.5 for topic in leaf - asked) + 0.03 * len(group - asked - leaf)
    left += min(0.15 * len(name.strangers), 0.6)
    return max(0.0, 1 - left)


def _turned(name: Name, field: Field) -> bool:
    """Whether a name speaks of the victim's relation to the perpetrator and the field of the reverse, or so round."""
    said = [word.concept for word in name.words if word.concept in {"relation", "perpetrator"}]
    first = {"victim_relation_to_trafficker": "relation", "perpetrator_relations": "perpetrator"}.get(
        field.name, ""
    )
    return bool(first and said) and said[0] != first


def contradicted(column: Column, field: Field, values: Sequence[str], share: float) -> bool:
    """Whether the cells cannot be what the name says."""
    if not values or share >= LIKELY:
        return False
    if column.treatment in {Treatment.NUMBER, Treatment.BAND}:
        return True
    if column.treatment in {Treatment.COUNTRY, Treatment.COUNTRIES}:
        return all(value.strip().isdecimal() for value in values) and len(values) > 2
    numbers = [value for value in values if re.fullmatch(r"[\d.,]+", value)]
    if len(numbers) * 2 > len(values) and len(numbers) > MANY:
        return True
    flags = is_yes_or_no(values)
    return flags and field.scheme not in {"case-yesno", "case-majority"} and len(values) > 1


def fit(header: str, name: Name, field: Field, values: Sequence[str], today: date) -> Fit | None:
    """Return how a column fits a field, or None when it does not."""
    sets = field_topics().get(field.name, ())
    asked = [(by_name(name, topics, name.concepts(Role.SUBJECT)), not topics.weak) for topics in sets]
    told, strong = max(asked, default=(0.0, False))
    if _turned(name, field):
        told -= 0.1
    telling = field.scheme in TELLING and len(values) >= 2 and not name.others and field.name not in LATER
    if told < POSSIBLE and not telling:
        return None
    column = draft(header, field, values)
    share, meant = understood(column, values, today)
    by_cells = telling and share >= SURE and column.treatment is not Treatment.BAND
    numbers = column.treatment in {Treatment.BAND, Treatment.NUMBER}  # which speak for nothing
    by_both = told >= (0.75 if numbers else POSSIBLE) and share >= LIKELY
    if contradicted(column, field, values, share) or not ((told >= SURE and strong) or by_cells or by_both):
        return None
    if field.scheme == "case-majority" and is_yes_or_no(values):
        meant, share = _yes_and_no(name, values, meant), 1.0
    number = round(share * len(values))
    reason = (
        "by its name; " if told >= SURE else ("its name may say so; " if told else "by its cells alone; ")
    )
    reason += f"{number} of {len(values)} different values are known to the field"
    if number < len(values) and column.treatment in {Treatment.CODE, Treatment.CODES, Treatment.BAND}:
        reason += "; add the others to codes"
    codes = needed(column, meant, today)
    return Fit(replace(column, codes=codes), told if strong else told - 0.1, share, reason)


# Fields that share a vocabulary with a commoner one are never proposed by their cells alone.
LATER = {
    field.name
    for before, field in pairwise(sorted(FIELDS, key=lambda field: field.scheme))
    if before.scheme == field.scheme
} | {"perpetrator_genders", "victim_age_at_exploitation"}


def _yes_and_no(name: Name, values: Sequence[str], meant: dict[str, str]) -> dict[str, str]:
    """Return what yes and no mean under a name that asks for a minor or for an adult."""
    asked = {meaning("case-majority", word.text) for word in name.words if word.concept == "majority"} - {""}
    if len(asked) != 1:
        return meant
    other = {"Adult": "Minor", "Minor": "Adult"}
    code = asked.pop()
    return {value: code if plain(value) in answers()["yes"] else other[code] for value in values}
