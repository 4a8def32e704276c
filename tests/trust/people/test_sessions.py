"""A session ends: after twelve hours, when its owner says so, and when what they sign in with changes."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from tests.support.cast import Office
from tests.trust.people.conftest import PASSWORD, code, events_of, found, give_password, new_seed

from palermo.trust.housekeeping import tidy_machinery
from palermo.trust.mandates import Role
from palermo.trust.people.browsers import browser_code
from palermo.trust.people.models import SignedIn, User
from palermo.trust.people.services import renew_access
from palermo.trust.people.sessions import SessionStore, stored_key
from palermo.trust.unit_of_work import machinery, unit_of_work

HOUR = 60 * 60
LIST = "/account/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
CLEARED = '"cache", "storage"'


SEED = new_seed()
pytestmark = pytest.mark.usefixtures("codes_work_again")


@pytest.fixture
def analyst(office: Office) -> User:
    return give_password(office, office[Role.ANALYST], seed=SEED)


def sign_in(user: User, *, agent: str = FIREFOX) -> Client:
    browser = Client(headers={"User-Agent": agent})
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    answer = browser.post("/account/2fa/authenticate/", {"code": code(SEED)})
    assert answer.headers["Location"] == reverse("web:today")
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(reverse("people:account")).status_code == 200


def age(browser: Client, *, seconds: int) -> None:
    """Have the browser's session begin so long ago."""
    with machinery():
        session = SessionStore(browser.cookies["session"].value)
        session["began"] -= seconds
        session.save()


def rows() -> tuple[int, int]:
    with machinery():
        return SignedIn.objects.count(), Session.objects.count()


# --- an absolute end -----------------------------------------------------------------------------------------


def test_a_session_ends_twelve_hours_after_it_began_however_much_it_is_used(analyst: User) -> None:
    browser = sign_in(analyst)
    age(browser, seconds=12 * HOUR - 120)
    assert is_in(browser)
    age(browser, seconds=120)
    answer = browser.get(reverse("people:account"))
    assert answer.headers["Location"].startswith("/account/login/")
    assert rows() == (0, 0)


def test_what_is_sent_after_the_end_is_said_to_be_lost(analyst: User) -> None:
    browser = sign_in(analyst)
    age(browser, seconds=12 * HOUR)
    answer = browser.post(reverse("people:account"), {"full_name": "Ada", "language": "en-gb"})
    assert answer.headers["Location"] == "/account/login/?unsaved=1"


@pytest.mark.parametrize(
    "page", ["web:today", "people:account", "web:landing", "people:sessions", "mfa_index"]
)
def test_half_an_hour_before_its_end_each_page_says_so(analyst: User, page: str) -> None:
    browser = sign_in(analyst)
    age(browser, seconds=12 * HOUR - 31 * 60)
    assert "Your twelve hours end soon" not in browser.get(reverse(page)).content.decode()
    age(browser, seconds=2 * 60)
    text = browser.get(reverse(page)).content.decode()
    assert re.search(r"Your twelve hours end soon: in 2\d minutes \(", text)


def test_a_session_from_before_there_was_an_end_gets_one(analyst: User) -> None:
    browser = sign_in(analyst)
    with machinery():
        session = SessionStore(browser.cookies["session"].value)
        for name in ("began", "listed", "touched", "browser", "before"):
            session.pop(name)
        session.save()
        SignedIn.objects.all().delete()
        session = SessionStore(browser.cookies["session"].value)
        session.pop("listed")
        session.save()
    assert is_in(browser)
    assert "Firefox on a computer" in browser.get(LIST).content.decode()


# --- where one is signed in ----------------------------------------------------------------------------------


def test_the_owner_sees_each_of_their_sessions_and_nobody_else_s(analyst: User, office: Office) -> None:
    here = sign_in(analyst)
    sign_in(analyst, agent=TELEPHONE)
    sign_in(give_password(office, office[Role.OPERATOR], seed=SEED), agent="curl/8")
    page = here.get(LIST).content.decode()
    assert page.count("Firefox on a computer") == 1
    assert page.count("Safari on a telephone or tablet") == 2  # in the list, and on the button that ends it
    assert "Another browser" not in page


