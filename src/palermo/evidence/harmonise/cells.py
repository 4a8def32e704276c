"""What one cell says: pure functions from text to a verdict. Nothing is guessed; what is not known is said so."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from palermo.evidence.harmonise.bands import banded
from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment
from palermo.evidence.harmonise.model import State
from palermo.evidence.harmonise.text import broken, plain, tidy
from palermo.reference.countries import Form, country
from palermo.reference.vocabularies import vocabularies

NUMBER = re.compile(r"[+-]?\d+(?:\.0+)?")
THOUSANDS = re.compile(r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.+Z-]*)?")
OTHER_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")


One = Callable[[str, Column], tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Verdict:
    """What a cell says: codes affirmed, denied and named as unknown, a number, a day; and the rules it met."""

    state: State
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    number: int | None = None
    day: date | None = None
    rules: tuple[str, ...] = ()


def _refused(*rules: str) -> Verdict:
    return Verdict(State.QUARANTINED, rules=rules)


@cache
def _table(scheme: str) -> dict[str, tuple[str, ...]]:
    """Return the codes that a compared code or label can mean in a vocabulary."""
    found: dict[str, set[str]] = {}
    vocabulary = vocabularies().get(scheme)
    for entry in vocabulary.concepts if vocabulary else ():
        for word in (entry.code, entry.notation or entry.code, *entry.labels.values()):
            found.setdefault(plain(word), set()).add(entry.code)
        found[plain(entry.code)] = {entry.code}
    return {word: tuple(sorted(codes)) for word, codes in found.items()}


def _alias(text: str, column: Column) -> tuple[str, ...]:
    """Return the rule that says a value is not the one the source's scheme has for its code, which stands first."""
    first = next(value for value, code in column.codes.items() if code == column.codes[text])
    return () if text == first else ("alias",)


def _code(text: str, column: Column) -> tuple[str, tuple[str, ...]]:
    """Return the code a value means and the rules it took; an empty code is not known."""
    if text in column.codes:
        return column.codes[text], _alias(text, column)
    scheme = column.vocabulary
    vocabulary = vocabularies()[scheme]
    if text in vocabulary and text not in column.codes.values():
        return text, ()
    bare, rules = tidy(text)
    if bare in column.codes:
        return column.codes[bare], (*rules, *_alias(bare, column))
    if bare in vocabulary and bare not in column.codes.values():
        return bare, tuple(rules)
    word = plain(bare)
    given = {plain(value): code for value, code in column.codes.items()}
    if word in given:
        return given[word], (*rules, "letter_case")
    meant = _table(scheme).get(word, ())
    if len(meant) == 1:
        how = "letter_case" if plain(meant[0]) == word else "label_for_code"
        return meant[0], (*rules, how)
    if len(meant) > 1:
        return "", (*rules, "ambiguous_label")
    return "", (*rules, "broken_encoding" if broken(text) else "unknown_code")


def _country(text: str, column: Column) -> tuple[str, tuple[str, ...]]:
    bare, rules = tidy(text)
    if bare in column.codes:
        return column.codes[bare], tuple(rules)
    found = country(bare, compared=plain(bare)) or country(bare.upper(), compared="")
    if found is None:
        return "", (*rules, "broken_encoding" if broken(text) else "unknown_code")
    code, form = found
    expected = Form.ALPHA_2 if column.scheme == "alpha-2" else Form.ALPHA_3
    return code, tuple(rules) if form is expected and code_as_written(bare) else (*rules, "country_form")


def code_as_written(text: str) -> bool:
    """Whether a country code is in capitals, as ISO 3166-1 writes it."""
    return text == text.upper()


def _coded(one: One, text: str, column: Column) -> Verdict:
    code, rules = one(text, column)
    return Verdict(State.KNOWN, yes=(code,), rules=rules) if code else _refused(*rules)


def _many(one: One, text: str, column: Column, mapping: Mapping) -> Verdict:
    """Read several values of one cell; a value that is not known is left out and the others stay.

    A label may hold a separator ("Water supply; sewerage, ..."), so each sign is tried, the whole cell first; the
    one that leaves the fewest parts unknown is taken.
    """
    best: tuple[int, list[str], list[str]] | None = None
    for sign in ("", *mapping.separators):
        if sign not in text:
            continue
        unknown, codes, rules = _parts(one, text, column, sign)
        if sign and sign != mapping.separators[0]:
            rules.append("separator")
        if best is None or (unknown, -len(codes)) < (best[0], -len(best[1])):
            best = (unknown, codes, rules)
        if not unknown:
            break
    _, codes, rules = best or (1, [], ["unknown_code"])
    caught = tuple(dict.fromkeys(rules))
    return Verdict(State.KNOWN, yes=tuple(codes), rules=caught) if codes else _refused(*caught)


def _parts(one: One, text: str, column: Column, sign: str) -> tuple[int, list[str], list[str]]:
    """Return how many parts are not known, the codes of the others, and the rules met."""
    codes: list[str] = []
    rules: list[str] = []
    unknown = 0
    for number, part in enumerate(text.split(sign) if sign else [text]):
        if sign and not part.strip():
            rules.append("separator")
            continue
        code, caught = one(part, column)
        if number and "blank_at_end" in caught and part == " " + part.strip():  # the blank after a separator
            caught = ("separator", *(rule for rule in caught if rule != "blank_at_end"))
        rules += caught
        unknown += not code
        if code in codes:
            rules.append("repeated_code")
        elif code:
            codes.append(code)
    return unknown, codes, rules


