"""A sign-in under way: the password was right, and the second step is waited for.

It stands on that password. So it is kept with what shows whether the password is still the same (as a session has it),
and compared once the second step was given; and it is listed with the account's sessions (`sessions`), so that
whatever ends these ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.models import Login
from allauth.account.stages import LoginStage
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

_BEGUN_WITH = "begun_with"


class PasswordGiven(LoginStage):
    """Before the second step: keep which password the sign-in began with, under a key of the session of its own."""

    key = "password_given"

    def handle(self) -> tuple[None, bool]:
        """Go on."""
        # Whoever began with this session before had its key; what is listed under it is theirs.
        self.request.session.cycle_key()
        self.login.state[_BEGUN_WITH] = _password_of(self.login)
        return None, True


class PasswordUnchanged(LoginStage):
    """After the second step: go on unless the account has another password by now."""

    key = "password_unchanged"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Go on, or begin anew at the sign-in page."""
        begun_with = str(self.login.state.get(_BEGUN_WITH, ""))
        if constant_time_compare(begun_with, _password_of(self.login)):
            return None, True
        return redirect("account_login"), False


def account_under_way(content: Mapping[str, Any]) -> str | None:
    """Whose sign-in waits for its second step in a session with this content; None where none does."""
    waiting = content.get(LOGIN_SESSION_KEY)
    return str(waiting["user_pk"]) if isinstance(waiting, dict) and waiting.get("user_pk") else None


def _password_of(login: Login) -> str:
    assert isinstance(login.user, AbstractBaseUser)  # noqa: S101 - this installation pretends no sign-in
    return str(login.user.get_session_auth_hash())
