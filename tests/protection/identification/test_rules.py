"""Pure rules of identification: who counts as guardian, how long reflection lasts, what one person may decide."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from palermo.kit.partial_date import PartialDate
from palermo.protection.children.codes import Conflict, MandateKind, Relation
from palermo.protection.identification import rules
from palermo.protection.identification.codes import (
    EarlyReason,
    ExtendReason,
    Observed,
    PauseReason,
    ReflectionEnd,
)
from palermo.protection.identification.words import ELEMENT_CODES, INDICATORS
from palermo.reference.indicators import elements, indicators
from palermo.reference.persons import AgeBand, NeedKind, is_child
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


@given(st.sampled_from(AgeBand), st.sampled_from(AgeBand))
def test_two_people_are_needed_exactly_where_a_childs_protection_would_end(
    before: AgeBand, after: AgeBand
) -> None:
    assert rules.needs_two_for_age(before, after) is (is_child(before) and not is_child(after))


@given(st.uuids(), st.uuids(), st.booleans())
def test_nobody_is_the_second_person_to_their_own_proposal(one: UUID, other: UUID, function: bool) -> None:
    alone = rules.second_person_refusal(proposed_by=one, answers=one, has_function=False)
    assert alone == "age_needs_two_people"
    if one != other:
        assert rules.second_person_refusal(proposed_by=one, answers=other, has_function=function) is None


@given(days, st.lists(st.integers(0, 30), max_size=4))
def test_reflection_never_lasts_less_than_the_minimum_and_each_paused_day_comes_on_top(
    start: date, stood: list[int]
) -> None:
    pauses, day = [], start
    for number in stood:
        pauses.append(rules.Pause(day, day + timedelta(days=number)))
        day += timedelta(days=number + 1)
    least = start + timedelta(days=EXAMPLE.reflection_minimum.count)
    assert rules.reflection_minimum(start, EXAMPLE, pauses) == least + timedelta(days=sum(stood))
    lasting = [*pauses, rules.Pause(day, None)]
    assert rules.reflection_minimum(start, EXAMPLE, lasting) == rules.reflection_minimum(
        start, EXAMPLE, pauses
    )


@given(st.sampled_from(ReflectionEnd), days, st.booleans(), st.booleans(), st.booleans())
def test_before_the_minimum_only_her_wish_or_her_death_ends_a_period(
    reason: ReflectionEnd, minimum: date, paused: bool, alone: bool, decided_negative: bool
) -> None:
    refusal = rules.ending_refusal(
        reason,
        minimum_until=minimum,
        day=TODAY,
        paused=paused,
        lacks_guardian=alone,
        decided_negative=decided_negative,
    )
    early = paused or minimum >= TODAY
    waits = {ReflectionEnd.TIME_OVER, ReflectionEnd.CONTACT_LOST, ReflectionEnd.PRESUMED_IN_ERROR}
    wish = {ReflectionEnd.PERSON_WISHED, ReflectionEnd.LEFT_VOLUNTARILY}
    assert (refusal is not None) is (
        (reason in waits and early)
        or (reason in wish and alone)
        or (reason is ReflectionEnd.PRESUMED_IN_ERROR and not decided_negative)
    )


@given(st.dates(date(1950, 1, 1), date(2026, 11, 26)), st.sampled_from(["day", "month", "year"]))
def test_who_may_be_under_eighteen_by_a_partial_date_is_never_taken_for_older(born: date, known: str) -> None:
    parts = {"day": (born.year, born.month, born.day), "month": (born.year, born.month), "year": (born.year,)}
    may = rules.may_be_child(PartialDate(*parts[known]), day=TODAY)
    comes_of_age = date(born.year + 18, 3, 1) if (born.month, born.day) == (2, 29) else None
    is_child = (comes_of_age or born.replace(year=born.year + 18)) > TODAY
    assert may or not is_child
    if known == "day":
        assert may is is_child


def test_no_code_anywhere_says_that_somebody_did_not_cooperate() -> None:
    for codes in (ReflectionEnd, PauseReason, ExtendReason, EarlyReason):
        assert not [
            code for code in codes if any(word in code.value for word in ("cooperat", "testif", "refus"))
        ]


def test_an_indicator_is_observed_not_observed_not_asked_or_not_said_and_no_number_stands_for_any_of_them() -> (
    None
):
    assert [code.value for code in Observed] == ["observed", "not_observed", "not_asked", "not_said"]


def test_the_words_of_the_prompts_are_those_of_the_reference() -> None:
    assert {code: str(words) for code, words in INDICATORS.items()} == {
        one.code: one.text for one in indicators()
    }
    assert {one.code: one.text for one in elements()}.items() <= {
        code: str(words) for code, words in ELEMENT_CODES.items()
    }.items()


@given(st.sampled_from(NeedKind))
def test_without_a_guardian_the_profiles_safety_measures_go_on_and_nothing_else(kind: NeedKind) -> None:
    assert rules.goes_on_without_guardian(kind, EXAMPLE) is (kind.value in EXAMPLE.safety_measures)
    assert rules.goes_on_without_guardian("accommodation", EXAMPLE)
