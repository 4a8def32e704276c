"""When an agreement is live, and which of several covers a disclosure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.directory.rules import (
    AgreementState,
    AgreementTerms,
    ControllerRole,
    controller_roles_refusal,
    cover,
    dates_refusal,
    state_of,
)
from palermo.kit.office_time import days_in
from palermo.trust.basis.rules import Disclosure, Terms, agreement_refusal

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CODES = ["assistance", "return", "name", "contact"]


@pytest.mark.parametrize(
    ("accepted", "ended", "day", "state"),
    [
        (False, False, FIRST, AgreementState.PROPOSED),
        (True, False, FIRST - timedelta(days=1), AgreementState.NOT_BEGUN),
        (True, False, FIRST, AgreementState.LIVE),
        (True, False, LAST, AgreementState.LIVE),
        (True, False, LAST + timedelta(days=1), AgreementState.EXPIRED),
        (False, False, LAST + timedelta(days=1), AgreementState.EXPIRED),
        (True, True, FIRST, AgreementState.ENDED),
        (False, True, FIRST, AgreementState.ENDED),
    ],
)
def test_an_agreement_is_live_between_its_days_once_accepted_until_ended(
    accepted: bool, ended: bool, day: date, state: AgreementState
) -> None:
    found = state_of(accepted=accepted, ended=ended, valid_from=FIRST, valid_until=LAST, days=(day, day))
    assert found is state


def agreement(
    number: int, first: date, last: date, purposes: list[str], classes: list[str]
) -> AgreementTerms:
    terms = Terms(
        purposes=frozenset(purposes), data_classes=frozenset(classes), valid_from=first, valid_until=last
    )
    return AgreementTerms(id=UUID(int=number), terms=terms)


agreements = st.lists(
    st.builds(
        agreement,
        st.integers(1, 99),
        days,
        days,
        st.lists(st.sampled_from(CODES)),
        st.lists(st.sampled_from(CODES)),
    ),
    max_size=4,
)


@given(agreements, days, st.sampled_from(CODES), st.frozensets(st.sampled_from(CODES)))
def test_a_disclosure_is_covered_exactly_when_one_agreement_covers_it_alone(
    rows: list[AgreementTerms], day: date, purpose: str, classes: frozenset[str]
) -> None:
    disclosure = Disclosure(
        recipient_id=UUID(int=1),
        purpose=purpose,
        data_classes=classes,
        now=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    )
    refusals = [agreement_refusal(row.terms, disclosure) for row in rows]
    found = cover(rows, disclosure)
    assert (found.refusal is None) == (None in refusals)
    assert found.refusal in {*refusals, "no_agreement"}
    if found.refusal is None:
        assert found.agreement == rows[refusals.index(None)]


def test_the_reason_is_that_of_the_nearest_agreement() -> None:
    disclosure = Disclosure(
        recipient_id=UUID(int=1),
        purpose="assistance",
        data_classes=frozenset({"name"}),
        now=datetime(2026, 6, 1, tzinfo=UTC),
    )
    expired = agreement(1, date(2020, 1, 1), date(2020, 2, 1), ["assistance"], ["name"])
    other_purpose = agreement(2, FIRST, LAST, ["return"], ["name"])
    other_data = agreement(3, FIRST, LAST, ["assistance"], ["contact"])
    assert cover([], disclosure).refusal == "no_agreement"
    assert cover([expired], disclosure).refusal == "agreement_expired"
    assert cover([expired, other_purpose], disclosure).refusal == "agreement_other_purpose"
    assert cover([expired, other_purpose, other_data], disclosure).refusal == "agreement_other_data"


def test_controller_roles_fit_together_or_are_refused() -> None:
    independent, joint, processor = ControllerRole
    assert controller_roles_refusal(independent, independent) is None
    assert controller_roles_refusal(joint, joint) is None
    assert controller_roles_refusal(independent, processor) is None
    assert controller_roles_refusal(processor, independent) is None
    assert controller_roles_refusal(joint, independent) == "controller_roles_joint"
    assert controller_roles_refusal(processor, joint) == "controller_roles_joint"
    assert controller_roles_refusal(processor, processor) == "controller_roles_processors"


def test_days_out_of_order_or_in_the_past_are_refused() -> None:
    assert dates_refusal(valid_from=FIRST, valid_until=LAST, day=LAST) is None
    assert dates_refusal(valid_from=LAST, valid_until=FIRST, day=FIRST) == "ends_before_it_begins"
    after = LAST + timedelta(days=1)
    assert dates_refusal(valid_from=FIRST, valid_until=LAST, day=after) == "agreement_ends_in_the_past"


ZONES = st.sampled_from(
    ["Pacific/Kiritimati", "Asia/Tokyo", "Europe/Rome", "UTC", "America/Lima", "Pacific/Pago_Pago"]
)


@given(ZONES, ZONES, days, st.integers(-50, 50))
def test_an_agreement_begins_where_its_day_begins_first_and_ends_where_it_ends_last(
    one: str, other: str, day: date, hours: int
) -> None:
    now = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC) + timedelta(hours=hours)
    midnights = [datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) for zone in (one, other)]
    next_day = day + timedelta(days=1)
    ends = [datetime(next_day.year, next_day.month, next_day.day, tzinfo=at.tzinfo) for at in midnights]
    expected = AgreementState.LIVE
    if now < min(midnights):
        expected = AgreementState.NOT_BEGUN
    elif now >= max(ends):
        expected = AgreementState.EXPIRED
    zones = frozenset({one, other})
    found = state_of(accepted=True, ended=False, valid_from=day, valid_until=day, days=days_in(zones, now))
    assert found is expected
    terms = replace(agreement(1, day, day, ["return"], ["name"]).terms, zones=zones)
    asked = Disclosure(recipient_id=UUID(int=1), purpose="return", data_classes=frozenset({"name"}), now=now)
    refusal = agreement_refusal(terms, asked)
    assert refusal == (None if expected is AgreementState.LIVE else f"agreement_{expected.value}")
