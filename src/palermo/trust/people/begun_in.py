"""A form that waits for a confirmation goes on for the unit it was begun in, and for no other.

Whoever switches the office meanwhile, in another window, would else do there what they meant here.
"""

from __future__ import annotations

from typing import Final

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.http import HttpRequest

from palermo.trust.people.middleware import SESSION_UNIT

_UNIT: Final = "unit"


def note_unit(request: HttpRequest) -> None:
    """Keep with the form that was sent and waits for which unit it would act."""
    if waiting := request.session.get(STATE_SESSION_KEY):
        request.session[STATE_SESSION_KEY] = {**waiting, _UNIT: request.session.get(SESSION_UNIT, "")}


def forget_begun_elsewhere(request: HttpRequest) -> None:
    """Drop the form that waits if the account acts for another unit now than when it was sent."""
    waiting = request.session.get(STATE_SESSION_KEY) or {}
    if waiting.get(_UNIT, here := request.session.get(SESSION_UNIT, "")) != here:
        request.session.pop(STATE_SESSION_KEY)
