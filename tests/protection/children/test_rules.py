"""Pure rules for children: which guardian counts, and who is a second person."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from palermo.protection.cases.codes import NeedKind
from palermo.protection.children import rules
from palermo.protection.children.codes import Conflict, MandateKind, Relation
from palermo.reference.profiles import profile

EXAMPLE = profile("example-state-1")
TODAY = date(2026, 11, 26)
days = st.integers(-40, 40).map(lambda number: TODAY + timedelta(days=number))

guardians = st.builds(
    rules.GuardianTerms,
    mandate=st.sampled_from([code.value for code in MandateKind]),
    mandate_until=st.none() | days,
    verified=st.booleans(),
    conflict=st.sampled_from(["", *(code.value for code in Conflict)]),
    ended=st.booleans(),
)


@given(guardians)
def test_a_guardian_counts_with_a_verified_mandate_in_force_and_no_conflict_found_and_never_otherwise(
    terms: rules.GuardianTerms,
) -> None:
    counts = (
        terms.verified
        and terms.mandate in EXAMPLE.mandates
        and (terms.mandate_until is None or terms.mandate_until >= TODAY)
        and terms.conflict == "none_found"
        and not terms.ended
    )
    assert (rules.guardian_refusal(terms, EXAMPLE, day=TODAY) is None) is counts


def test_what_somebody_is_to_the_child_is_not_among_what_makes_a_guardian() -> None:
    assert "relation" not in rules.GuardianTerms.__dataclass_fields__
    assert not {code.value for code in Relation} & set(EXAMPLE.mandates)


@given(st.uuids(), st.uuids(), st.booleans())
def test_nobody_is_the_second_person_to_their_own_proposal(one: UUID, other: UUID, function: bool) -> None:
    alone = rules.second_person_refusal(proposed_by=one, answers=one, has_function=False)
    assert alone == "age_needs_two_people"
    if one != other:
        assert rules.second_person_refusal(proposed_by=one, answers=other, has_function=function) is None


@given(st.sampled_from(NeedKind))
def test_without_a_guardian_the_profiles_safety_measures_go_on_and_nothing_else(kind: NeedKind) -> None:
    assert rules.goes_on_without_guardian(kind, EXAMPLE) is (kind.value in EXAMPLE.safety_measures)
    assert rules.goes_on_without_guardian("accommodation", EXAMPLE)
