"""Pure rules of identification: how long reflection lasts, and what no code says."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

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
from palermo.reference.profiles import profile

EXAMPLE = profile("example-state-1")
TODAY = date(2026, 11, 26)
days = st.integers(-40, 40).map(lambda number: TODAY + timedelta(days=number))


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