def test_one_session_is_ended_and_the_others_stay(analyst: User, office: Office) -> None:
    here, there, elsewhere = sign_in(analyst), sign_in(analyst, agent=TELEPHONE), sign_in(analyst)
    there_key = stored_key(there.cookies["session"].value)
    assert there_key in here.get(LIST).content.decode()
    answer = here.post(LIST, {"end": there_key}, follow=True)
    assert "Ended. Whoever sits there has to sign in again." in answer.content.decode()
    assert [is_in(browser) for browser in (here, there, elsewhere)] == [True, False, True]
    assert [event.codes for event in events_of(office, "sessions.ended")] == [{"number": 1}]


def test_all_others_are_ended_at_once(analyst: User) -> None:
    here, *others = (sign_in(analyst) for _number in range(3))
    assert here.post(LIST, {"end": "others"}).status_code == 302
    assert is_in(here)
    assert not any(is_in(browser) for browser in others)


def test_nobody_ends_a_session_of_somebody_else_nor_the_own_by_its_key(analyst: User, office: Office) -> None:
    here, theirs = sign_in(analyst), sign_in(give_password(office, office[Role.OPERATOR], seed=SEED))
    for key in (theirs, here):
        here.post(LIST, {"end": stored_key(key.cookies["session"].value)})
    here.post(LIST, {"end": "nonsense"})
    here.post(LIST)
    assert is_in(theirs)
    assert is_in(here)


def test_long_after_signing_in_ending_asks_for_the_password_first(analyst: User, settings: Any) -> None:
    here, there = sign_in(analyst), sign_in(analyst)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = here.post(LIST, {"end": "others"})
    assert answer.headers["Location"].startswith("/account/reauthenticate/?next=")
    assert is_in(there)


def test_a_browser_is_told_from_others_coarsely_and_no_more() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0"
    android = "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36"
    told = [browser_code(agent) for agent in (FIREFOX, TELEPHONE, edge, android, "", "x" * 5000)]
    assert told == ["firefox", "safari-handheld", "edge", "chrome-handheld", "other", "other"]


# --- what ends with a factor ---------------------------------------------------------------------------------


def test_a_new_password_leaves_no_row_of_the_other_sessions(analyst: User) -> None:
    here, there = sign_in(analyst), sign_in(analyst)
    new = "another-lantern-now"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(here)
    assert not is_in(there)
    with machinery():
        assert SignedIn.objects.count() == 1
    assert here.get(LIST).content.decode().count("Firefox on a computer") == 1


def test_each_change_of_the_second_step_ends_the_other_sessions(analyst: User, office: Office) -> None:
    with unit_of_work(office.system):
        Authenticator.objects.filter(user=analyst).delete()
        here = Client()
        here.force_login(analyst)
    here.post("/account/reauthenticate/", {"password": PASSWORD})

    def ended_by(address: str, **answers: str) -> bool:
        with unit_of_work(office.system):
            other = Client()
            other.force_login(User.objects.get(pk=analyst.pk))
        key = stored_key(other.cookies["session"].value)
        answer = here.post(address, answers)
        assert answer.status_code == 200, answer.content.decode()
        assert "Your recovery codes" in answer.content.decode()
        with machinery():
            assert SignedIn.objects.filter(user=analyst).exists()
            return not Session.objects.filter(pk=key).exists()

    seed = found(r'class="secret">([A-Z2-7 ]+)<', here.get("/account/2fa/totp/activate/")).replace(" ", "")
    assert ended_by("/account/2fa/totp/activate/", code=code(seed))
    assert ended_by("/account/2fa/recovery-codes/generate/")
    assert is_in(here)


def test_a_way_in_that_is_renewed_ends_every_session(analyst: User, office: Office) -> None:
    browser = sign_in(analyst)
    with unit_of_work(office[Role.ADMINISTRATOR]):
        renew_access(office[Role.ADMINISTRATOR], user_id=analyst.pk, second_factor=False)
    assert not is_in(browser)
    with machinery():
        assert SignedIn.objects.filter(user=analyst).count() == 0


