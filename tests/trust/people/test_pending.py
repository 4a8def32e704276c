"""A sign-in that waits for its second step stands on the password it began with, and ends with other sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.cast import Office
from tests.trust.people.conftest import PASSWORD, code, give_password, new_seed

from palermo.trust.mandates import Role
from palermo.trust.people.models import SignedIn, User
from palermo.trust.people.services import renew_access
from palermo.trust.people.sessions import end_sessions, stored_key
from palermo.trust.unit_of_work import machinery, unit_of_work

LOGIN, SECOND, CHANGE = "/account/login/", "/account/2fa/authenticate/", "/account/password/change/"
NEW = "quite-another-tide-9"
SEED = new_seed()
pytestmark = pytest.mark.usefixtures("codes_work_again")


@pytest.fixture
def analyst(office: Office) -> User:
    return give_password(office, office[Role.ANALYST], seed=SEED)


def begun(user: User, password: str = PASSWORD) -> Client:
    """A browser in which the password was given and the second step is waited for."""
    browser = Client()
    answer = browser.post(LOGIN, {"login": user.email, "password": password})
    assert answer.headers["Location"] == SECOND, answer.content.decode()
    return browser


def finish(browser: Client) -> str:
    """Where the right code leads."""
    return str(browser.post(SECOND, {"code": code(SEED)}).headers["Location"])


def is_in(browser: Client) -> bool:
    return browser.get(reverse("people:account")).status_code == 200


def signed_in_fully(user: User) -> Client:
    browser = begun(user)
    assert finish(browser) == reverse("web:today")
    return browser


def change_password(user: User, _office: Office) -> None:
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert signed_in_fully(user).post(CHANGE, sent).status_code == 302


def renew(user: User, office: Office) -> None:
    with unit_of_work(office[Role.ADMINISTRATOR]):
        renew_access(office[Role.ADMINISTRATOR], user_id=user.pk, second_factor=False)


def end_all_others(user: User, _office: Office) -> None:
    assert signed_in_fully(user).post("/account/sessions/", {"end": "others"}).status_code == 302


def change_second_step(user: User, _office: Office) -> None:
    browser = signed_in_fully(user)
    browser.post("/account/2fa/reauthenticate/", {"code": code(SEED)})
    assert browser.post("/account/2fa/recovery-codes/generate/").status_code in {200, 302}


ENDS: list[Callable[[User, Office], None]] = [change_password, renew, end_all_others, change_second_step]


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_the_other_sessions_ends_a_sign_in_under_way(
    analyst: User, office: Office, end: Callable[[User, Office], None]
) -> None:
    stranger = begun(analyst)
    end(analyst, office)
    assert finish(stranger).startswith(LOGIN)
    assert not is_in(stranger)


def test_a_password_that_changed_by_another_way_is_found_at_the_second_step(
    analyst: User, office: Office
) -> None:
    stranger = begun(analyst)
    with unit_of_work(office.system):
        user = User.objects.get(pk=analyst.pk)
        user.set_password(NEW)
        user.save(update_fields=["password"])
    assert finish(stranger) == LOGIN
    assert not is_in(stranger)
    assert finish(begun(analyst, NEW)) == reverse("web:today")


def test_who_gives_the_second_step_in_time_is_in(analyst: User) -> None:
    other = signed_in_fully(analyst)
    browser = begun(analyst)
    assert finish(browser) == reverse("web:today")
    assert is_in(browser)
    assert is_in(other)


def test_a_sign_in_under_way_is_listed_under_a_key_of_its_own_and_shown_as_no_session(
    analyst: User, office: Office, settings: Any
) -> None:
    other = give_password(office, office[Role.OPERATOR], seed=SEED)
    browser = begun(analyst)
    first = browser.cookies["session"].value
    settings.ACCOUNT_LOGIN_TIMEOUT = -1  # the first was not finished in time
    browser.post(LOGIN, {"login": other.email, "password": PASSWORD})
    second = browser.cookies["session"].value
    with machinery():
        assert dict(SignedIn.objects.values_list("session_key", "user_id")) == {stored_key(second): other.pk}
    assert first != second
    settings.ACCOUNT_LOGIN_TIMEOUT = 900
    assert b"End all others" not in signed_in_fully(other).get("/account/sessions/").content
    with unit_of_work(office.system):
        assert end_sessions(analyst.pk) == 0


# --- the present password --------------------------------------------------------------------------------------


def change(browser: Client, present: str) -> Any:
    return browser.post(CHANGE, {"oldpassword": present, "password1": NEW, "password2": NEW})


def test_a_wrong_present_password_is_counted_and_told_as_a_failed_sign_in(
    analyst: User, office: Office
) -> None:
    browser = signed_in_fully(analyst)
    for number in range(3):
        assert "Too many wrong tries" not in change(browser, f"wrong {number}").content.decode()
    for number in range(2):
        confirmed = browser.post("/account/reauthenticate/", {"password": f"wrong {number}"})
        assert "Too many wrong tries" not in confirmed.content.decode()
    assert "Too many wrong tries" in change(browser, PASSWORD).content.decode()
    with unit_of_work(office.system):
        user = User.objects.get(pk=analyst.pk)
    assert (user.failed_tries, user.locked_at is not None) == (6, True)
    assert finish(begun(analyst)) == reverse("web:today"), "the budget of whoever is signed in is its own"


def test_the_right_present_password_counts_against_nobody(analyst: User) -> None:
    browser = signed_in_fully(analyst)
    for number in range(4):
        change(browser, f"wrong {number}")
    assert change(browser, PASSWORD).status_code == 302
    assert browser.post("/account/reauthenticate/", {"password": NEW}).status_code == 302
