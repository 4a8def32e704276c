"""Proposes a mapping for a table nobody knows yet: by the names of its columns and by what their cells hold.

A person reads, corrects and saves it. Nothing is decided here: every line says why it is proposed. Of the cells only
values that a vocabulary already has are ever shown; columns that could tell who somebody is show nothing at all.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz

from palermo.evidence.harmonise.cells import read_cell
from palermo.evidence.harmonise.count_tables import Recognised, recognise
from palermo.evidence.harmonise.identity import by_name, by_values
from palermo.evidence.harmonise.mapping import (
    CARRIED_NOWHERE,
    Column,
    Mapping,
    Treatment,
    schema,
    schema_names,
)
from palermo.evidence.harmonise.model import FIELDS, Field, Kind, Shape, State
from palermo.evidence.harmonise.table import Table
from palermo.evidence.harmonise.text import plain
from palermo.reference.vocabularies import vocabulary

ENOUGH = 0.6  # below it a person must say what the column is
SILENT = (
    "",
    "NULL",
    "null",
    "Null",
    "NA",
    "N/A",
    "n/a",
    "N/a",
    "#N/A",
    "NaN",
    "nan",
    "None",
    "-",
    "\u2013",
    "-99",
)
SAME_NAME = 0.85  # a name so alike is proposed whatever the cells hold
FLAGS = {"0", "1", "yes", "no", "true", "false", "0.0", "1.0", "y", "n", "si", "oui", "non", "x"}


@dataclass(frozen=True)
class Proposal:
    """What a column may be, how well that fits (0 to 1), and why in words."""

    column: Column
    fit: float
    reason: str


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return the names under which each field is known: of the shipped schemas and of the word list."""
    text = files("palermo.evidence.harmonise").joinpath("suggest_words.toml").read_text(encoding="utf-8")
    found = {name: [plain(word) for word in words] for name, words in tomllib.loads(text).items()}
    for mapping in map(schema, schema_names()):
        if mapping.shape is Shape.PERSONS:
            for column in mapping.columns:
                if column.field and column.treatment is not Treatment.FLAG:
                    found.setdefault(column.field, []).extend(
                        _spoken(name) for name in (column.name, column.label) if name
                    )
    return {name: tuple(dict.fromkeys(words)) for name, words in found.items()}


@cache
def _values() -> dict[str, dict[str, str]]:
    """Return words that agencies write for codes, by vocabulary; for proposals only, a person confirms them."""
    text = files("palermo.evidence.harmonise").joinpath("value_words.toml").read_text(encoding="utf-8")
    return {
        scheme: {plain(word): code for code, words in codes.items() for word in words}
        for scheme, codes in tomllib.loads(text).items()
    }


def _spoken(name: str) -> str:
    """Return a name as words: prefixes of standards and capitals inside are taken apart."""
    name = (
        name.split("_", 1)[1]
        if name[:4] in {"prs_", "vic_", "per_", "cas_", "org_", "hte_", "spl_"}
        else name
    )
    apart = "".join(f" {letter}" if letter.isupper() else letter for letter in name.replace("_", " "))
    return plain(apart) if not name.isupper() else plain(name)


def _likeness(header: str, words: Sequence[str]) -> tuple[float, str]:
    """Return how alike a header and the best of some names are, and that name."""
    forms = {plain(header.replace("_", " ")), _spoken(header)}
    best = max(words, key=lambda word: max(fuzz.token_sort_ratio(form, word) for form in forms), default="")
    return max((fuzz.token_sort_ratio(form, best) for form in forms), default=0) / 100, best


def _treatment(field: Field) -> Treatment:
    if field.scheme == "iso-3166-1":
        return Treatment.COUNTRIES if field.kind is Kind.SET else Treatment.COUNTRY
    if field.kind is Kind.NUMBER:
        return Treatment.NUMBER
    return Treatment.CODES if field.kind is Kind.SET else Treatment.CODE


