"""What goes on once somebody has confirmed that it is they: named on the page that asks, from one table.

Nothing of the request's own text is shown, and what the table does not name does not go on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

WAITS_SECONDS: Final = 15 * 60
"""How long what was sent waits for the confirmation."""
_SESSION_ACT: Final = "waiting_act"


class Act(StrEnum):
    """What is asked to be confirmed."""

    MAKE_ADMINISTRATOR = "make_administrator"
    RENEW_WAY_IN = "renew_way_in"
    CONFIRM_COLLEAGUE = "confirm_colleague"
    END_RESTING_ROLES = "end_resting_roles"
    ACCEPT_ROLE = "accept_role"
    DECLINE_ROLE = "decline_role"
    SET_UP_SECOND_STEP = "set_up_second_step"
    MAKE_RECOVERY_CODES = "make_recovery_codes"
    END_SIGN_INS = "end_sign_ins"
    TAKE_ROWS = "take_rows"


WORDS: Final[Mapping[Act, Text]] = {
    Act.MAKE_ADMINISTRATOR: _("Make somebody administrator of your office"),
    Act.RENEW_WAY_IN: _("Give a colleague a new way in"),
    Act.CONFIRM_COLLEAGUE: _("Say that a colleague is who they say, so that their roles count"),
    Act.END_RESTING_ROLES: _("End the roles of a colleague that rest"),
    Act.ACCEPT_ROLE: _("Accept a role that an office offers"),
    Act.DECLINE_ROLE: _("Do not accept a role that an office offers"),
    Act.SET_UP_SECOND_STEP: _("Set up your second step"),
    Act.MAKE_RECOVERY_CODES: _("Make new recovery codes; the old ones stop working"),
    Act.END_SIGN_INS: _("End sign-ins of yours"),
    Act.TAKE_ROWS: _("Take a file with one row a person out of the program"),
}

_OF_PAGES: Final[Mapping[str, Act]] = {
    "mfa_activate_totp": Act.SET_UP_SECOND_STEP,
    "mfa_generate_recovery_codes": Act.MAKE_RECOVERY_CODES,
    "people:sessions": Act.END_SIGN_INS,
}
"""The act of a page that always asks, by the name of its address."""


@dataclass(frozen=True, kw_only=True)
class GoesOn:
    """What the page of confirmation says: the act in words, and whether it goes on by itself."""

    words: Text
    by_itself: bool


def name_act(request: HttpRequest, act: Act) -> None:
    """Note in the session which act the form that is sent would do."""
    request.session[_SESSION_ACT] = {"act": act.value, "path": request.path, "at": int(time.time())}


def goes_on(request: HttpRequest) -> GoesOn | None:
    """What follows the confirmation that `request` asks for or gives; None where that is a page without an act."""
    path = str(get_next_redirect_url(request) or "")
    if act := _waiting_act(request, path):
        return GoesOn(words=WORDS[act], by_itself=True)
    act = _act_of_page(path)
    return GoesOn(words=WORDS[act], by_itself=False) if act else None


def forget_unnamed(request: HttpRequest) -> None:
    """Drop what was sent and waits, unless the page of confirmation named it."""
    if not _waiting_act(request, str(get_next_redirect_url(request) or "")):
        request.session.pop(STATE_SESSION_KEY, None)
    request.session.pop(_SESSION_ACT, None)


def _waiting_act(request: HttpRequest, path: str) -> Act | None:
    """The act of the form that was sent to `path` and waits in the session."""
    state = request.session.get(STATE_SESSION_KEY) or {}
    if "request" not in state or json.loads(state["request"])["path"] != path:
        return None
    named = request.session.get(_SESSION_ACT)
    if named is None or named["path"] != path:
        return _act_of_page(path)
    return Act(named["act"]) if named["at"] > time.time() - WAITS_SECONDS else None


def _act_of_page(path: str) -> Act | None:
    """The act of the page at `path`, where it has one only."""
    try:
        return _OF_PAGES.get(resolve(path.partition("?")[0]).view_name)
    except Resolver404:
        return None
