"""Pure rules of cases: whose age two people decide, and who may be a child."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases import rules
from palermo.protection.cases.rules import is_child
from palermo.reference.persons import AgeBand

TODAY = date(2026, 11, 26)


@given(st.sampled_from(AgeBand), st.sampled_from(AgeBand))
def test_two_people_are_needed_exactly_where_a_childs_protection_would_end(
    before: AgeBand, after: AgeBand
) -> None:
    assert rules.needs_two_for_age(before, after) is (is_child(before) and not is_child(after))


@given(st.dates(date(1950, 1, 1), date(2026, 11, 26)), st.sampled_from(["day", "month", "year"]))
def test_who_may_be_under_eighteen_by_a_partial_date_is_never_taken_for_older(born: date, known: str) -> None:
    parts = {"day": (born.year, born.month, born.day), "month": (born.year, born.month), "year": (born.year,)}
    may = rules.may_be_child(PartialDate(*parts[known]), day=TODAY)
    comes_of_age = date(born.year + 18, 3, 1) if (born.month, born.day) == (2, 29) else None
    is_child = (comes_of_age or born.replace(year=born.year + 18)) > TODAY
    assert may or not is_child
    if known == "day":
        assert may is is_child