def _bounds(field: Field) -> tuple[int | None, int | None]:
    if field.name.endswith("_year"):
        return 1990, 2100
    return (0, 120) if field.kind is Kind.NUMBER else (None, None)


def _draft(header: str, field: Field) -> Column:
    low, high = _bounds(field)
    return Column(header, _treatment(field), field=field.name, low=low, high=high)


def _reading() -> Mapping:
    return Mapping("", "", "", "", Shape.PERSONS, (), "", separators=(";", "|", ","), missing=SILENT)


def _understood(column: Column, values: Sequence[str], today: date) -> tuple[float, dict[str, str]]:
    """Return the share of different values that the field's vocabulary has, and what each of those means."""
    words = _values().get(column.vocabulary, {})
    meant: dict[str, str] = {}
    known = 0
    for value in values:
        verdict = read_cell(value, column, _reading(), today=today)
        code = words.get(plain(value), "") or (verdict.yes[0] if len(verdict.yes) == 1 else "")
        known += verdict.state is State.KNOWN or bool(code)
        if code and column.treatment in {Treatment.CODE, Treatment.CODES}:
            meant[value] = code
    return known / len(values) if values else 0.0, meant


def _as_flag(header: str) -> Proposal | None:
    """Propose a flag for cells of yes and no under a header that names one code of a set."""
    best: tuple[float, Field, str, str] | None = None
    for field in FIELDS:
        if field.kind is not Kind.SET or field.scheme == "iso-3166-1":
            continue
        for entry in vocabulary(field.scheme).concepts:
            unit = field.name.split("_", 1)[1].replace("_", " ")
            like, word = _likeness(
                header, (plain(entry.label), _spoken(entry.code), f"{unit} {plain(entry.label)}")
            )
            if best is None or like > best[0]:
                best = (like, field, entry.code, word)
    if best is None or best[0] < ENOUGH:
        return None
    like, field, code, word = best
    reason = f"cells of yes and no; the name is {like:.0%} like {word!r}"
    return Proposal(Column(header, Treatment.FLAG, field=field.name, code=code), like, reason)


def propose(header: str, cells: Sequence[str], *, today: date) -> Proposal:
    """Propose what one column is."""
    filled = [cell for cell in cells if cell.strip() and cell.strip() not in SILENT]
    found = by_name(header) or by_values(filled)
    if found is not None:
        return Proposal(Column(header, found.treatment, reason=found.reason), 1.0, found.reason)
    values = list(dict.fromkeys(filled))[:200]
    flags = bool(values) and {value.casefold() for value in values} <= FLAGS
    flag = _as_flag(header) if flags else None
    if flag is not None:
        return flag
    fitting = [_fitting(header, values, field, today, flags=flags) for field in FIELDS]
    best = max((proposal for proposal in fitting if proposal), key=lambda each: each.fit, default=None)
    unclear = Column(header, Treatment.IGNORED, reason="Not recognised; say what it is.")
    return best or Proposal(unclear, 0.0, "nothing fits well enough")


