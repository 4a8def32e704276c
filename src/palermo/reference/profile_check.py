"""What is wrong with a profile, or missing in it, each with its line: for whoever writes one by hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from palermo.reference.languages import languages
from palermo.reference.profile_parts import (
    UNSAID,
    AlsoDoes,
    Deciders,
    Holiday,
    NotifiedPlace,
    NotifiedTo,
    Objection,
    help_line,
    law,
    time_zone,
)
from palermo.reference.profiles import PATHS, ConsentLasts, DayKind, Retention, profile_from

Rule = Callable[[Any], str]
"""What is wrong with a value, in words; "" where nothing is."""

THRESHOLDS = ("reasonable_grounds", "balance_of_probabilities", "sure")
OFFICES = (
    *("competent_authority", "police", "prosecution", "court", "labour_inspectorate"),
    *("immigration_authority", "border_authority", "child_protection", "guardianship", "ngo"),
    *("international_organisation", "shelter", "health", "legal_aid", "embassy", "social_services", "other"),
)
MANDATES = ("court_order", "authority_order", "private_paper")
AGE_FUNCTIONS = ("", "decision_maker")
NEEDS = (
    *("accommodation", "health", "psychosocial", "legal", "interpretation", "material", "education"),
    *("employment", "child_care", "documents", "safety", "other"),
)


@dataclass(frozen=True)
class Problem:
    """Something wrong (`path`, `words`), or a value that no source confirms yet (`invented`)."""

    path: str
    words: str
    line: int = 0
    invented: bool = False


def check_text(text: str) -> list[Problem]:
    """Everything wrong with a profile in TOML, in the order of the file; then what no source confirms."""
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        return [Problem("", f"this is no TOML: {error}", int(found[1]) if found else 0)]
    problems = check(body)
    sources = body.get("sources", {})
    if isinstance(sources, dict):
        problems += [
            Problem(path, "no source confirms it: it counts as invented", invented=True)
            for path in PATHS
            if not str(sources.get(path, "")).strip()
        ]
    placed = [Problem(one.path, one.words, line_of(text, one.path), one.invented) for one in problems]
    return sorted(placed, key=lambda one: (one.invented, one.line))


def check(body: dict[str, Any]) -> list[Problem]:
    """Everything wrong with what a profile says."""
    problems = list(_asked(body))
    if not problems:
        try:
            profile_from(body)
        except ValueError as error:
            problems.append(Problem("", str(error)))
    return problems


def line_of(text: str, path: str) -> int:
    """The line on which the value at `path` stands, or its table begins; 0 where it is nowhere."""
    table, here, begins = path.rpartition(".")[0], "", 0
    key = path.rpartition(".")[2]
    for number, line in enumerate(text.splitlines(), start=1):
        if found := re.match(r"\s*\[+\s*([\w.]+)\s*\]+", line):
            here = found[1]
            if here in {path, table}:
                begins = begins or number
        elif here == table and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return begins


def _asked(body: dict[str, Any]) -> Iterator[Problem]:
    for path, rule in _RULES.items():
        table, _dot, key = path.rpartition(".")
        where = body.get(table) if table else body
        if not isinstance(where, dict) or key not in where:
            if path not in _OPTIONAL:
                yield Problem(path, "is missing")
        elif wrong := rule(where[key]):
            yield Problem(path, wrong)
    known = {path.partition(".")[0] for path in _RULES} | {"sources"}
    for name in body.keys() - known:
        yield Problem(name, "is not known here")
    for table in {path.partition(".")[0] for path in _RULES if "." in path}:
        inner = body.get(table)
        if isinstance(inner, dict):
            for key in inner.keys() - {
                path.partition(".")[2] for path in _RULES if path.startswith(f"{table}.")
            }:
                yield Problem(f"{table}.{key}", "is not known here")
    sources = body.get("sources", {})
    for path in sources.keys() - set(PATHS) if isinstance(sources, dict) else ():
        yield Problem(f"sources.{path}", "a source for what a profile does not have")


def _text(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "write a text"


def _any_text(value: Any) -> str:
    return "" if isinstance(value, str) else 'write a text, or ""'


def _one_of(codes: tuple[str, ...]) -> Rule:
    return lambda value: (
        "" if value in codes else f"write one of: {', '.join(code or repr(code) for code in codes)}"
    )


def _some_of(codes: tuple[str, ...], *, least: int) -> Rule:
    def rule(value: Any) -> str:
        if not isinstance(value, list) or len(value) < least:
            return "write a list with at least one code" if least else "write a list"
        wrong = [str(one) for one in value if one not in codes]
        return f"{wrong[0]!r} is none of: {', '.join(codes)}" if wrong else ""

    return rule


def _span(value: Any) -> str:
    kinds = [kind.value for kind in DayKind]
    good = (
        isinstance(value, dict)
        and value.keys() == {"count", "kind"}
        and type(value["count"]) is int
        and 1 <= value["count"] <= 3650
        and value["kind"] in kinds
    )
    return "" if good else 'write days, like { count = 30, kind = "calendar" } or "working"'


def _rest_days(value: Any) -> str:
    good = isinstance(value, list) and all(type(one) is int and 1 <= one <= 7 for one in value)
    return "" if good and len(set(value)) < 7 else "write days of the week from 1 (Monday) to 7, at most six"


def _each(value: Any, read: Callable[[Any], object], like: str) -> str:
    if not isinstance(value, list):
        return "write a list"
    for number, one in enumerate(value, start=1):
        try:
            read(one)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return f"number {number} is wrong ({error}); write it {like}"
    return ""


def _languages(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return "write a list with at least one language code"
    wrong = [str(one) for one in value if one not in languages()]
    return f'{wrong[0]!r} is no code of a language, like "en"' if wrong else ""


def _zone(value: Any) -> str:
    try:
        time_zone(value)
    except (ValueError, TypeError) as error:
        return str(error)
    return ""


def _number(value: Any) -> str:
    return "" if type(value) is int and 1 <= value <= 200 else "write a whole number, at least 1"


def _codes(of: Any) -> tuple[str, ...]:
    return tuple(one.value for one in of)


_RULES: dict[str, Rule] = {
    "version": _text,
    "name": _text,
    "invented": lambda value: "" if isinstance(value, bool) else "write true or false",
    "note": _any_text,
    "time_zone": _zone,
    "languages": _languages,
    "authority.name": _text,
    "authority.also": _some_of(_codes(AlsoDoes), least=0),
    "authority.deciders": _one_of(_codes(Deciders)),
    "help_lines": lambda value: _each(value, help_line, "with name, number, languages and hours"),
    "laws": lambda value: _each(value, law, "with about, citation and address"),
    "identification.first_responders": _some_of(OFFICES, least=1),
    "identification.presumption_threshold": _one_of(THRESHOLDS),
    "identification.decision_threshold": _one_of(THRESHOLDS),
    "identification.decision_within": _span,
    "identification.ask_again_within": _span,
    "identification.notified_to": _some_of(_codes(NotifiedTo), least=0),
    "identification.notify_within": _span,
    "identification.notify_objection": _one_of(_codes(Objection)),
    "identification.notify_place": _one_of(_codes(NotifiedPlace)),
    "reflection.minimum": _span,
    "children.mandates": _some_of(MANDATES, least=1),
    "children.guardian_within": _span,
    "children.guardian_requested_of": _some_of(OFFICES, least=1),
    "children.guardianship_body": _text,
    "children.age_function": _one_of(AGE_FUNCTIONS),
    "children.safety_measures": _some_of(NEEDS, least=1),
    "consent.until": _one_of(_codes(ConsentLasts)),
    "calendar.rest_days": _rest_days,
    "calendar.holidays": lambda value: _each(
        value, Holiday.read, 'like "07-15", or "2027-04-05" for one year'
    ),
    "retention.source": _text,
    **{f"retention.{name}": _number for name in Retention.__dataclass_fields__ if name != "source"},
}
_OPTIONAL = frozenset({"consent.until", *UNSAID})
"""What a profile need not say."""
