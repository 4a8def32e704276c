"""The fold over a referral's events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.thread import (
    ENDED,
    TRANSITIONS,
    Side,
    Standing,
    ThreadEvent,
    Verb,
    fold,
    possible,
)

START = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def event(number: int, side: Side, verb: Verb, code: str = "") -> ThreadEvent:
    return ThreadEvent(
        id=UUID(int=number), at=START + timedelta(minutes=number), side=side, verb=verb, code=code
    )


COMPLETE = [
    event(1, Side.RECEIVER, Verb.ACCEPTED_IN_PRINCIPLE),
    event(2, Side.SENDER, Verb.IDENTITY_SENT),
    event(3, Side.RECEIVER, Verb.IN_SERVICE),
    event(4, Side.RECEIVER, Verb.COMPLETED, "need_met"),
]

any_events = st.lists(
    st.builds(
        ThreadEvent,
        id=st.uuids(version=4),
        at=st.datetimes(timezones=st.just(UTC)),
        side=st.sampled_from(Side),
        verb=st.sampled_from(Verb),
        code=st.sampled_from(["", "no_room", "need_met", "erased", "days_3", "month_1"]),
    ),
    max_size=10,
)


def test_the_whole_way_ends_completed_with_its_outcome() -> None:
    standing = fold(COMPLETE)
    assert (standing.state, standing.outcome) == (ReferralState.COMPLETED, "need_met")


def test_a_declined_enquiry_keeps_the_coded_reason() -> None:
    standing = fold([event(1, Side.RECEIVER, Verb.DECLINED, "no_room")])
    assert (standing.state, standing.decline_reason) == (ReferralState.DECLINED, "no_room")


def test_withdrawal_is_answered_even_after_completion() -> None:
    withdrawn = [*COMPLETE, event(5, Side.SENDER, Verb.WITHDRAWN)]
    assert fold(withdrawn).state is ReferralState.WITHDRAWN
    answered = fold([*withdrawn, event(6, Side.RECEIVER, Verb.WITHDRAWAL_ANSWERED, "erased")])
    assert (answered.state, answered.withdrawal_answer) == (ReferralState.WITHDRAWAL_ANSWERED, "erased")


@pytest.mark.parametrize("verb", [Verb.ACCEPTED_IN_PRINCIPLE, Verb.COMPLETED, Verb.WITHDRAWAL_ANSWERED])
def test_the_sender_cannot_act_for_the_receiver(verb: Verb) -> None:
    assert fold([event(1, Side.SENDER, verb)]) == Standing()


def test_the_receiver_cannot_send_the_identity_to_itself() -> None:
    assert fold([COMPLETE[0], event(2, Side.RECEIVER, Verb.IDENTITY_SENT)]).state is (
        ReferralState.ACCEPTED_IN_PRINCIPLE
    )


@given(any_events, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(events: list[ThreadEvent], shuffler: object) -> None:
    mixed = [*events, *events]
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    assert fold(mixed) == fold(events)


@given(st.permutations(COMPLETE))
def test_events_that_arrive_before_what_they_answer_still_count(events: list[ThreadEvent]) -> None:
    assert fold(events) == fold(COMPLETE)


WAITED = [
    event(1, Side.RECEIVER, Verb.WAITLISTED, "days_3"),
    event(2, Side.RECEIVER, Verb.WAITLISTED, "week_1"),
    event(3, Side.RECEIVER, Verb.ACCEPTED_IN_PRINCIPLE),
    event(4, Side.SENDER, Verb.IDENTITY_SENT),
]


@given(st.permutations([*WAITED, *WAITED]))
def test_a_waiting_list_is_an_answer_with_a_time_and_the_way_goes_on_from_it(
    events: list[ThreadEvent],
) -> None:
    standing = fold(events)
    assert standing.state is ReferralState.IDENTITY_SENT
    assert standing.waitlist_until == WAITED[1].at + timedelta(days=7)


@pytest.mark.parametrize(
    ("side", "verb", "state"),
    [
        (Side.RECEIVER, Verb.DECLINED, ReferralState.DECLINED),
        (Side.SENDER, Verb.NOT_PURSUED, ReferralState.NOT_PURSUED),
        (Side.SENDER, Verb.WAITLISTED, ReferralState.WAITLISTED),
    ],
)
def test_from_the_waiting_list_either_side_may_end_it_and_only_the_receiver_prolongs_it(
    side: Side, verb: Verb, state: ReferralState
) -> None:
    standing = fold([WAITED[0], event(5, side, verb, "month_1")])
    assert standing.state is state
    assert standing.waitlist_until == WAITED[0].at + timedelta(days=3)


def test_after_it_was_accepted_nothing_puts_it_back_on_the_waiting_list() -> None:
    accepted = event(1, Side.RECEIVER, Verb.ACCEPTED_IN_PRINCIPLE)
    late = event(2, Side.RECEIVER, Verb.WAITLISTED, "week_1")
    assert fold([late, accepted]).state is ReferralState.ACCEPTED_IN_PRINCIPLE


def test_an_earlier_clock_on_one_side_does_not_lose_its_event() -> None:
    early = ThreadEvent(
        id=UUID(int=9), at=START - timedelta(hours=1), side=Side.SENDER, verb=Verb.IDENTITY_SENT
    )
    assert fold([early, COMPLETE[0]]).state is ReferralState.IDENTITY_SENT


@given(any_events)
def test_every_state_offers_only_what_the_table_allows(events: list[ThreadEvent]) -> None:
    state = fold(events).state
    for side in Side:
        for verb in possible(state, side):
            assert state in TRANSITIONS[side, verb][0]


def test_nothing_is_expected_in_an_ended_state_but_a_withdrawal_or_the_correction_of_an_error() -> None:
    left = {verb for state in ENDED for side in Side for verb in possible(state, side)}
    assert left == {Verb.WITHDRAWN, Verb.COMPLETED_IN_ERROR}
