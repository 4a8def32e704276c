"""Each kind of package has one schema file; a payload that does not fit it is refused, every wrong field named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.exchange.kit import ENQUIRY

from palermo.exchange.kinds import registry
from palermo.exchange.kinds.registry import UnknownKind, register, schema_of, schemas
from palermo.exchange.kinds.schema import BadPayload, Field, FieldType, Schema, Wrong
from palermo.exchange.words import KINDS
from palermo.kit.text import is_control, turns_writing, without_controls
from palermo.reference.persons import AgeBand, Gender, NeedKind, Urgency
from palermo.trust.basis.rules import OF_IDENTIFICATION, DataClass
from palermo.trust.mandates import OrganisationKind

PRESUMED = {
    "identification_request": {
        "about",
        "asked_by",
        "presumed_on",
        "responder_kind",
        "reflection_until",
        "lawyer",
    },
    "conference_call": {"day", "hour", "zone", "place_kind", "points", "until"},
    "conference_decisions": {"list", "decisions"},
}
"""Codes and days about the presumption or the meeting itself, which say nothing of who the person is."""

SLICE: dict[str, Any] = {"code": "BCDF-2345", "safe_contact": "Ring on Tuesdays, say it is the dentist."}


def wrong(kind: str, payload: Any) -> dict[str, Wrong]:
    with pytest.raises(BadPayload) as raised:
        schema_of(kind).validate(payload)
    return raised.value.fields


def valid_value(field: Field) -> st.SearchStrategy[Any]:
    """Values that fit a field."""
    match field.type:
        case FieldType.TEXT:
            letters = st.characters(exclude_categories=("Cc", "Cs"))
            texts = st.text(letters, max_size=min(field.max_length, 60))
            return texts.filter(lambda text: len(text.strip()) >= field.min_length)
        case FieldType.CODE:
            return _code(field)
        case FieldType.CODES:
            return st.lists(_code(field), max_size=min(5, field.most), unique=True)
        case FieldType.RECORDS:
            return st.lists(valid_table(field.fields or {}), max_size=3)


def _code(field: Field) -> st.SearchStrategy[str]:
    if field.codes:
        return st.sampled_from(sorted(field.codes))
    return st.from_regex(field.pattern, fullmatch=True)


def valid_table(fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Payloads that fit a schema's fields, with any of the optional ones."""
    required = {name: valid_value(field) for name, field in fields.items() if field.required}
    optional = {name: valid_value(field) for name, field in fields.items() if not field.required}
    return st.fixed_dictionaries(required, optional=optional)


kinds = st.sampled_from(schemas())


@given(kinds.flatmap(lambda schema: st.tuples(st.just(schema), valid_table(schema.fields))))
def test_what_fits_is_taken(case: tuple[Schema, dict[str, Any]]) -> None:
    schema, payload = case
    schema.validate(payload)


@given(kinds.flatmap(lambda schema: st.tuples(st.just(schema), valid_table(schema.fields))), st.data())
def test_one_wrong_field_is_named_and_no_other(
    case: tuple[Schema, dict[str, Any]], data: st.DataObject
) -> None:
    schema, payload = case
    name = data.draw(st.sampled_from(sorted(payload)))
    nonsense = data.draw(st.sampled_from([None, 7, {"a": 1}, b"bytes", "\x00", "no such code", ["\x07"]]))
    fields = (
        wrong(schema.kind, {**payload, name: nonsense})
        if _is_wrong(schema.fields[name], nonsense)
        else {name: ""}
    )
    assert {field.partition(".")[0] for field in fields} == {name}


def _is_wrong(field: Field, nonsense: Any) -> bool:
    return not (field.type is FieldType.TEXT and nonsense == "no such code")


@given(kinds.flatmap(lambda schema: st.tuples(st.just(schema), valid_table(schema.fields))), st.data())
def test_a_missing_field_and_an_unknown_one_are_both_named(
    case: tuple[Schema, dict[str, Any]], data: st.DataObject
) -> None:
    schema, payload = case
    missing = data.draw(
        st.sampled_from(sorted(name for name, field in schema.fields.items() if field.required))
    )
    del payload[missing]
    found = wrong(schema.kind, {**payload, "passport_number": "X1"})
    assert found == {missing: Wrong.MISSING, "passport_number": Wrong.UNKNOWN}


