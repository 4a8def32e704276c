"""What one cell says: pure functions from text to a verdict. Nothing is guessed; what is not known is said so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from palermo.evidence.harmonise.bands import banded
from palermo.evidence.harmonise.days import BUDDHIST, Habit, read_day
from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment
from palermo.evidence.harmonise.model import State
from palermo.evidence.harmonise.places import is_silence, read_country
from palermo.evidence.harmonise.text import broken, plain, tidy
from palermo.evidence.harmonise.whole_numbers import whole
from palermo.reference.vocabularies import vocabularies

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
def meanings(scheme: str) -> dict[str, tuple[str, ...]]:
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
    meant = meanings(scheme).get(word, ())
    if len(meant) == 1:
        how = "letter_case" if plain(meant[0]) == word else "label_for_code"
        return meant[0], (*rules, how)
    if len(meant) > 1:
        return "", (*rules, "ambiguous_label")
    return "", (*rules, "broken_encoding" if broken(text) else "unknown_code")


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


def whole_number(text: str, column: Column, mapping: Mapping) -> Verdict:
    """Read a whole number within the column's limits."""
    bare, rules = tidy(text)
    value, caught = whole(bare, column.marks)
    rules += caught
    if value is None:
        return _refused(*rules)
    if mapping.calendar == "buddhist" and column.field.endswith("_year"):
        value -= BUDDHIST
    if (column.low is not None and value < column.low) or (column.high is not None and value > column.high):
        return _refused(*rules, "out_of_range")
    return Verdict(State.KNOWN, number=value, rules=tuple(rules))


def _dated(text: str, column: Column, mapping: Mapping, today: date) -> Verdict:
    bare, rules = tidy(text)
    year_only = column.treatment is Treatment.YEAR_OF_DATE
    habit = Habit(mapping.date_order, mapping.calendar, mapping.date_serials)
    found = read_day(bare, habit, today=today, year_only=year_only)
    if isinstance(found, str):
        return _refused(*rules, found)
    return Verdict(
        State.KNOWN, number=found.year if year_only else None, day=found.day, rules=(*rules, *found.rules)
    )


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
    silent = is_silence(bare, column)
    if not bare or (silent and bare in (*mapping.missing, *column.missing)):
        return Verdict(State.MISSING, rules=tuple(tidy(text)[1]) if text.strip(" ") else ())
    silence = _named_silence(bare, column, mapping)
    if silent is None and (silence is not None or bare in mapping.missing):
        return _refused(*tidy(text)[1], "code_or_missing")
    if silence is not None and silent:
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
            return _coded(read_country, text, column)
        case Treatment.COUNTRIES:
            return _many(read_country, text, column, mapping)
        case Treatment.FLAG:
            return _flag(text, column, mapping)
        case Treatment.BAND:
            return _band(text, column)
        case Treatment.NUMBER:
            return whole_number(text, column, mapping)
        case _:
            return _dated(text, column, mapping, today)
