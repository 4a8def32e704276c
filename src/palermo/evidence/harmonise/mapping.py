"""A mapping: which column of a source says what in the canonical model. A TOML file that a person can read.

The schemas that ship are mappings too, in `schemas/`. A mapping has a name and a version; its digest goes into
every file made with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass
from dataclasses import field as filled_with
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.bands import bands
from palermo.evidence.harmonise.model import COUNT_SCHEMES, FIELD_BY_NAME, Kind, Shape
from palermo.evidence.harmonise.whole_numbers import ALONE, Marks
from palermo.reference.vocabularies import vocabularies


class Treatment(StrEnum):
    """What is done with the cells of a column."""

    CODE = "code"
    CODES = "codes"
    FLAG = "flag"
    NUMBER = "number"
    BAND = "band"
    YEAR_OF_DATE = "year_of_date"
    COUNTRY = "country"
    COUNTRIES = "countries"
    IDENTIFIED_ON = "identified_on"
    ASSISTED_ON = "assisted_on"
    KEY = "key"
    COUNT = "count"
    COUNT_FLAG = "count_flag"
    CATEGORY = "category"
    IDENTITY = "identity"
    CONTACT = "contact"
    DOCUMENT = "document"
    EXACT_DATE = "exact_date"
    FREE_TEXT = "free_text"
    IGNORED = "ignored"


WITHHELD = {
    Treatment.IDENTITY,
    Treatment.CONTACT,
    Treatment.DOCUMENT,
    Treatment.EXACT_DATE,
    Treatment.FREE_TEXT,
}
NO_SOURCE = "say where the table comes from"  # of a proposal, until somebody says it
CARRIED_NOWHERE = WITHHELD | {Treatment.IGNORED}
FITTING = {
    Treatment.CODE: {Kind.ONE, Kind.SET},
    Treatment.CODES: {Kind.SET},
    Treatment.FLAG: {Kind.SET, Kind.ONE},
    Treatment.NUMBER: {Kind.NUMBER},
    Treatment.BAND: {Kind.ONE, Kind.SET},
    Treatment.YEAR_OF_DATE: {Kind.NUMBER},
    Treatment.COUNTRY: {Kind.ONE, Kind.SET},
    Treatment.COUNTRIES: {Kind.SET},
    Treatment.IDENTIFIED_ON: {Kind.NUMBER},
    Treatment.ASSISTED_ON: {Kind.NUMBER},
}


TOLD_BY_THE_TABLE = {"treatment", "marks", "form", "doubted"}
COUNTED_AS = {
    "country": {Treatment.COUNTRY},
    "category": {Treatment.CATEGORY},
    "year": {Treatment.NUMBER, Treatment.YEAR_OF_DATE},
}
CALENDARS = {"", "gregorian", "buddhist"}
SERIALS = {"", "1900", "1904"}
THOUSANDS = {"", ",", ".", " ", "'"}


@dataclass(frozen=True)
class Column:
    """One column of the source.

    `codes` maps the source's values to codes where they differ; `code` is what a flag stands for; `unknown` are
    values that mean so in this column only, as are `missing`; `low` and `high` bound a number. `written` tells
    whether the column may be written back (a deprecated one is only read). `at` says what a column of counts counts,
    where that stands in its name.

    `marks`, `form` and `doubted` stand in no file; the table tells them: what comma and point part in the column,
    of how many letters its countries' codes are, and which words for silence other columns of the table use.
    """

    name: str
    treatment: Treatment
    field: str = ""
    aliases: tuple[str, ...] = ()
    label: str = ""
    code: str = ""
    codes: Table[str, str] = filled_with(default_factory=dict)
    scheme: str = ""
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    reason: str = ""
    written: bool = True
    at: Table[str, str] = filled_with(default_factory=dict)
    marks: Marks = ALONE
    form: str = ""
    doubted: frozenset[str] = frozenset()

    @property
    def vocabulary(self) -> str:
        """The scheme of the column's codes."""
        found = FIELD_BY_NAME.get(self.field)
        return self.scheme or (found.scheme if found else COUNT_SCHEMES.get(self.field, ""))