@given(
    kinds,
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
def test_any_json_is_answered_with_the_wrong_fields_or_taken(schema: Schema, payload: Any) -> None:
    with pytest.raises(BadPayload):
        schema.validate(payload)


def test_every_wrong_field_of_a_payload_is_named_with_what_is_wrong() -> None:
    assert wrong("enquiry", {**ENQUIRY, "gender": "unicorn", "languages": ["en", "en"], "code": 7}) == {
        "gender": Wrong.NOT_A_CODE,
        "languages": Wrong.TWICE,
        "code": Wrong.WRONG_TYPE,
    }
    needs = [{"kind": "legal", "urgency": "days"}, {"kind": "gold"}]
    assert wrong("identity_slice", {**SLICE, "needs": needs, "name": "N" * 401}) == {
        "needs.1.kind": Wrong.NOT_A_CODE,
        "needs.1.urgency": Wrong.MISSING,
        "name": Wrong.TOO_LONG,
    }


def test_an_identity_slice_always_says_how_to_contact_her_safely() -> None:
    for empty in ("", " \n"):
        assert wrong("identity_slice", {**SLICE, "safe_contact": empty}) == {"safe_contact": Wrong.TOO_SHORT}
    assert wrong("identity_slice", {"code": "BCDF-2345"}) == {"safe_contact": Wrong.MISSING}


def test_every_field_that_says_who_she_is_belongs_to_a_class_of_data() -> None:
    for schema in schemas():
        if schema.identity:
            unclassed = {name for name, field in schema.fields.items() if field.data_class is None}
            assert unclassed == {"code", *PRESUMED.get(schema.kind, ())}
            coded = [schema.fields[name] for name in unclassed]
            coded += [inner for field in coded for inner in (field.fields or {}).values()]
            assert all(field.type is not FieldType.TEXT for field in coded)
    slice_ = schema_of("identity_slice")
    assert slice_.data_classes({**SLICE, "name": ""}) == {DataClass.SAFE_CONTACT, DataClass.NAME}
    assert {field.data_class for field in slice_.fields.values()} - {None} == set(
        DataClass
    ) - OF_IDENTIFICATION
    request = schema_of("identification_request")
    assert {field.data_class for field in request.fields.values()} - {None} == set(DataClass) - {
        DataClass.NEEDS
    }


def test_an_enquiry_has_no_field_for_free_text_or_a_place() -> None:
    types = {field.type for field in schema_of("enquiry").fields.values()}
    assert types == {FieldType.CODE, FieldType.CODES}


def test_no_kind_goes_to_immigration_or_border_control_police_or_prosecution() -> None:
    apart = {
        OrganisationKind.IMMIGRATION_AUTHORITY,
        OrganisationKind.BORDER_AUTHORITY,
        OrganisationKind.POLICE,
        OrganisationKind.PROSECUTION,
    }
    for schema in schemas():
        assert apart <= schema.never_to


def test_the_codes_of_the_schemas_are_those_of_the_room() -> None:
    left_by_an_erasure = {AgeBand.CHILD, AgeBand.ADULT}
    enquiry, slice_ = schema_of("enquiry").fields, schema_of("identity_slice").fields
    assert enquiry["need_kind"].codes == {code.value for code in NeedKind}
    assert enquiry["urgency"].codes == {code.value for code in Urgency}
    for fields in (enquiry, slice_):
        assert fields["age_band"].codes == {code.value for code in AgeBand} - left_by_an_erasure
        assert fields["gender"].codes == {code.value for code in Gender}


def test_every_kind_has_words() -> None:
    assert {schema.kind for schema in schemas()} == set(KINDS)


def test_a_kind_without_a_schema_file_cannot_be_registered() -> None:
    with pytest.raises(UnknownKind):
        register("rumour", receive=lambda *_, **__: None, on_event=lambda *_, **__: None)


FACTS = {
    "kind": "rumour",
    "version": 1,
    "from_room": "r",
    "to_room": "r",
    "opens_thread": True,
    "identity": False,
    "drop_body_once_received": True,
    "never_to": [],
}


def document(**fields: Any) -> str:
    return json.dumps({"x-palermo": FACTS, "required": [], "properties": fields})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "true",
        '{"x-palermo": {"kind": "x"}}',
        '{"x-palermo": ',
        document(a={"type": "string"}),
        document(a={"type": "string", "enum": ["a"], "pattern": "^a$"}),
        document(a={"type": "array", "items": {"type": "string"}}),
        document(a={"type": "array", "items": {"type": "number"}}),
        document(a={"type": "number"}),
        document(a={"type": "string", "maxLength": "long"}),
        document(a={"type": "string", "pattern": "["}),
        document(a={"type": "string", "maxLength": 4, "x-data-class": "gossip"}),
    ],
)
def test_a_file_that_is_no_schema_is_named_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rumour.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"^rumour\.json is no schema of a package: .+\.$"):
        Schema.read(path)


