"""One referral as both sides see it: a fold over the signed events of its thread.

Each side keeps its own row and brings it to what the events say; the fold does not depend on the order in which
they arrive, so a late or repeated task changes nothing. Plain values in, plain values out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from palermo.protection.referral.codes import OTHER, DeclineReason, Outcome, WithdrawalAnswer
from palermo.protection.referral.codes import ReferralState as State
from palermo.protection.referral.codes.matching import WAITS, Wait


class Side(StrEnum):
    """Who did it: the office that refers, or the one it refers to."""

    SENDER = "sender"
    RECEIVER = "receiver"


class Verb(StrEnum):
    """What may happen to a referral after the enquiry was sent."""

    ACCEPTED_IN_PRINCIPLE = "accepted_in_principle"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    NOT_PURSUED = "not_pursued"
    IDENTITY_SENT = "identity_sent"
    IN_SERVICE = "in_service"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_ANSWERED = "withdrawal_answered"
    HELP_IN_ERROR = "help_in_error"
    COMPLETED_IN_ERROR = "completed_in_error"


CORRECTIONS = frozenset({Verb.HELP_IN_ERROR, Verb.COMPLETED_IN_ERROR})
"""What takes back what was told before: it was entered in error."""

TRANSITIONS: dict[tuple[Side, Verb], tuple[frozenset[State], State]] = {
    (Side.RECEIVER, Verb.ACCEPTED_IN_PRINCIPLE): (
        frozenset({State.ENQUIRY_SENT, State.WAITLISTED}),
        State.ACCEPTED_IN_PRINCIPLE,
    ),
    # Once more when the time of the first waiting is over: then a later time counts.
    (Side.RECEIVER, Verb.WAITLISTED): (frozenset({State.ENQUIRY_SENT, State.WAITLISTED}), State.WAITLISTED),
    (Side.RECEIVER, Verb.DECLINED): (
        frozenset({State.ENQUIRY_SENT, State.WAITLISTED, State.ACCEPTED_IN_PRINCIPLE}),
        State.DECLINED,
    ),
    (Side.SENDER, Verb.NOT_PURSUED): (
        frozenset({State.ENQUIRY_SENT, State.WAITLISTED, State.ACCEPTED_IN_PRINCIPLE}),
        State.NOT_PURSUED,
    ),
    (Side.SENDER, Verb.IDENTITY_SENT): (frozenset({State.ACCEPTED_IN_PRINCIPLE}), State.IDENTITY_SENT),
    (Side.RECEIVER, Verb.IN_SERVICE): (frozenset({State.IDENTITY_SENT}), State.IN_SERVICE),
    (Side.RECEIVER, Verb.COMPLETED): (frozenset({State.IDENTITY_SENT, State.IN_SERVICE}), State.COMPLETED),
    (Side.RECEIVER, Verb.HELP_IN_ERROR): (frozenset({State.IN_SERVICE}), State.IDENTITY_SENT),
    # Where no help had begun it stands as before that (`_apply`).
    (Side.RECEIVER, Verb.COMPLETED_IN_ERROR): (frozenset({State.COMPLETED}), State.IN_SERVICE),
    (Side.SENDER, Verb.WITHDRAWN): (
        # Declined too: a slice may have crossed a late decline on its way, and then there is something to withdraw.
        frozenset({State.IDENTITY_SENT, State.IN_SERVICE, State.COMPLETED, State.DECLINED}),
        State.WITHDRAWN,
    ),
    (Side.RECEIVER, Verb.WITHDRAWAL_ANSWERED): (frozenset({State.WITHDRAWN}), State.WITHDRAWAL_ANSWERED),
}
"""(who, what) → from which states, to which state."""

CROSSED = frozenset({(Side.RECEIVER, Verb.DECLINED, State.IDENTITY_SENT)})
"""What fits although nobody may do it then: a receiver that had not opened the slice yet when it declined."""

ENDED = frozenset({State.DECLINED, State.NOT_PURSUED, State.COMPLETED, State.WITHDRAWAL_ANSWERED})
"""States in which nothing more is expected of either side."""

OVER = ENDED | {State.WITHDRAWN}
"""States in which the office is asked for nothing more for the need."""

TELLABLE = frozenset({State.ACCEPTED_IN_PRINCIPLE, State.IDENTITY_SENT, State.IN_SERVICE})
"""States of an accepted referral in which its address may be told."""

_LATEST = datetime.max.replace(tzinfo=UTC) - max(WAITS.values())
"""No waiting list can be reckoned from a later time, nor is one shown on a page."""


@dataclass(frozen=True, kw_only=True)
class ThreadEvent:
    """One signed event of a thread, its signature verified."""

    id: UUID
    at: datetime
    side: Side
    verb: Verb
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a referral stands, and the codes that came with it: those of this version, or `OTHER`.

    `began` says whether help has begun; `corrected_at` is when something told before was taken back last.
    """

    state: State = State.ENQUIRY_SENT
    waitlist_until: datetime | None = None
    decline_reason: str = ""
    outcome: str = ""
    disclosed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawal_answer: str = ""
    began: bool = False
    corrected_at: datetime | None = None