def _fitting(
    header: str, values: Sequence[str], field: Field, today: date, *, flags: bool
) -> Proposal | None:
    """Propose one field for a column when its name or its cells speak for it."""
    like, word = _likeness(header, _names().get(field.name, ()))
    draft = _draft(header, field)
    share, meant = _understood(draft, values, today)
    fit = 0.5 * like + 0.5 * share if values else like
    telling = field.kind is not Kind.NUMBER and field.scheme != "case-yesno" and len(values) >= 3
    by_cells = telling and share >= 0.8 and not flags
    by_both = like >= 0.5 and fit >= ENOUGH and not flags
    if like < SAME_NAME and not by_cells and not by_both:
        return None
    reason = f"the name is {like:.0%} like {word!r}; " if word else ""
    reason += f"{round(share * len(values))} of {len(values)} different values are known to the field"
    if share < 1 and draft.treatment in {Treatment.CODE, Treatment.CODES}:
        reason += "; add the others to codes"
    codes = {value: code for value, code in meant.items() if value != code}
    return Proposal(replace(draft, codes=codes), fit, reason)


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _lines(proposal: Proposal) -> list[str]:
    column = proposal.column
    lines = [
        "",
        f"# {proposal.reason}",
        "[[column]]",
        f"name = {_toml(column.name)}",
        f'as = "{column.treatment}"',
    ]
    if column.at:
        lines.append(
            "at = { " + ", ".join(f"{key} = {_toml(code)}" for key, code in column.at.items()) + " }"
        )
    for key in ("field", "code", "reason"):
        if text := getattr(column, key):
            lines.append(f"{key} = {_toml(text)}")
    lines += [
        f"{key} = {number}"
        for key, number in (("low", column.low), ("high", column.high))
        if number is not None
    ]
    if column.codes:
        lines.append(
            "codes = { "
            + ", ".join(f"{_toml(value)} = {_toml(code)}" for value, code in column.codes.items())
            + " }"
        )
    return lines


def _fixed(counted: Recognised) -> list[str]:
    """Return the lines for what a table of counts does not say in a column."""
    there = {column.field for column in counted.columns.values()}
    there |= {name for column in counted.columns.values() for name in column.at}
    lines = [
        "",
        f"# A table of counts: {counted.reason}.",
        "# What holds for every row: docs/canonical-model.md.",
    ]
    lines.append("[fixed]")
    lines.append('indicator = "detected_victims"')
    if counted.dimension:
        lines.append(f'dimension = "{counted.dimension}"')
    return lines + [f'# {name} = "say which"' for name in ("country", "year") if name not in there]


def _suppressed(counted: Recognised) -> str:
    bounds = ", ".join(f"{_toml(sign)} = [{low}, {high}]" for sign, (low, high) in counted.suppressed.items())
    return f"suppressed = {{ {bounds} }}"


def suggest(table: Table, *, today: date) -> str:
    """Return a mapping as TOML, with the reason of each proposal above it; of counts for a table of counts."""
    counted = recognise(table)
    proposals = []
    for place, header in enumerate(table.header):
        if header and counted is not None:
            column = counted.columns[place]
            known = column.treatment not in CARRIED_NOWHERE
            proposals.append(Proposal(column, 1.0, "by its name and its cells" if known else "nothing fits"))
        elif header:
            cells = [row[place] for row in table.sample if place < len(row)]
            proposals.append(propose(header, cells, today=today))
    carried = sum(1 for proposal in proposals if proposal.column.treatment not in CARRIED_NOWHERE)
    stem = "".join(letter if letter.isalnum() else "-" for letter in table.grid.path.stem.casefold()).strip(
        "-"
    )
    head = [
        f"# Proposed for {table.grid.place.rstrip(',')}: {carried} of {len(table.header)} columns would be carried.",
        "# Read every line, correct it, save it, and use it again: palermo harmonise FILE --mapping MAP.toml",
        "# Raise the version when you change it. `as` and `field`: docs/canonical-model.md.",
        "",
        "[mapping]",
        f"name = {_toml(stem or 'table')}",
        'version = "1"',
        f"title = {_toml(table.grid.path.stem)}",
        'source = "say where the table comes from"',
        f'shape = "{Shape.PERSONS if counted is None else Shape.COUNTS}"',
        *([] if counted is None else _fixed(counted)),
        "",
        "[reading]",
        "missing = [" + ", ".join(_toml(word) for word in SILENT[:-1]) + "]",
        'unknown = ["-99"]',
        'separators = [";", "|", ","]',
        *([] if counted is None or not counted.hidden else [_suppressed(counted)]),
    ]
    return "\n".join([*head, *(line for proposal in proposals for line in _lines(proposal))]) + "\n"