def test_a_file_that_says_enough_is_a_schema(tmp_path: Path) -> None:
    path = tmp_path / "rumour.json"
    path.write_text(document(a={"type": "string", "maxLength": 4, "x-data-class": "name"}), encoding="utf-8")
    schema = Schema.read(path)
    assert (schema.kind, schema.version, schema.from_room, schema.to_room) == ("rumour", 1, "r", "r")
    assert schema.fields == {"a": Field(type=FieldType.TEXT, max_length=4, data_class=DataClass.NAME)}


FILES = sorted((Path(registry.__file__).parent).glob("*.json"))


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object within a schema, itself included."""
    if isinstance(schema, dict):
        yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            yield from parts(inner)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def written(request: pytest.FixtureRequest) -> Any:
    """A schema as a partner reads it."""
    return json.loads(request.param.read_text(encoding="utf-8"))


def test_every_schema_is_json_schema_of_2020_12_and_refers_to_nothing_outside_itself(written: Any) -> None:
    assert written["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(written)
    refs = {part["$ref"] for part in parts(written) if "$ref" in part}
    assert refs == {f"#/$defs/{name}" for name in written["$defs"]}
    known = set(Draft202012Validator.VALIDATORS) | {"$schema", "$defs", "$comment", "title", "description"}
    named = {"x-palermo", "x-data-class"} | set(FACTS) | set(written["$defs"])
    fields = {name for part in parts(written) for name in part.get("properties", ())}
    assert {key for part in parts(written) for key in part} - known - named - fields == set()


def test_every_object_is_closed_every_list_bounded_and_no_text_holds_control_signs(written: Any) -> None:
    for part in parts(written):
        refused = [part.get("not"), *(each.get("not") for each in part.get("allOf", ()))]
        match part:
            case {"type": "object"}:
                assert part["additionalProperties"] is False
                assert set(part["required"]) <= set(part["properties"])
            case {"type": "array"}:
                assert 0 < part["maxItems"] <= 50
                assert part.get("uniqueItems", part["items"]["type"] == "object")
            case {"type": "string", "maxLength": _}:
                assert {"$ref": "#/$defs/control"} in refused
                assert ({"$ref": "#/$defs/blank"} in refused) == ("minLength" in part)
            case {"type": "string", "pattern": _}:
                assert {"$ref": "#/$defs/odd"} in refused


TURNING = [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


@given(st.data())
def test_no_text_of_a_package_turns_the_direction_of_writing_and_what_is_stripped_leaves(
    data: st.DataObject,
) -> None:
    """All texts of all kinds: forms refuse these signs, and what is from before the forms leaves without them."""
    written = json.loads(data.draw(st.sampled_from(FILES)).read_text(encoding="utf-8"))
    texts = [part for part in parts(written) if part.get("type") == "string"]
    field = data.draw(st.sampled_from(texts))
    validator = Draft202012Validator(written).evolve(schema={**field, "$defs": written["$defs"]})
    before, after = (data.draw(st.text(st.sampled_from("aZ09-مא"), max_size=9)) for _ in range(2))
    turned = f"{before}{data.draw(st.sampled_from(TURNING))}{after}"
    assert not validator.is_valid(turned), field
    if "maxLength" in field:
        assert validator.is_valid(without_controls(turned)) == validator.is_valid(before + after)


def test_a_code_with_an_end_of_line_after_it_is_none(written: Any) -> None:
    """`$` of many dialects, Python's among them, also matches before a last end of line."""
    strings = [part for part in parts(written) if part.get("type") == "string" and "maxLength" not in part]
    patterns = [part for part in strings if "pattern" in part]
    assert patterns
    for part in patterns:
        assert re.fullmatch(r"\^[^^$]+\$", part["pattern"])
        if "|" in part["pattern"]:
            assert part["pattern"].startswith("^(")
            assert part["pattern"].endswith(")$")
    validator = Draft202012Validator(written)
    for part in strings:
        good = part["enum"][0] if "enum" in part else EXAMPLES[part["pattern"]]
        field = validator.evolve(schema={**part, "$defs": written["$defs"]})
        assert field.is_valid(good)
        for bad in (f"{good}\n", f"\n{good}", f"{good}\n{good}", f"{good}\r", f"{good}\u2028", f" {good}"):
            assert not field.is_valid(bad), (part, bad)


