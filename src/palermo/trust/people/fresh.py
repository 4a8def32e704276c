"""A second step shown just now: asked for once more before what gives others power over an office.

A session may be old, and the device in other hands. allauth's page asks, and the form that was sent goes on from there.
"""

from __future__ import annotations

import time
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from palermo.trust.people.begun_in import note_unit
from palermo.trust.people.going_on import Act, name_act

FRESH_SECONDS: Final = 5 * 60


def second_step_is_fresh(request: HttpRequest) -> bool:
    """True when the account's second step was shown in this session in the last five minutes."""
    since = time.time() - FRESH_SECONDS
    used = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(one["method"] == "mfa" and one["at"] > since for one in used)


def ask_second_step(request: HttpRequest, act: Act) -> HttpResponse:
    """Ask for it, naming `act`; what was sent is kept in the sealed session and goes on afterwards."""
    name_act(request, act)
    response = suspend_request(request, reverse("mfa_reauthenticate"))
    note_unit(request)
    return response
