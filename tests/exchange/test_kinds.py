"""Each kind of package has one schema file; a payload that does not fit it is refused, every wrong field named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.kit import ENQUIRY

from palermo.exchange.kinds.registry import UnknownKind, register, schema_of, schemas
from palermo.exchange.kinds.schema import BadPayload, Field, FieldType, Schema, Wrong
from palermo.exchange.words import KINDS
from palermo.reference.persons import AgeBand, Gender, NeedKind, Urgency
from palermo.trust.basis.rules import DataClass
from palermo.trust.people.rules import OrganisationKind

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
            return st.lists(_code(field), max_size=5, unique=True)
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
            assert unclassed == {"code"}
    slice_ = schema_of("identity_slice")
    assert slice_.data_classes({**SLICE, "name": ""}) == {DataClass.SAFE_CONTACT, DataClass.NAME}
    assert {field.data_class for field in slice_.fields.values()} - {None} == set(DataClass)


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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind = 'x'",
        "kind = [",
        "kind='x'\nversion=1\nfrom_room='r'\nto_room='r'\nopens_thread=true\nidentity=false\ndrop_body_once_received=true\n"
        "never_to=[]\n[fields.a]\ntype='text'\n",
    ],
)
def test_a_file_that_is_no_schema_is_named_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rumour.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"^rumour\.toml is no schema of a package: .+\.$"):
        Schema.read(path)
