"""What happened to a referral, as both sides see it: the signed events of its thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from palermo.exchange.queries import thread_events
from palermo.kit.components import Moment
from palermo.protection.referral.thread import Verb
from palermo.protection.referral.words.matching import WAIT_WORDS
from palermo.protection.referral.words.referral import (
    DECLINE_REASONS,
    EVENTS,
    OUTCOMES,
    WITHDRAWAL_ANSWERS,
)
from palermo.trust.actor import Actor

_TAKEN_BACK: Final[dict[str, str]] = {
    Verb.COMPLETED_IN_ERROR: Verb.COMPLETED,
    Verb.HELP_IN_ERROR: Verb.IN_SERVICE,
}
"""What a correction takes back: the newest of these before it."""


def thread_moments(actor: Actor, thread_id: UUID, *, sent_at: datetime, own: UUID) -> list[Moment]:
    """The line of time of a referral, newest last, as both sides see it; what was taken back is struck through."""
    moments = [Moment(when=sent_at, what=EVENTS["enquiry_sent"])]
    codes = {**DECLINE_REASONS, **OUTCOMES, **WITHDRAWAL_ANSWERS, **WAIT_WORDS}
    newest: dict[str, int] = {}
    for event in thread_events(actor, thread_id):
        if (back := newest.get(_TAKEN_BACK.get(event.verb, ""))) is not None:
            moments[back] = replace(moments[back], struck=_("Entered in error"))
        newest[event.verb] = len(moments)
        moments.append(
            Moment(
                when=event.at,
                what=EVENTS.get(event.verb, event.verb),
                who=_("Your office") if event.author_id == own else event.author.name,
                detail=codes.get(event.codes.get("code", ""), ""),
            )
        )
    return moments