EXAMPLES = {
    "^[A-Z]{2}(-[A-Z0-9]{1,20})*$": "XA-COAST",
    "^([A-Z0-9]{4}-[A-Z0-9]{4})?$": "BCDF-2345",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "2026-11-30",
    "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$": "2026-11-30",
    "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$": "2026-11",
    "^[a-z0-9_]{1,40}$": "against_will",
    "^([a-z0-9_.-]{1,40})?$": "palermo-indicators-1",
    "^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*|other|not_known|not_asked|not_said|not_kept)$": "zh-Hant-TW",
    "^[A-Z0-9]{4}-[A-Z0-9]{4}$": "BCDF-2345",
    "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$": "0b9a3c1e-77aa-4f0e-8b1d-0123456789ab",
    "^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*|other|not_known|not_asked|not_said)$": "zh-Hant-TW",
    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$": "01a22ea7-1c95-7128-a541-b0fbc4c72081",
    "^[a-z0-9][A-Za-z0-9_-]{0,39}$": "from_2_to_5",
    "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$": "1999-04",
    "^([A-Z]{2,3}|[a-z_]{1,20})$": "ITA",
    "^[A-Z]{2,3}$": "ITA",
    "^[0-2][0-9]:[0-5][0-9]$": "14:30",
    "^[A-Za-z0-9_+/-]{1,64}$": "Asia/Kathmandu",
    "^[1-9][0-9]{0,6}$": "12",
    "^d[0-9]{1,2}$": "d7",
    "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$": "01a22ea7-1c95-7128-a541-b0fbc4c72081",
}


def test_control_signs_and_blanks_of_the_schemas_are_those_of_the_program() -> None:
    """Sign by sign, all of Unicode: a text refuses what the forms take out, and is blank when nothing is left of it."""
    names = [json.loads(path.read_text(encoding="utf-8"))["$defs"] for path in FILES]
    [control] = {each["control"]["pattern"] for each in names if "control" in each}
    [blank] = {each["blank"]["pattern"] for each in names if "blank" in each}
    signs = [chr(number) for number in range(0x110000)]
    assert [sign for sign in signs if re.search(control, sign)] == [
        sign for sign in signs if is_control(sign) or turns_writing(sign)
    ]
    allowed = [sign for sign in signs if not is_control(sign) and not turns_writing(sign)]
    blanks = [sign for sign in allowed if not sign.strip()]
    assert [sign for sign in allowed if re.search(blank, sign)] == blanks
    assert re.search(blank, "")
    assert re.search(blank, "".join(blanks))
    assert not re.search(blank, "".join(blanks) + "." + "".join(blanks))


def test_any_mapping_and_tuple_will_be_an_object_and_an_array() -> None:
    schema_of("enquiry").validate(MappingProxyType({**ENQUIRY, "languages": ("en", "ar")}))
    assert wrong("enquiry", MappingProxyType({**ENQUIRY, "languages": ("en", "en")})) == {
        "languages": Wrong.TWICE
    }


def test_a_list_that_is_too_long_is_refused_for_that_alone() -> None:
    assert wrong("enquiry", {**ENQUIRY, "languages": [["en"]] * 51}) == {"languages": Wrong.TOO_LONG}
    assert wrong("identity_slice", {**SLICE, "needs": [None] * 51}) == {"needs": Wrong.TOO_LONG}
    assert len(wrong("identity_slice", {**SLICE, "needs": [None] * 50})) == 50


def test_a_number_is_not_the_code_that_is_written_like_it() -> None:
    assert wrong("enquiry", {**ENQUIRY, "languages": ["en", 7, "7"]}) == {
        "languages.1": Wrong.WRONG_TYPE,
        "languages.2": Wrong.NOT_A_CODE,
    }


def test_a_payload_nested_beyond_reason_is_refused_like_any_other() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    for name in ("code", "languages"):
        assert wrong("enquiry", {**ENQUIRY, name: nested}) == {"": Wrong.WRONG_TYPE}
    while nested:  # taken apart by hand: some versions of Python free it by recursion
        nested = nested.pop()


def test_what_is_wrong_is_told_without_what_was_written() -> None:
    with pytest.raises(BadPayload) as raised:
        schema_of("identity_slice").validate({**SLICE, "name": "Amal\x00", "gender": "Amal", "Amal": "Amal"})
    assert raised.value.__context__ is None
    assert str(raised.value) == "name: wrong_type, gender: not_a_code, Amal: unknown"
