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
from palermo.evidence.harmonise.model import COUNT_COLUMNS, FIELD_BY_NAME, Kind, Shape
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


@dataclass(frozen=True)
class Column:
    """One column of the source.

    `codes` maps the source's values to codes where they differ; `code` is what a flag stands for; `unknown` are
    values that mean so in this column only; `low` and `high` bound a number. `written` tells whether the column
    may be written back (a deprecated one is only read).
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
    low: int | None = None
    high: int | None = None
    reason: str = ""
    written: bool = True

    @property
    def vocabulary(self) -> str:
        """The scheme of the column's codes."""
        return self.scheme or (FIELD_BY_NAME[self.field].scheme if self.field in FIELD_BY_NAME else "")


@dataclass(frozen=True)
class Mapping:
    """A mapping as read; `digest` is the SHA-256 of its text.

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


def _column(raw: dict[str, Any], *, shape: Shape, where: str) -> Column:
    name = raw.get("name", "")
    if not isinstance(name, str) or not name:
        raise InputError(f'{where}: a [[column]] has no name; write name = "…" in it.')
    where = f"{where}, column {name!r}"
    unknown = set(raw) - {entry for entry in Column.__dataclass_fields__ if entry != "treatment"} - {"as"}
    if unknown:
        raise InputError(f"{where}: {sorted(unknown)[0]!r} is no word of a mapping.")
    try:
        treatment = Treatment(raw["as"])
    except (KeyError, ValueError):
        raise InputError(f"{where}: as = must be one of {', '.join(Treatment)}.") from None
    words: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in raw.items() if key != "as"
    }
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
        if column.field not in COUNT_COLUMNS and column.treatment is not Treatment.COUNT:
            raise InputError(f"{where}: counts have no field {column.field!r}; see docs/canonical-model.md.")
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
    values |= {key: reading[key] for key in ("date_order", "largest_count") if key in reading}
    values["suppressed"] = {sign: (low, high) for sign, (low, high) in reading.get("suppressed", {}).items()}
    if values.get("date_order", "dmy") not in {"dmy", "mdy", "ymd"}:
        raise InputError(f"{where}: date_order must be dmy, mdy or ymd.")
    wrong = set(reading) - {*lists, "separators", "date_order", "largest_count", "suppressed"}
    if wrong:
        raise InputError(f"{where}: {sorted(wrong)[0]!r} is no word of [reading].")
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
