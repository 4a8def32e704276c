"""allauth's pages in Palermo's dress: each is found, stands on the kit and keeps to the policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, override_settings
from tests.support.codes import code_now
from tests.support.place import Database

from palermo.demo.sign_ins import SignIn, write_sign_ins
from palermo.operation.worker import Worker
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.people.models import User
from palermo.trust.people.services import invite
from palermo.trust.unit_of_work import unit_of_work

PASSWORD = "a-lantern-in-the-harbour"
EMAIL = "ada@lantern.example"


def checked(response: Any) -> str:
    """The page, after what holds for each: found, one heading, nothing inline, not kept."""
    assert response.status_code == 200, response.headers
    page: str = response.content.decode()
    assert page.count("<h1") == 1
    assert 'href="#content"' in page
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=|data:image", page)
    assert response.headers["Cache-Control"] == "no-store" or "no-store" in response.headers["Cache-Control"]
    return page


@pytest.fixture
def account(database: Database) -> User:
    """An account somebody was invited to, with a password."""
    actor = System(organisation_id=INSTALLATION_ID, reason="test")
    with unit_of_work(actor):
        user = invite(actor, email=EMAIL, full_name="Ada Quill")
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return user


@pytest.fixture
def signed_in(client: Client, account: User) -> Client:
    """A browser in which the account has signed in."""
    response = client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()
    return client


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/done/",
        "password/reset/key/0-gone/",
    ],
)
def test_pages_for_whoever_is_not_signed_in_stand(client: Client, database: Database, path: str) -> None:
    page = checked(client.get(f"/account/{path}"))
    assert "data-lock" not in page


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "password/set/", "login/code/confirm/", "inactive/"]
)
def test_what_is_not_offered_has_no_address(signed_in: Client, path: str) -> None:
    assert signed_in.get(f"/account/{path}").status_code == 404


def test_the_sign_in_page_says_how_one_gets_an_account(client: Client, database: Database) -> None:
    assert "Accounts are made by invitation" in checked(client.get("/account/login/"))


def test_without_mail_a_new_password_is_asked_of_the_administrator(
    client: Client, database: Database
) -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        page = checked(client.get("/account/password/reset/"))
    assert "Ask the administrator of your office" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_a_wrong_password_says_so_without_saying_who_exists(client: Client, account: User) -> None:
    known = checked(client.post("/account/login/", {"login": EMAIL, "password": "not this one"}))
    unknown = checked(client.post("/account/login/", {"login": "nobody@x.example", "password": "not this"}))
    assert "<title>Error: Sign in" in known
    assert f'value="{EMAIL}"' in known
    assert "Passwords and files have to be entered again" in known

    def summary(page: str) -> str:
        return page[page.index('id="error-summary"') : page.index("<h1")]

    assert summary(known) == summary(unknown)


def test_demo_accounts_stand_on_the_sign_in_page_of_a_demonstration_only(
    client: Client, database: Database, data_folder: Any
) -> None:
    seed = generate_totp_secret()
    write_sign_ins([SignIn(role="Ada Quill: caseworker", email=EMAIL, password=PASSWORD, seed=seed)])
    assert PASSWORD not in checked(client.get("/account/login/"))
    with override_settings(PALERMO_DEMO=True):
        before = code_now(seed)
        page = checked(client.get("/account/login/"))
        assert PASSWORD in page
        assert before in page or code_now(seed) in page
        assert page.index("Fictional data.") < page.index(PASSWORD)


@pytest.mark.parametrize(
    "path",
    ["", "logout/", "password/change/", "reauthenticate/", "2fa/"],
)
def test_pages_of_an_account_stand(signed_in: Client, account: User, path: str) -> None:
    with unit_of_work(System(organisation_id=INSTALLATION_ID, reason="test")):
        TOTP.activate(account, generate_totp_secret())
    checked(signed_in.get(f"/account/{path}"))


def test_the_second_step_is_switched_on_with_a_picture_or_a_secret(signed_in: Client) -> None:
    page = checked(signed_in.get("/account/2fa/totp/activate/"))
    assert re.search(r'<svg role="img" aria-label="[^"]+" class="qr"', page)
    found = re.search(r'<p class="secret">([A-Z2-7 ]+)</p>', page)
    assert found is not None
    seed = found[1].replace(" ", "")
    wrong = checked(signed_in.post("/account/2fa/totp/activate/", {"code": "000000"}))
    assert "<title>Error:" in wrong
    assert found[1] in wrong
    codes = checked(signed_in.post("/account/2fa/totp/activate/", {"code": code_now(seed)}))
    assert len(re.findall(r"<li>\w{4}-\w{4}-\w{4}</li>", codes)) == 10
    checked(signed_in.get("/account/2fa/recovery-codes/generate/"))
    assert "10 codes left" in checked(signed_in.get("/account/2fa/"))
    checked(signed_in.get("/account/2fa/reauthenticate/"))
    assert signed_in.get("/account/2fa/totp/deactivate/").headers["Location"] == "/account/2fa/"


def test_a_second_step_is_switched_on_long_after_signing_in_only_with_the_password_again(
    signed_in: Client,
) -> None:
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=0):
        asked = signed_in.get("/account/2fa/totp/activate/", follow=True)
    assert "Confirm that it is you" in checked(asked)
    confirmed = signed_in.post(asked.redirect_chain[-1][0], {"password": PASSWORD})
    assert confirmed.headers["Location"] == "/account/2fa/totp/activate/"


def test_sign_in_asks_for_the_second_step(client: Client, account: User) -> None:
    seed = generate_totp_secret()
    with unit_of_work(System(organisation_id=INSTALLATION_ID, reason="test")):
        TOTP.activate(account, seed)
        assert Authenticator.objects.filter(user=account).exists()
    response = client.post("/account/login/", {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert "Enter your code" in checked(response)
    wrong = checked(client.post("/account/2fa/authenticate/", {"code": "000000"}))
    assert "<title>Error:" in wrong
    assert client.post("/account/2fa/authenticate/", {"code": code_now(seed)}).status_code == 302


def test_a_new_password_is_chosen_by_a_link_that_works_once(
    client: Client, account: User, mailbox: list[Any]
) -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        response = client.post("/account/password/reset/", {"email": EMAIL}, follow=True)
        assert Worker().work_off() == 1
    assert "Look into your mail" in checked(response)
    link = re.search(r"https?://[^/]+(/\S+)", mailbox[0].body)
    assert link is not None
    page = client.get(link[1], follow=True)
    assert "Choose a new password" in checked(page)
    address = page.redirect_chain[-1][0]
    short = checked(client.post(address, {"password1": "short", "password2": "short"}))
    assert 'href="#id_password1"' in short or 'href="#id_password2"' in short
    new = {"password1": "another-lantern-entirely", "password2": "another-lantern-entirely"}
    assert "Your new password is saved" in checked(client.post(address, new, follow=True))
    assert "does not work any more" in checked(client.get(link[1]))


def test_mail_is_neutral_and_goes_to_accounts_only(client: Client, account: User, mailbox: list[Any]) -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        for address in (EMAIL, "nobody@x.example"):
            answer = client.post("/account/password/reset/", {"email": address}, follow=True)
            assert "Look into your mail" in checked(answer)
        assert Worker().work_off() == 2
    (mail,) = mailbox
    assert mail.to == [EMAIL]
    assert "Your link for a new password" in mail.subject
    assert "do nothing: your password stays" in mail.body
    assert "Ada" not in mail.body
    assert not re.search(r"traffick|victim|sign up", mail.subject + mail.body, re.IGNORECASE)
