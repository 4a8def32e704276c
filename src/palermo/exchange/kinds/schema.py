"""The schema of a kind of package, read from its JSON Schema, and what is wrong with a payload.

The file says everything about a payload, so that a partner can try one without this code
(docs/decisions/json-schema.md). Two annotations are ours: `x-palermo`, what holds for the package as a whole, and
`x-data-class`, the class of data a field belongs to: it leaves only where that class was agreed, consented to and
named in the header. A required field may be empty unless it has a `minLength`, never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from palermo.trust.basis.rules import DataClass
from palermo.trust.json_text import read_json
from palermo.trust.mandates import OrganisationKind


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
    """One field of a payload, for whoever fills one. `most` is how many codes or records a list takes."""

    type: FieldType
    required: bool = False
    min_length: int = 0
    max_length: int = 0
    most: int = 0
    codes: frozenset[str] = frozenset()
    pattern: str = ""
    data_class: DataClass | None = None
    fields: Mapping[str, Field] | None = None

    @classmethod
    def read(cls, part: Mapping[str, Any], *, required: bool) -> Field:
        """A field from its part of the schema. Raises ValueError or KeyError for one that says too little."""
        items = part["items"] if part["type"] == "array" else {}
        value = items or part
        found = cls(
            type=_type(part),
            most=part.get("maxItems", 0),
            required=required,
            min_length=value.get("minLength", 0),
            max_length=value.get("maxLength", 0),
            codes=frozenset(value.get("enum", ())),
            pattern=value.get("pattern", ""),
            data_class=DataClass(part["x-data-class"]) if "x-data-class" in part else None,
            fields=_fields(items) if items.get("type") == "object" else None,
        )
        if found.type in {FieldType.CODE, FieldType.CODES} and bool(found.codes) == bool(found.pattern):
            raise ValueError("a string needs a maxLength, an enum or a pattern")
        return found


def _type(part: Mapping[str, Any]) -> FieldType:
    match part:
        case {"type": "string", "maxLength": _}:
            return FieldType.TEXT
        case {"type": "string"}:
            return FieldType.CODE
        case {"type": "array", "items": {"type": "string"}}:
            return FieldType.CODES
        case {"type": "array", "items": {"type": "object"}}:
            return FieldType.RECORDS
    raise ValueError("a field is a string, or a list of strings or objects")


def _fields(part: Mapping[str, Any]) -> Mapping[str, Field]:
    return {
        name: Field.read(inner, required=name in part["required"])
        for name, inner in part["properties"].items()
    }


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
    validator: Validator = field(repr=False, compare=False)

    @classmethod
    def read(cls, path: Path) -> Schema:
        """The schema in a JSON file. Raises ValueError naming the file for one that is none."""
        try:
            document = read_json(path.read_text(encoding="utf-8"))
            Draft202012Validator.check_schema(document)
            facts = document["x-palermo"]
            return cls(
                kind=facts["kind"],
                version=facts["version"],
                from_room=facts["from_room"],
                to_room=facts["to_room"],
                opens_thread=facts["opens_thread"],
                identity=facts["identity"],
                drop_body_once_received=facts["drop_body_once_received"],
                never_to=frozenset(OrganisationKind(kind) for kind in facts["never_to"]),
                fields=_fields(document),
                validator=_Validator(document),
            )
        except SchemaError as error:
            raise ValueError(f"{path.name} is no schema of a package: {error.message}.") from None
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name} is no schema of a package: {error}.") from None

    def validate(self, payload: Mapping[str, Any]) -> None:
        """Raise BadPayload naming every wrong field."""
        wrong: dict[str, Wrong] = {}
        try:
            for error in self.validator.iter_errors(payload):
                for place, found in _wrong(error):
                    wrong[place] = min(found, wrong.get(place, found), key=_NAMED_FIRST.index)
        except RecursionError:
            # Nested a thousand deep: nothing a form could have made, and no place worth naming.
            wrong = {"": Wrong.WRONG_TYPE}
        if wrong:
            raise BadPayload(wrong)

    def data_classes(self, payload: Mapping[str, Any]) -> frozenset[DataClass]:
        """The classes of data that the fields of `payload` belong to, empty fields included."""
        found = (self.fields[name].data_class for name in payload if name in self.fields)
        return frozenset(code for code in found if code is not None)


def _unless_too_long(keyword: str) -> Callable[..., Iterator[ValidationError]]:
    """A rule of lists that is not asked of one longer than allowed: that is refused for its length alone.

    Otherwise a list of ten thousand wrong items would cost seconds, and comparing them minutes.
    """
    rule = Draft202012Validator.VALIDATORS[keyword]

    def check(
        validator: Validator, value: Any, instance: Any, schema: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        if validator.is_type(instance, "array") and len(instance) <= schema.get("maxItems", len(instance)):
            yield from rule(validator, value, instance, schema) or ()

    return check


_Validator = extend(  # type: ignore[no-untyped-call]  # the stub leaves this one out
    Draft202012Validator,
    validators={keyword: _unless_too_long(keyword) for keyword in ("items", "uniqueItems")},
    # A payload about to be sent is not JSON yet: any mapping will be an object, a tuple an array.
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "object": lambda _, value: isinstance(value, Mapping),
            "array": lambda _, value: isinstance(value, list | tuple),
        }
    ),
)

_BY_KEYWORD = {
    "type": Wrong.WRONG_TYPE,
    "minLength": Wrong.TOO_SHORT,
    "maxLength": Wrong.TOO_LONG,
    "maxItems": Wrong.TOO_LONG,
    "uniqueItems": Wrong.TWICE,
    "enum": Wrong.NOT_A_CODE,
    "pattern": Wrong.NOT_A_CODE,
}
# What a value may not be ("not"), by the name it has in the file.
_BY_NAME = {
    "#/$defs/control": Wrong.WRONG_TYPE,
    "#/$defs/blank": Wrong.TOO_SHORT,
    "#/$defs/odd": Wrong.NOT_A_CODE,
}
# Where several things are wrong with one field, the first of these is named.
_NAMED_FIRST = (
    Wrong.UNKNOWN,
    Wrong.MISSING,
    Wrong.WRONG_TYPE,
    Wrong.TOO_LONG,
    Wrong.TOO_SHORT,
    Wrong.NOT_A_CODE,
    Wrong.TWICE,
)


def _wrong(error: ValidationError) -> Iterator[tuple[str, Wrong]]:
    """The fields an error of the library is about. Its message is not used: it quotes the payload."""
    place = [str(step) for step in error.absolute_path]
    instance: Any = error.instance
    schema: Any = error.schema
    match error.validator, error.validator_value:
        case "required", [*names]:
            yield from ((".".join([*place, name]), Wrong.MISSING) for name in names if name not in instance)
        case "additionalProperties", _:
            unknown = (str(name) for name in instance if name not in schema["properties"])
            yield from ((".".join([*place, name]), Wrong.UNKNOWN) for name in unknown)
        case "not", {"$ref": name}:
            yield ".".join(place), _BY_NAME.get(name, Wrong.WRONG_TYPE)
        case keyword, _:
            yield ".".join(place), _BY_KEYWORD.get(str(keyword), Wrong.WRONG_TYPE)