@dataclass(frozen=True)
class Mapping:
    """A mapping as read; `digest` is the SHA-256 of its text.

    `thousands` is the sign that parts thousands, None where each column must prove it; `calendar` is that of the
    years; `date_serials` the day from which spreadsheets counted, where days came as numbers into a text file. Of
    counts: `repeated_parts` tells that a part whose key repeats is one of several, `fixed` holds what is the same for
    every row and stands in no column.

    Of several words for the same (`yes`, `unknown`, `missing`, `separators`) the first is the one that is written
    back.
    """

    name: str
    version: str
    title: str
    source: str
    shape: Shape
    columns: tuple[Column, ...]
    digest: str
    separators: tuple[str, ...] = (";",)
    date_order: str = ""
    missing: tuple[str, ...] = ("",)
    unknown: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    yes: tuple[str, ...] = ("1", "yes", "true")
    no: tuple[str, ...] = ("0", "no", "false")
    suppressed: Table[str, tuple[int, int]] = filled_with(default_factory=dict)
    largest_count: int = 1_000_000
    thousands: str | None = None
    calendar: str = ""
    date_serials: str = ""
    repeated_parts: bool = False
    fixed: Table[str, str] = filled_with(default_factory=dict)


def _column(raw: dict[str, Any], *, shape: Shape, where: str) -> Column:
    name = raw.get("name", "")
    if not isinstance(name, str) or not name:
        raise InputError(f'{where}: a [[column]] has no name; write name = "…" in it.')
    where = f"{where}, column {name!r}"
    unknown = set(raw) - (set(Column.__dataclass_fields__) - TOLD_BY_THE_TABLE) - {"as"}
    if unknown:
        raise InputError(f"{where}: {sorted(unknown)[0]!r} is no word of a mapping.")
    try:
        treatment = Treatment(raw["as"])
    except (KeyError, ValueError):
        raise InputError(f"{where}: as = must be one of {', '.join(Treatment)}.") from None
    words: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in raw.items() if key != "as"
    }
    words["at"] = {name: str(code) for name, code in words.get("at", {}).items()}
    column = Column(**words, treatment=treatment)
    _check(column, shape=shape, where=where)
    return column


def _check(column: Column, *, shape: Shape, where: str) -> None:
    """Refuse a column that says something the model has no place for."""
    if column.treatment in CARRIED_NOWHERE | {Treatment.KEY}:
        if column.field:
            raise InputError(
                f"{where}: a column that is {column.treatment} has no field; remove one of both."
            )
        return
    if shape is Shape.COUNTS:
        _check_counted(column, where=where)
    elif column.field not in FIELD_BY_NAME:
        raise InputError(f"{where}: there is no field {column.field!r}; see docs/canonical-model.md.")
    elif FIELD_BY_NAME[column.field].kind not in FITTING.get(column.treatment, set()):
        raise InputError(f"{where}: {column.field} cannot be filled as {column.treatment}.")
    if column.treatment is Treatment.BAND and not bands(column.vocabulary):
        raise InputError(f'{where}: {column.field} has no bands; use as = "code".')
    scheme = vocabularies().get(column.vocabulary)
    for code in {*column.codes.values(), *({column.code} if column.code else set())}:
        if scheme is not None and code not in scheme:
            raise InputError(
                f"{where}: {scheme.scheme} has no code {code!r}; try `palermo vocab show {scheme.scheme}`."
            )
    if column.treatment is Treatment.FLAG and not column.code:
        raise InputError(f'{where}: a flag needs code = "…", the code it stands for.')


