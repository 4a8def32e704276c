"""No office is told a class of data that the person did not agree to for it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from palermo.exchange.kinds.registry import schema_of
from palermo.protection.conference.rules import Decided, decisions_for, told_to
from palermo.protection.conference.terms import OFFERED
from palermo.protection.referral.slice import SEALED_PARTS
from palermo.trust.basis.rules import DataClass

OFFICES = [str(UUID(int=number)) for number in range(3)]
agreed = st.sets(st.sampled_from(OFFERED)).map(lambda some: frozenset({*some, DataClass.SAFE_CONTACT}))
decided = st.lists(
    st.builds(
        Decided,
        number=st.integers(1, 50),
        office=st.sampled_from(OFFICES),
        what=st.just("ring"),
        words=st.text(alphabet="abc ", max_size=20),
        due_on=st.just(date(2026, 12, 1)),
        dropped=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.number,
)


@given(classes=agreed, words=st.text(alphabet="abc ", max_size=20))
def test_a_call_holds_no_class_that_was_not_agreed_for_this_office(
    classes: frozenset[DataClass], words: str
) -> None:
    parts = {part: "x" for code, some in SEALED_PARTS.items() if code in classes for part in some}
    told = told_to(parts, words=words, place="here", agreed=classes)
    assert schema_of("conference_call").data_classes(told) <= classes
    assert ("words" in told) == (bool(words) and DataClass.NEEDS in classes)


@given(classes=agreed, listed=decided, office=st.sampled_from(OFFICES))
def test_the_words_of_a_decision_go_to_the_office_that_does_it_and_only_if_agreed(
    classes: frozenset[DataClass], listed: list[Decided], office: str
) -> None:
    payload = {"code": "ABCD-1234", "list": "1", **decisions_for(listed, office=office, agreed=classes)}
    schema = schema_of("conference_decisions")
    schema.validate(payload)
    assert schema.data_classes(payload) <= classes
    own = {f"d{one.number}" for one in listed if one.office == office and one.words}
    assert {one["number"] for one in payload.get("words", [])} == (
        own if DataClass.NEEDS in classes else set()
    )
    assert len(payload["decisions"]) == len(listed), "every office sees what was decided, by its codes"
