"""Whether a service fits, and why: nothing unknown excludes, only a clear contradiction does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.directory.offers.codes import Access, AgeGroup, Exploitation, Sex, Standing, WithChildren
from palermo.directory.offers.components import reason_words
from palermo.directory.offers.fit import AGE_IN_DOUBT, UNSAID, Asked, Fit, Terms, assess

TODAY = date(2026, 11, 26)
VETTED = TODAY + timedelta(days=100)


def some(codes: type) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([code.value for code in codes]), unique=True).map(tuple)  # type: ignore[var-annotated]


def one(codes: type, *more: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*(code.value for code in codes), *sorted(UNSAID), *more])  # type: ignore[attr-defined]


days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
any_terms = st.builds(
    Terms,
    ages=some(AgeGroup),
    sexes=some(Sex),
    with_children=st.sampled_from([code.value for code in WithChildren]),
    languages=st.lists(st.sampled_from(["fr", "en", "ar"]), unique=True).map(tuple),
    access=some(Access),
    exploitation=some(Exploitation),
    standings=some(Standing),
    vetted_until=days,
    funded_from=days,
    funded_until=days,
)
any_asked = st.builds(
    Asked,
    age=one(AgeGroup, AGE_IN_DOUBT),
    sex=one(Sex),
    children=st.sampled_from(["none", "one", "three_or_more", *sorted(UNSAID)]),
    languages=st.lists(st.sampled_from(["fr", "en", "sw", "not_asked"]), unique=True).map(tuple),
    access=some(Access),
    exploitation=one(Exploitation),
    standing=one(Standing),
)


@given(any_terms, st.sampled_from(sorted(UNSAID)))
def test_what_is_not_known_of_the_person_never_excludes(terms: Terms, unsaid: str) -> None:
    nothing = Asked(
        age=unsaid, sex=unsaid, children=unsaid, exploitation=unsaid, standing=unsaid, access=(unsaid,)
    )
    assert assess(replace(terms, vetted_until=VETTED), nothing, day=TODAY).fit is not Fit.NO


@given(any_asked)
def test_what_a_service_has_not_said_never_excludes(asked: Asked) -> None:
    assert assess(Terms(), asked, day=TODAY).fit is Fit.ASK


@given(any_terms, any_asked)
def test_the_answer_is_the_worst_of_its_reasons_and_each_reason_has_words(terms: Terms, asked: Asked) -> None:
    answer = assess(terms, asked, day=TODAY)
    assert answer.fit is max((reason.fit for reason in answer.reasons), default=Fit.FITS)
    assert [reason.fit for reason in answer.reasons] == sorted(
        (reason.fit for reason in answer.reasons), reverse=True
    )
    for reason in answer.reasons:
        words = reason_words(reason)
        assert words.endswith(".")
        assert "%" not in words
        assert not any(code in words.split() for code in reason.codes if "_" in code)


@given(any_terms, any_asked, st.sampled_from(["age", "sex", "exploitation", "standing", "children"]))
def test_knowing_less_of_the_person_never_turns_an_offer_into_an_exclusion(
    terms: Terms, asked: Asked, field: str
) -> None:
    before = assess(terms, asked, day=TODAY).fit
    after = assess(terms, replace(asked, **{field: "not_known"}), day=TODAY).fit
    assert after is not Fit.NO or before is Fit.NO


WOMEN = Terms(sexes=("woman",), ages=("18_25", "26_40"), languages=("fr",), vetted_until=VETTED)
SHE = Asked(age="18_25", sex="woman", children="none", languages=("fr",))


def test_a_service_for_women_of_her_age_that_speaks_her_language_fits() -> None:
    answer = assess(WOMEN, SHE, day=TODAY)
    assert answer.fit is Fit.FITS
    assert [reason.code for reason in answer.reasons] == ["age_served", "sex_served", "language_spoken"]


@pytest.mark.parametrize(
    ("terms", "asked", "code", "fit"),
    [
        (WOMEN, replace(SHE, sex="man"), "sex_not_served", Fit.NO),
        (WOMEN, replace(SHE, age="12_17"), "age_not_served", Fit.NO),
        (WOMEN, replace(SHE, age=AGE_IN_DOUBT), "age_in_doubt", Fit.ASK),
        (replace(WOMEN, ages=("12_17",)), replace(SHE, age=AGE_IN_DOUBT), "age_in_doubt_served", Fit.FITS),
        (replace(WOMEN, with_children="no"), replace(SHE, children="two"), "children_not_served", Fit.NO),
        (replace(WOMEN, with_children="ask"), replace(SHE, children="two"), "children_ask", Fit.ASK),
        (WOMEN, replace(SHE, languages=("sw",)), "language_interpreter", Fit.ASK),
        (replace(WOMEN, access=("none",)), replace(SHE, access=("step_free",)), "access_not_served", Fit.NO),
        (WOMEN, replace(SHE, access=("step_free",)), "access_unknown", Fit.ASK),
        (replace(WOMEN, vetted_until=TODAY - timedelta(days=1)), SHE, "vetting_ended", Fit.NO),
        (replace(WOMEN, vetted_until=TODAY), SHE, "language_spoken", Fit.FITS),
        (replace(WOMEN, vetted_until=None), SHE, "never_vetted", Fit.ASK),
        (replace(WOMEN, funded_until=TODAY - timedelta(days=1)), SHE, "not_funded_today", Fit.ASK),
    ],
)
def test_each_thing_compared_has_its_own_reason(terms: Terms, asked: Asked, code: str, fit: Fit) -> None:
    answer = assess(terms, asked, day=TODAY)
    assert answer.fit is fit
    assert code in {reason.code for reason in answer.reasons}
