"""Whoever is asked to confirm that it is they reads what goes on afterwards, and nothing else goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.cast import Office, signed_in
from tests.trust.people.conftest import PASSWORD, code, give_password, new_seed
from tests.trust.people.inviting import (
    accept,
    account_email,
    answers,
    browser_of,
    code_of,
    invitations_of,
    invite,
)

from palermo.trust.mandates import Mandate, Role
from palermo.trust.people import going_on
from palermo.trust.people.going_on import WORDS, Act
from palermo.trust.people.sessions import SessionStore
from palermo.trust.unit_of_work import machinery

IRIS = "iris@orchard.example"
SEED = new_seed()
LEAVING = "If you leave this page, nothing goes on."
AT_ONCE = "It goes on as soon as you confirm."
pytestmark = pytest.mark.usefixtures("codes_work_again")


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    """Codes are handed over."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def old(office: Office) -> Client:
    """The administrator's browser, whose second step was shown long ago."""
    give_password(office, office[Role.ADMINISTRATOR], seed=SEED)
    return signed_in(office[Role.ADMINISTRATOR])


def administrator_to_be(office: Office) -> dict[str, Any]:
    return answers(office, IRIS, Role.ADMINISTRATOR, Mandate.ADMINISTRATION)


def asked(browser: Client, url: str, sent: dict[str, Any] | None = None) -> tuple[str, str]:
    """The address of the page that asks, and what it says."""
    answer = browser.get(url) if sent is None else browser.post(url, sent)
    address = answer.headers["Location"]
    return address, browser.get(address).content.decode()


def says(page: str, act: Act) -> bool:
    """Whether the page names this act, and no other."""
    named = [one for one in Act if f"<strong>{WORDS[one]}</strong>" in page]
    return named == [act] and LEAVING in page


def test_making_an_administrator_is_named_before_it_is_confirmed(office: Office, old: Client) -> None:
    address, page = asked(old, reverse("people:invite"), administrator_to_be(office))
    assert says(page, Act.MAKE_ADMINISTRATOR)
    assert AT_ONCE in page
    assert IRIS not in page
    wrong = old.post(address, {"code": "000000"}).content.decode()
    assert says(wrong, Act.MAKE_ADMINISTRATOR)
    assert code_of(old.post(address, {"code": code(SEED)}))


@pytest.mark.parametrize(
    ("name", "sent", "act"),
    [
        ("people:assign", {}, Act.MAKE_ADMINISTRATOR),
        ("people:renew", {}, Act.RENEW_WAY_IN),
        ("people:confirm", {"answer": "confirm"}, Act.CONFIRM_COLLEAGUE),
        ("people:confirm", {"answer": "end"}, Act.END_RESTING_ROLES),
    ],
)
def test_each_act_about_a_colleague_is_named(
    office: Office, stranger: Office, old: Client, name: str, sent: dict[str, str], act: Act
) -> None:
    caseworker = office[Role.CASEWORKER]
    if name == "people:confirm":
        email = account_email(caseworker.user_id)
        found = code_of(invite(stranger, email))
        new = "another-lantern-now"
        accept(browser_of(caseworker.user_id), found, password1=new, password2=new)
    filled = {**administrator_to_be(office), **sent}
    _address, page = asked(old, reverse(name, args=[caseworker.user_id]), filled)
    assert says(page, act)
    assert AT_ONCE in page


@pytest.mark.parametrize(("answer", "act"), [("yes", Act.ACCEPT_ROLE), ("no", Act.DECLINE_ROLE)])
def test_accepting_and_not_accepting_a_role_are_told_apart(
    office: Office, stranger: Office, answer: str, act: Act
) -> None:
    caseworker = office[Role.CASEWORKER]
    give_password(office, caseworker, seed=SEED)
    found = code_of(invite(stranger, account_email(caseworker.user_id)))
    theirs = signed_in(caseworker)
    url = theirs.post(reverse("people:own_invitations"), {"code": found}).headers["Location"]
    new = "another-lantern-now"
    _address, page = asked(theirs, url, {"answer": answer, "password1": new, "password2": new})
    assert says(page, act)


def test_what_was_sent_is_named_on_the_page_that_takes_the_password_too(office: Office, old: Client) -> None:
    address, _page = asked(old, reverse("people:invite"), administrator_to_be(office))
    other = address.replace(reverse("mfa_reauthenticate"), reverse("account_reauthenticate"))
    assert says(old.get(other).content.decode(), Act.MAKE_ADMINISTRATOR)


def test_a_page_that_is_guarded_is_named_and_shown_afterwards(old: Client) -> None:
    address, page = asked(old, reverse("mfa_generate_recovery_codes"))
    assert says(page, Act.MAKE_RECOVERY_CODES)
    assert AT_ONCE not in page
    after = old.post(address, {"password": PASSWORD})
    assert after.headers["Location"] == reverse("mfa_generate_recovery_codes")


def test_a_page_of_confirmation_opened_by_itself_names_no_act(old: Client) -> None:
    page = old.get(reverse("mfa_reauthenticate")).content.decode()
    assert not any(str(words) in page for words in WORDS.values())
    assert LEAVING in page


def test_what_the_address_says_is_never_shown(old: Client) -> None:
    page = old.get(reverse("mfa_reauthenticate"), {"next": "/account/You-were-about-to-rest/"})
    assert "<strong>" not in page.content.decode()
    page = old.get(reverse("mfa_reauthenticate"), {"next": "https://elsewhere.example/account/2fa/"})
    assert "<strong>" not in page.content.decode()


def test_nothing_goes_on_once_the_page_was_left_and_another_is_confirmed(office: Office, old: Client) -> None:
    asked(old, reverse("people:invite"), administrator_to_be(office))
    old.get(reverse("web:today"))
    old.post(reverse("mfa_reauthenticate"), {"code": code(SEED)})
    assert invitations_of(office) == []
    old.post(f"{reverse('mfa_reauthenticate')}?next={reverse('people:invite')}", {"code": code(SEED)})
    assert invitations_of(office) == []


def test_what_waited_for_longer_than_a_quarter_of_an_hour_does_not_go_on(
    office: Office, old: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _page = asked(old, reverse("people:invite"), administrator_to_be(office))
    monkeypatch.setattr(going_on, "WAITS_SECONDS", 0)
    assert "<strong>" not in old.get(address).content.decode()
    after = old.post(address, {"code": code(SEED)})
    assert after.headers["Location"] == reverse("people:invite")
    assert invitations_of(office) == []


def test_a_form_that_waits_without_a_name_does_not_go_on(office: Office, old: Client) -> None:
    address, _page = asked(old, reverse("people:invite"), administrator_to_be(office))
    with machinery():
        session = SessionStore(old.cookies["session"].value)
        del session["waiting_act"]
        session.save()
    assert old.post(address, {"code": code(SEED)}).headers["Location"] == reverse("people:invite")
    assert invitations_of(office) == []