def waits_until(at: datetime, code: str) -> datetime:
    """When an office that put an enquiry on its waiting list at `at` says more; a code of later versions: a week."""
    return at + WAITS[Wait(code) if code in set(Wait) else Wait.WEEK_1]


def possible(state: State, side: Side) -> frozenset[Verb]:
    """What `side` may do while the referral stands at `state`."""
    return frozenset(
        verb for (who, verb), (sources, _to) in TRANSITIONS.items() if who is side and state in sources
    )


def fold(events: Iterable[ThreadEvent]) -> Standing:
    """The standing after all `events`, in whatever order and however often each is given.

    Events are taken by time; one that does not fit yet (two clocks differ) waits for those that make it fit,
    and one that never fits (both sides acted at once) or tells a time that nothing can be reckoned from is left out,
    on both sides alike.
    """
    told = {event.id: event for event in events if event.at <= _LATEST}
    waiting = sorted(told.values(), key=lambda event: (event.at, event.id))
    standing = Standing()
    while fitting := next((event for event in waiting if _fits(standing, event)), None):
        waiting.remove(fitting)
        standing = _apply(standing, fitting)
    return standing


def _fits(standing: Standing, event: ThreadEvent) -> bool:
    transition = TRANSITIONS.get((event.side, event.verb))
    if transition is None:
        return False
    return standing.state in transition[0] or (event.side, event.verb, standing.state) in CROSSED


def _apply(standing: Standing, event: ThreadEvent) -> Standing:
    state = TRANSITIONS[event.side, event.verb][1]
    match event.verb:
        case Verb.WAITLISTED:
            return replace(standing, state=state, waitlist_until=waits_until(event.at, event.code))
        case Verb.DECLINED:
            return replace(standing, state=state, decline_reason=_known(event.code, DeclineReason))
        case Verb.IDENTITY_SENT:
            return replace(standing, state=state, disclosed_at=event.at)
        case Verb.COMPLETED:
            return replace(standing, state=state, outcome=_known(event.code, Outcome))
        case Verb.IN_SERVICE:
            return replace(standing, state=state, began=True)
        case Verb.HELP_IN_ERROR:
            return replace(standing, state=state, began=False, corrected_at=event.at)
        case Verb.COMPLETED_IN_ERROR:
            state = state if standing.began else State.IDENTITY_SENT
            return replace(standing, state=state, outcome="", corrected_at=event.at)
        case Verb.WITHDRAWN:
            return replace(standing, state=state, withdrawn_at=event.at)
        case Verb.WITHDRAWAL_ANSWERED:
            answer = _known(event.code, WithdrawalAnswer)
            return replace(standing, state=state, withdrawal_answer=answer)
        case _:
            return replace(standing, state=state)


def _known(code: str, codes: type[StrEnum]) -> str:
    """The code where it is one of `codes`; an event's signature says who told it, not that it is one."""
    return code if code in set(codes) else OTHER
