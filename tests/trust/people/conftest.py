"""An office with every role, and what signing in takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from tests.support.cast import Office, make_office, signed_in
from tests.support.codes import code_now
from tests.support.place import Database

from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import User
from palermo.trust.unit_of_work import unit_of_work

PASSWORD = "a-lantern-in-the-harbour"


@pytest.fixture
def office(database: Database) -> Office:
    """An invented office."""
    return make_office("Lantern")


@pytest.fixture
def stranger(database: Database) -> Office:
    """Another one."""
    return make_office("Harbour")


@pytest.fixture
def administrator(office: Office) -> Client:
    """A browser in which the office's administrator is signed in, and showed the second step just now."""
    return signed_in(office[Role.ADMINISTRATOR], fresh=True)


@pytest.fixture
def auditor(office: Office) -> Client:
    """A browser in which the office's auditor is signed in."""
    return signed_in(office[Role.AUDITOR])


def events_of(office: Office, *verbs: str) -> list[LedgerEvent]:
    """The office's events of these verbs, in order."""
    with unit_of_work(office.system):
        return list(LedgerEvent.objects.filter(verb__in=verbs).order_by("sequence"))


def give_password(office: Office, actor: Staff, *, seed: str | None = "") -> User:
    """Let the account sign in with PASSWORD, and with `seed` as its second factor; with none for None."""
    with unit_of_work(office.system):
        user = User.objects.get(pk=actor.user_id)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        if seed != "":
            user.authenticator_set.all().delete()  # type: ignore[attr-defined]
        if seed:
            TOTP.activate(user, seed)
    return user


def code(seed: str) -> str:
    """What the second factor shows now."""
    return code_now(seed)


@pytest.fixture
def codes_work_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a code be used twice, so that an account signs in several times within its half minute."""
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda _self, _code: True)


def new_seed() -> str:
    """A second factor's seed."""
    return str(generate_totp_secret())


def found(pattern: str, response: Any) -> str:
    """The first group of the pattern in the page."""
    match = re.search(pattern, response.content.decode())
    assert match is not None, response.content.decode()
    return match[1]


Post = Callable[..., Any]