def whole_number(text: str, column: Column) -> Verdict:
    """Read a whole number within the column's limits."""
    bare, rules = tidy(text)
    if THOUSANDS.fullmatch(bare):
        rules.append("thousands_separator")
        bare = re.sub(r"\D", "", bare)
    if not NUMBER.fullmatch(bare) or not bare.isascii() or len(bare) > 18:
        return _refused(*rules, "not_a_number")
    value = int(bare.split(".")[0])
    if str(value) != bare and "thousands_separator" not in rules:
        rules.append("number_form")
    if (column.low is not None and value < column.low) or (column.high is not None and value > column.high):
        return _refused(*rules, "out_of_range")
    return Verdict(State.KNOWN, number=value, rules=tuple(rules))


def a_day(text: str, order: str, *, today: date) -> date | str:
    """Return the day a text means, or the rule that refuses it; `order` is dmy, mdy, ymd or empty.

    >>> a_day("03/04/2020", "", today=date(2026, 1, 1))
    'ambiguous_date'
    """
    if match := ISO_DATE.fullmatch(text) or YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := OTHER_DATE.fullmatch(text):
        first, second, year = (int(part) for part in match.groups())
        if not order and first != second and first <= 12 and second <= 12:
            return "ambiguous_date"
        month_first = order == "mdy" or (not order and second > 12)
        month, day = (first, second) if month_first else (second, first)
    else:
        return "impossible_date"
    try:
        found = date(year, month, day)
    except ValueError:
        return "impossible_date"
    return found if date(1900, 1, 1) <= found <= today else "impossible_date"


def _dated(text: str, column: Column, mapping: Mapping, today: date) -> Verdict:
    bare, rules = tidy(text)
    found = a_day(bare, mapping.date_order, today=today)
    year_only = column.treatment is Treatment.YEAR_OF_DATE
    if found == "ambiguous_date" and year_only:  # either way it is the same year
        found = a_day(bare, "dmy", today=today)
    if isinstance(found, str):
        return _refused(*rules, found)
    return Verdict(State.KNOWN, number=found.year if year_only else None, day=found, rules=tuple(rules))


def _flag(text: str, column: Column, mapping: Mapping) -> Verdict:
    bare, rules = tidy(text)
    word = bare.removesuffix(".0").casefold()
    if word in mapping.yes:
        return Verdict(State.KNOWN, yes=(column.code,), rules=tuple(rules))
    if word in mapping.no:
        return Verdict(State.KNOWN, no=(column.code,), rules=tuple(rules))
    return _refused(*rules, "broken_encoding" if broken(text) else "unknown_code")


def _band(text: str, column: Column) -> Verdict:
    """Read a band, or a whole number as the band that holds it."""
    coded = _coded(_code, text, column)
    if coded.state is State.KNOWN:
        return coded
    bare, rules = tidy(text)
    number = bare.removesuffix(".0")
    code = banded(int(number), column.vocabulary) if number.isdecimal() and len(number) < 5 else ""
    return Verdict(State.KNOWN, yes=(code,), rules=(*rules, "number_in_band")) if code else coded


def _named_silence(bare: str, column: Column, mapping: Mapping) -> tuple[State, tuple[str, ...]] | None:
    """Return the state that a word for silence names, and the words for it; the first is the source's own."""
    named = (
        (State.UNKNOWN, (*column.unknown, *mapping.unknown)),
        (State.NOT_ASKED, mapping.not_asked),
        (State.NOT_APPLICABLE, mapping.not_applicable),
    )
    return next(((state, words) for state, words in named if bare in words), None)


def read_cell(text: str, column: Column, mapping: Mapping, *, today: date) -> Verdict:
    """Return what a cell says. The order: the mapping's words for silence, then the column's treatment."""
    bare = tidy(text)[0]
    if bare in mapping.missing or not bare:
        return Verdict(State.MISSING, rules=tuple(tidy(text)[1]) if text.strip(" ") else ())
    silence = _named_silence(bare, column, mapping)
    if silence is not None:
        state, words = silence
        unknown = (column.code,) if state is State.UNKNOWN and column.treatment is Treatment.FLAG else ()
        return Verdict(
            state, unknown=unknown, rules=(*tidy(text)[1], *(() if bare == words[0] else ("alias",)))
        )
    match column.treatment:
        case Treatment.CODE:
            return _coded(_code, text, column)
        case Treatment.CODES:
            return _many(_code, text, column, mapping)
        case Treatment.COUNTRY:
            return _coded(_country, text, column)
        case Treatment.COUNTRIES:
            return _many(_country, text, column, mapping)
        case Treatment.FLAG:
            return _flag(text, column, mapping)
        case Treatment.BAND:
            return _band(text, column)
        case Treatment.NUMBER:
            return whole_number(text, column)
        case _:
            return _dated(text, column, mapping, today)
