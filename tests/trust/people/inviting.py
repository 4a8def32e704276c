"""Inviting, opening and accepting over HTTP, as the people of two offices do it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse
from tests.support.cast import Office, show_second_step, signed_in
from tests.trust.people.conftest import PASSWORD, found

from palermo.operation.worker import Worker
from palermo.trust.actor import Anonymous
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.models import Invitation, Unit, User
from palermo.trust.people.queries import acting_units
from palermo.trust.unit_of_work import unit_of_work

CODE = re.compile(r'class="secret">(\w{6}-\w{6}-\w{6})<')


def unit_id(office: Office, mandate: Mandate) -> str:
    """One of the office's units."""
    with unit_of_work(office.system):
        return str(Unit.objects.get(organisation_id=office.id, mandate=mandate).pk)


def answers(
    office: Office,
    email: str,
    role: Role = Role.COORDINATOR,
    mandate: Mandate = Mandate.ASSISTANCE,
    **more: str,
) -> dict[str, str]:
    """What an administrator fills in."""
    today = date.today()  # noqa: DTZ011 - UTC in the tests' process too
    return {
        "email": email,
        "full_name": "Iris Newcomer",
        "post": f"{unit_id(office, mandate)}:{role.value}",
        "valid_from_day": str(today.day),
        "valid_from_month": str(today.month),
        "valid_from_year": str(today.year),
        "way": "code",
        # An administrator is made on a second page, which shows what they may do.
        **({"sure": "yes"} if role is Role.ADMINISTRATOR else {}),
        **more,
    }


def invite(
    office: Office, email: str, role: Role = Role.COORDINATOR, mandate: Mandate = Mandate.ASSISTANCE
) -> Any:
    """The page after the office's administrator invited the address."""
    administrator = signed_in(office[Role.ADMINISTRATOR], fresh=True)
    return administrator.post(reverse("people:invite"), answers(office, email, role, mandate))


def code_of(page: Any) -> str:
    """The code that a page shows once."""
    return found(CODE.pattern, page)


def link_of(mail: Any) -> str:
    """The path of the link in a mail."""
    match = re.search(r"https?://[^/\s]+(/invitation/\S+)", mail.body)
    assert match is not None, mail.body
    return match[1]


def open_account(email: str, code: str, password: str = PASSWORD) -> Any:
    """What a browser gets that opens an account with a code."""
    sent = {"email": email, "code": code, "password1": password, "password2": password}
    return Client().post(reverse("people:open_account"), sent)


def choose_password(link: str, password: str = PASSWORD) -> Any:
    """Open the mailed link in a new browser and choose a password."""
    browser = Client()
    browser.get(link)
    return browser.post(reverse("people:choose_password"), {"password1": password, "password2": password})


def account(email: str) -> User:
    """The account with this address."""
    with unit_of_work(Anonymous()):
        return User.objects.get(email__iexact=email)


def browser_of(user_id: UUID, *, factor: bool = True) -> Client:
    """A browser in which the account is signed in and showed a second step just now (it gets one where `factor`)."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    client = Client()
    with unit_of_work(Anonymous()):
        user = User.objects.get(pk=user_id)
        if factor and not Authenticator.objects.filter(user=user).exists():
            TOTP.activate(user, generate_totp_secret())
        client.force_login(user)
    show_second_step(client, user_id)
    return client


def may_act_in(user_id: UUID) -> set[UUID]:
    """The offices in which the account can act."""
    with unit_of_work(Anonymous(user_id=user_id)):
        return {unit.organisation_id for unit in acting_units(user_id)}


def accept(browser: Client, code: str = "", **more: str) -> Any:
    """Enter the code where there is one, open the only invitation, accept it; the answer."""
    if code:
        led = browser.post(reverse("people:own_invitations"), {"code": code})
        assert led.status_code == 302, led.content.decode()
        url = led.headers["Location"]
    else:
        page = browser.get(reverse("people:own_invitations"))
        url = found(r'href="(/account/invitations/[0-9a-f-]{36}/)"', page)
    return browser.post(url, {"answer": "yes", **more})


def invitations_of(office: Office) -> list[Invitation]:
    """What the office offered, oldest first."""
    with unit_of_work(office.system):
        return list(Invitation.objects.filter(organisation_id=office.id).order_by("created_at"))


def work_off() -> int:
    """Run what waits in the background."""
    return Worker().work_off()


def account_email(user_id: UUID) -> str:
    """The address an account signs in with."""
    with unit_of_work(Anonymous()):
        return User.objects.get(pk=user_id).email
