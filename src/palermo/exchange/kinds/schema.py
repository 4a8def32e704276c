"""The schema of a kind of package, read from its TOML file, and what is wrong with a payload.

Every field is one of: `text` (free, at most `max_length` characters, at least `min_length` (0) without the blanks
around it), `code` (one of `codes`, or matching
`pattern`), `codes` (a list of them), `records` (a list of small tables, their fields under `fields`). `data_class`
names the class of data a field belongs to: it leaves only where that class was agreed, consented to and named in
the header. A required field may be empty unless it has a `min_length`, never left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from palermo.kit.text import is_control
from palermo.trust.basis.rules import DataClass
from palermo.trust.people.rules import OrganisationKind

MAX_ITEMS = 50


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    RECORDS = "records"


class Wrong(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    WRONG_TYPE = "wrong_type"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_A_CODE = "not_a_code"
    TWICE = "twice"


class BadPayload(ValueError):
    """A payload does not fit its schema. `fields` gives what is wrong by field (`needs.0.kind`), every one of them."""

    def __init__(self, fields: Mapping[str, Wrong]) -> None:
        super().__init__(", ".join(f"{name}: {wrong}" for name, wrong in fields.items()))
        self.fields = dict(fields)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a payload."""

    type: FieldType
    required: bool = False
    min_length: int = 0
    max_length: int = 0
    codes: frozenset[str] = frozenset()
    pattern: str = ""
    data_class: DataClass | None = None
    fields: Mapping[str, Field] | None = None

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Field:
        """A field from its table in the file. Raises ValueError or KeyError for one that says too little."""
        field = cls(
            type=FieldType(table["type"]),
            required=bool(table.get("required", False)),
            min_length=int(table.get("min_length", 0)),
            max_length=int(table.get("max_length", 0)),
            codes=frozenset(table.get("codes", ())),
            pattern=str(table.get("pattern", "")),
            data_class=DataClass(table["data_class"]) if "data_class" in table else None,
            fields={name: cls.read(inner) for name, inner in table["fields"].items()}
            if "fields" in table
            else None,
        )
        if field.type is FieldType.TEXT and not field.max_length:
            raise ValueError("a text needs a max_length")
        if field.type in {FieldType.CODE, FieldType.CODES} and bool(field.codes) == bool(field.pattern):
            raise ValueError("a code needs either its codes or a pattern")
        if field.type is FieldType.RECORDS and not field.fields:
            raise ValueError("records need fields")
        return field


@dataclass(frozen=True, kw_only=True)
class Schema:
    """A kind of package: where it goes, what it holds.

    `from_room` is the room it leaves, `to_room` the one it enters.
    `opens_thread`: it begins an exchange; others answer one. `identity`: it says who somebody is, and leaves only
    on an allowed evaluation. `never_to`: kinds of office that may not receive it. `drop_body_once_received`:
    the sealed body goes as soon as the receiver has made it its own.
    """

    kind: str
    version: int
    from_room: str
    to_room: str
    opens_thread: bool
    identity: bool
    drop_body_once_received: bool
    never_to: frozenset[OrganisationKind]
    fields: Mapping[str, Field]

    @classmethod
    def read(cls, path: Path) -> Schema:
        """The schema in a TOML file. Raises ValueError naming the file for one that is none."""
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(
                kind=table["kind"],
                version=table["version"],
                from_room=table["from_room"],
                to_room=table["to_room"],
                opens_thread=table["opens_thread"],
                identity=table["identity"],
                drop_body_once_received=table["drop_body_once_received"],
                never_to=frozenset(OrganisationKind(kind) for kind in table["never_to"]),
                fields={name: Field.read(inner) for name, inner in table["fields"].items()},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name} is no schema of a package: {error}.") from None

    def validate(self, payload: Mapping[str, Any]) -> None:
        """Raise BadPayload naming every wrong field."""
        if wrong := dict(_table(payload, self.fields, "")):
            raise BadPayload(wrong)

    def data_classes(self, payload: Mapping[str, Any]) -> frozenset[DataClass]:
        """The classes of data that the fields of `payload` belong to, empty fields included."""
        found = (self.fields[name].data_class for name in payload if name in self.fields)
        return frozenset(code for code in found if code is not None)


def _table(payload: Any, fields: Mapping[str, Field], place: str) -> Iterator[tuple[str, Wrong]]:
    if not isinstance(payload, Mapping):
        yield place.rstrip("."), Wrong.WRONG_TYPE
        return
    for name, field in fields.items():
        if name in payload:
            yield from _value(payload[name], field, f"{place}{name}")
        elif field.required:
            yield f"{place}{name}", Wrong.MISSING
    for name in payload:
        if name not in fields:
            yield f"{place}{name}", Wrong.UNKNOWN


def _value(value: Any, field: Field, place: str) -> Iterator[tuple[str, Wrong]]:
    match field.type:
        case FieldType.TEXT:
            yield from _text(value, field, place)
        case FieldType.CODE:
            yield from _code(value, field, place)
        case FieldType.CODES | FieldType.RECORDS:
            yield from _list(value, field, place)


def _text(value: Any, field: Field, place: str) -> Iterator[tuple[str, Wrong]]:
    if not isinstance(value, str) or any(is_control(sign) for sign in value):
        yield place, Wrong.WRONG_TYPE
    elif len(value) > field.max_length:
        yield place, Wrong.TOO_LONG
    elif len(value.strip()) < field.min_length:
        yield place, Wrong.TOO_SHORT


def _code(value: Any, field: Field, place: str) -> Iterator[tuple[str, Wrong]]:
    if not isinstance(value, str):
        yield place, Wrong.WRONG_TYPE
    elif not _is_code(value, field):
        yield place, Wrong.NOT_A_CODE


def _is_code(value: str, field: Field) -> bool:
    return value in field.codes if field.codes else re.fullmatch(field.pattern, value) is not None


def _list(value: Any, field: Field, place: str) -> Iterator[tuple[str, Wrong]]:
    if not isinstance(value, list | tuple):
        yield place, Wrong.WRONG_TYPE
        return
    if len(value) > MAX_ITEMS:
        yield place, Wrong.TOO_LONG
        return
    for number, item in enumerate(value):
        if field.type is FieldType.CODES:
            yield from _code(item, field, f"{place}.{number}")
        else:
            yield from _table(item, field.fields or {}, f"{place}.{number}.")
    if field.type is FieldType.CODES and len({str(item) for item in value}) < len(value):
        yield place, Wrong.TWICE