def _check_counted(column: Column, *, where: str) -> None:
    _check_fixed(column.at, where=f"{where}, at")
    if column.treatment in {Treatment.COUNT, Treatment.COUNT_FLAG}:
        return
    if column.field not in COUNT_SCHEMES:
        raise InputError(
            f"{where}: counts have no field {column.field!r}; there are {', '.join(COUNT_SCHEMES)}."
        )
    fitting = COUNTED_AS.get(column.field, {Treatment.CODE})
    if column.treatment not in fitting:
        raise InputError(f"{where}: {column.field} cannot be filled as {column.treatment}.")


def _check_fixed(fixed: Table[str, str], *, where: str) -> None:
    """Refuse what is no code of a field of counts."""
    for name, code in fixed.items():
        scheme = vocabularies().get(COUNT_SCHEMES.get(name, ""))
        if name not in COUNT_SCHEMES or (scheme is not None and code not in scheme):
            what = f"is no code of {scheme.scheme}" if scheme else f"stands for no field {name!r} of counts"
            raise InputError(f"{where}: {code!r} {what}.")
        if name == "year" and not (code.isascii() and code.isdecimal() and len(code) == 4):
            raise InputError(f"{where}: {code!r} is no year.")


def parse(text: str, *, where: str) -> Mapping:
    """Read a mapping from TOML. Raises InputError naming `where`, the column and what to write instead."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where} is no TOML: {error}.") from None
    head = raw.get("mapping", {})
    try:
        shape = Shape(head.get("shape", "persons"))
        words: dict[str, Any] = {key: str(head[key]) for key in ("name", "version", "title", "source")}
    except (KeyError, ValueError) as error:
        raise InputError(
            f"{where}: [mapping] needs name, version, title, source, shape; wrong is {error}."
        ) from None
    reading = raw.get("reading", {})
    lists = ("missing", "unknown", "not_asked", "not_applicable", "yes", "no")
    values: dict[str, Any] = words
    values |= {key: tuple(reading[key]) for key in lists if key in reading}
    if "separators" in reading:
        values["separators"] = tuple(reading["separators"])
    single = ("date_order", "largest_count", "thousands", "calendar", "date_serials", "repeated_parts")
    values |= {key: reading[key] for key in single if key in reading}
    values["suppressed"] = {sign: (low, high) for sign, (low, high) in reading.get("suppressed", {}).items()}
    if values.get("date_order", "dmy") not in {"dmy", "mdy", "ymd"}:
        raise InputError(f"{where}: date_order must be dmy, mdy or ymd.")
    for key, allowed in (("calendar", CALENDARS), ("date_serials", SERIALS), ("thousands", THOUSANDS)):
        if values.get(key, "") not in allowed:
            raise InputError(f"{where}: {key} must be one of {', '.join(sorted(map(repr, allowed)))}.")
    wrong = set(reading) - {*lists, *single, "separators", "suppressed"}
    if wrong:
        raise InputError(f"{where}: {sorted(wrong)[0]!r} is no word of [reading].")
    values["fixed"] = {name: str(code) for name, code in raw.get("fixed", {}).items()}
    _check_fixed(values["fixed"], where=f"{where}, [fixed]")
    columns = tuple(_column(entry, shape=shape, where=where) for entry in raw.get("column", []))
    if not columns:
        raise InputError(f"{where} maps no column; add a [[column]].")
    digest = sha256(text.encode()).hexdigest()
    return Mapping(shape=shape, columns=columns, digest=digest, **values)


def load(path: Path) -> Mapping:
    """Read a mapping from a file. Raises InputError when it is missing or wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The mapping {path} cannot be read ({type(error).__name__}).") from None
    return parse(text, where=str(path))


def schema_names() -> list[str]:
    """Return the names of the schemas that ship."""
    folder = files("palermo.evidence.harmonise").joinpath("schemas")
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


@cache
def schema(name: str) -> Mapping:
    """Return a schema that ships. Raises InputError with the names there are."""
    if name not in schema_names():
        raise InputError(f"There is no schema {name!r}; there are {', '.join(schema_names())}.")
    text = files("palermo.evidence.harmonise").joinpath("schemas", f"{name}.toml").read_text(encoding="utf-8")
    return parse(text, where=name)