def test_an_account_that_is_switched_off_is_out_at_its_next_request(
    analyst: User, superuser_connection: psycopg.Connection[Any]
) -> None:
    browser = sign_in(analyst)
    superuser_connection.execute("UPDATE people_user SET is_active = false WHERE id = %s", [analyst.pk])
    assert not is_in(browser)


@pytest.mark.parametrize("by", ["password", "code"])
def test_confirming_that_it_is_you_goes_on_under_a_new_key_and_ends_the_old_one(
    analyst: User, by: str
) -> None:
    browser, old = sign_in(analyst), Client()
    before = browser.cookies["session"].value
    wrong = browser.post("/account/reauthenticate/", {"password": "wrong"})
    assert (wrong.status_code, browser.cookies["session"].value) == (200, before)
    if by == "password":
        browser.post("/account/reauthenticate/", {"password": PASSWORD})
    else:
        browser.post("/account/2fa/reauthenticate/", {"code": code(SEED)})
    assert browser.cookies["session"].value != before
    assert is_in(browser)
    old.cookies["session"] = before
    assert not is_in(old)
    assert rows() == (1, 1)


# --- signing out ---------------------------------------------------------------------------------------------


def test_signing_out_clears_what_the_browser_keeps_but_not_which_browser_it_is(analyst: User) -> None:
    browser = sign_in(analyst)
    assert "Clear-Site-Data" not in browser.get("/account/logout/").headers
    assert browser.post("/account/logout/").headers["Clear-Site-Data"] == CLEARED
    assert rows() == (0, 0)
    assert "Clear-Site-Data" not in browser.post("/account/logout/").headers


def test_the_lock_clears_it_too(analyst: User) -> None:
    browser = sign_in(analyst)
    answer = browser.get("/locked/", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.headers["Clear-Site-Data"] == CLEARED
    assert not is_in(browser)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("page", ["/locked/", "/leave/", "/account/logout/", "/language/?language=ar"])
def test_no_link_on_another_site_signs_anybody_out(analyst: User, page: str, site: str) -> None:
    browser = sign_in(analyst)
    answer = browser.get(page, headers={"Sec-Fetch-Site": site})
    assert answer.status_code in {200, 302}
    assert "signed out" not in answer.content.decode()
    assert is_in(browser)


# --- the tables ----------------------------------------------------------------------------------------------


def test_who_is_not_signed_in_is_listed_nowhere(analyst: User) -> None:
    browser = Client()
    browser.get("/account/login/")
    browser.post("/account/login/", {"login": analyst.email, "password": "wrong"})
    with machinery():
        assert SignedIn.objects.count() == 0


def test_what_expired_is_tidied_from_both_tables(analyst: User) -> None:
    sign_in(analyst)
    with machinery():
        Session.objects.update(expire_date="2026-01-01T00:00:00Z")
    tidy_machinery()
    assert rows() == (0, 0)


def test_the_list_of_sessions_holds_keys_and_accounts_and_content_is_sealed_and_no_pickle(
    analyst: User, superuser_connection: psycopg.Connection[Any]
) -> None:
    browser = sign_in(analyst)
    cookie = browser.cookies["session"].value
    listed = superuser_connection.execute("SELECT * FROM people_signed_in").fetchall()
    assert listed == [(stored_key(cookie), analyst.pk)]
    ((data,),) = superuser_connection.execute("SELECT session_data FROM django_session").fetchall()
    raw = bytes.fromhex(data)
    assert raw[:1] == b"\x01"
    for text in (b"firefox", b"began", str(analyst.pk).encode()):
        assert text not in raw
    forged = Client()
    forged.cookies["session"] = "a" * 32
    superuser_connection.execute(
        "INSERT INTO django_session VALUES (%s, %s, now() + interval '1 hour')",
        [stored_key("a" * 32), b"cos\nsystem\n(S'false'\ntR.".hex()],
    )
    assert not is_in(forged)
