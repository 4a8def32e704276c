"""Failed sign-ins are counted, and a stranger's lock nobody out of a browser that was made known."""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from tests.support.cast import Office, signed_in
from tests.trust.people.conftest import PASSWORD, code, give_password, new_seed

from palermo.trust.mandates import Role
from palermo.trust.people import known_browser, proxies
from palermo.trust.people.links import default_site
from palermo.trust.people.models import User
from palermo.trust.unit_of_work import unit_of_work

LOGIN, SECOND = "/account/login/", "/account/2fa/authenticate/"
WRONG, ON = "wrong", "on"
LOCKED = "Too many wrong tries"
MARK = django_settings.PALERMO_KNOWN_COOKIE_NAME


pytestmark = pytest.mark.usefixtures("codes_work_again")


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """Dozens of tries: what is counted does not depend on how slowly a password is compared."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def seed() -> str:
    """Of the second step of both accounts."""
    return new_seed()


@pytest.fixture
def analyst(office: Office, seed: str) -> User:
    return give_password(office, office[Role.ANALYST], seed=seed)


@pytest.fixture
def caseworker(office: Office, seed: str) -> User:
    return give_password(office, office[Role.CASEWORKER], seed=seed)


def sign_in(email: str, seed: str, *, browser: Client, password: str = PASSWORD, **ticked: str) -> Any:
    """Both steps; the answer to the last one."""
    first = browser.post(LOGIN, {"login": email, "password": password, **ticked})
    assert first.headers["Location"] == SECOND, first.content.decode()
    assert MARK not in first.cookies, "given before the sign-in is complete"
    answer = browser.post(SECOND, {"code": code(seed)})
    assert answer.headers["Location"] == reverse("web:today"), answer.content.decode()
    return answer


def known(email: str, seed: str, *, browser: Client | None = None) -> Client:
    """The office's computer: somebody signed in, ticked it, and signed out."""
    browser = browser or Client()
    assert MARK in sign_in(email, seed, browser=browser, office_computer="on").cookies
    browser.post("/account/logout/")
    assert MARK in browser.cookies
    return browser


def tries(browser: Client, email: str, password: str = WRONG) -> str:
    answer = browser.post(LOGIN, {"login": email, "password": password})
    return ON if answer.status_code == 302 else answer.content.decode()


def gets_on(browser: Client, email: str) -> bool:
    """Whether the right password leads on to the second step."""
    return tries(browser, email, PASSWORD) == ON


def hammer(email: str, times: int = 6) -> None:
    """A stranger, with a new browser for each try."""
    for _time in range(times):
        page = tries(Client(), email)
    assert LOCKED in page


# --- who is locked out, and who is not -----------------------------------------------------------------------


def test_a_stranger_who_tries_an_address_locks_nobody_out_of_the_office_s_computer(
    analyst: User, seed: str
) -> None:
    computer = known(analyst.email, seed)
    hammer(analyst.email)
    assert LOCKED in tries(Client(), analyst.email, PASSWORD)
    assert gets_on(computer, analyst.email)


def test_a_stranger_behind_the_same_network_address_locks_nobody_out_of_it_either(
    analyst: User, seed: str
) -> None:
    computer = known(analyst.email, seed)
    for number in range(31):
        page = tries(Client(), f"nobody{number}@x.example")
    assert LOCKED in page
    assert LOCKED in tries(Client(), analyst.email, PASSWORD)
    assert gets_on(computer, analyst.email)


def test_who_signs_in_rightly_is_not_counted(analyst: User) -> None:
    assert all(gets_on(Client(), analyst.email) for _time in range(35))


def test_a_known_browser_has_five_wrong_tries_like_everybody_and_they_are_its_own(
    analyst: User, seed: str
) -> None:
    computer = known(analyst.email, seed)
    pages = [tries(computer, analyst.email) for _time in range(6)]
    assert [LOCKED in page for page in pages] == [False] * 5 + [True]
    assert not gets_on(computer, analyst.email)
    assert gets_on(Client(), analyst.email)


def test_a_mark_is_worth_nothing_for_another_account(analyst: User, caseworker: User, seed: str) -> None:
    computer = known(caseworker.email, seed)
    hammer(analyst.email)
    assert not gets_on(computer, analyst.email)


def test_several_colleagues_have_their_marks_in_one_computer(
    analyst: User, caseworker: User, seed: str
) -> None:
    computer = known(caseworker.email, seed, browser=known(analyst.email, seed))
    hammer(analyst.email)
    hammer(caseworker.email)
    sign_in(analyst.email, seed, browser=computer)
    computer.post("/account/logout/")
    sign_in(caseworker.email, seed, browser=computer)


def test_whoever_knows_the_password_cannot_use_up_the_codes_of_the_office_s_computer(
    caseworker: User, seed: str
) -> None:
    computer = known(caseworker.email, seed)
    stranger = Client()
    stranger.post(LOGIN, {"login": caseworker.email, "password": PASSWORD})
    for _time in range(6):
        page = stranger.post(SECOND, {"code": "000000"}).content.decode()
    assert LOCKED in page
    assert LOCKED in stranger.post(SECOND, {"code": code(seed)}).content.decode()
    sign_in(caseworker.email, seed, browser=computer)


def test_whoever_is_signed_in_confirms_while_a_stranger_tries_the_address(analyst: User, seed: str) -> None:
    browser = Client()
    sign_in(analyst.email, seed, browser=browser)
    hammer(analyst.email)
    assert browser.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    for _time in range(6):
        page = browser.post("/account/reauthenticate/", {"password": "wrong"}).content.decode()
    assert LOCKED in page


def test_a_link_that_sets_a_password_is_not_counted_by_network_address(office: Office) -> None:
    for _time in range(25):
        answer = Client().post("/account/password/reset/key/0-set-password/", {"password1": "x"})
    assert answer.status_code == 200


def test_a_stranger_who_asks_for_links_keeps_no_known_browser_from_one(
    analyst: User, seed: str, settings: Any, superuser_connection: psycopg.Connection[Any]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    computer = known(analyst.email, seed)

    def asks(browser: Client, email: str) -> int:
        return browser.post("/account/password/reset/", {"email": email}).status_code

    assert [asks(Client(), analyst.email) for _time in range(6)] == [302] * 5 + [429]
    assert [asks(Client(), f"nobody{number}@x.example") for number in range(20)][-1] == 429
    assert asks(computer, analyst.email) == 302
    kept = str(superuser_connection.execute("SELECT cache_key, value FROM web_cache").fetchall())
    assert hashlib.sha256(analyst.email.encode()).hexdigest() not in kept


def test_a_stranger_does_not_fill_a_mailbox_with_links_all_day(
    analyst: User, seed: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    computer = known(analyst.email, seed)
    begun, minutes = time.time(), 0

    def asks(browser: Client) -> int:
        nonlocal minutes
        minutes += 1
        monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: begun + 61 * minutes)
        return browser.post("/account/password/reset/", {"email": analyst.email}).status_code

    assert [asks(Client()) for _time in range(11)] == [302] * 10 + [429]
    assert asks(computer) == 302


# --- the mark itself -----------------------------------------------------------------------------------------


def test_without_the_tick_no_browser_is_known(analyst: User, seed: str) -> None:
    browser = Client()
    sign_in(analyst.email, seed, browser=browser)
    assert MARK not in browser.cookies


def test_the_mark_tells_nothing_and_no_script_reads_it(analyst: User, caseworker: User, seed: str) -> None:
    alone, twice = (
        known(analyst.email, seed),
        known(caseworker.email, seed, browser=known(analyst.email, seed)),
    )
    for browser in (alone, twice):
        cookie = browser.cookies[MARK]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["max-age"] == 90 * 24 * 60 * 60
        raw = base64.urlsafe_b64decode(cookie.value + "==")
        for user in (analyst, caseworker):
            for text in (user.email.encode(), user.pk.bytes, str(user.pk).encode()):
                assert text not in raw
    assert len(alone.cookies[MARK].value) == len(twice.cookies[MARK].value)
    assert alone.cookies[MARK].value != known(analyst.email, seed).cookies[MARK].value


@pytest.mark.parametrize(
    "value", ["", "x", "A" * 565, "A" * 566, "A" * 567, "é" * 566, "====", "\x00", "-_" * 283, "%41" * 200]
)
def test_a_mark_that_is_none_is_no_mark_and_no_fault(analyst: User, value: str) -> None:
    browser = Client()
    browser.cookies[MARK] = value
    hammer(analyst.email)
    assert LOCKED in tries(browser, analyst.email, PASSWORD)


def test_a_mark_with_any_bit_changed_is_no_mark(analyst: User, seed: str) -> None:
    computer = known(analyst.email, seed)
    raw = bytearray(base64.urlsafe_b64decode(computer.cookies[MARK].value + "=="))
    raw[30] ^= 1
    computer.cookies[MARK] = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    hammer(analyst.email)
    assert not gets_on(computer, analyst.email)


def test_a_mark_lasts_ninety_days_from_the_last_sign_in(
    analyst: User, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer = known(analyst.email, seed)
    before = computer.cookies[MARK].value
    sign_in(analyst.email, seed, browser=computer)
    assert computer.cookies[MARK].value != before
    computer.post("/account/logout/")
    later = time.time() + 91 * 24 * 60 * 60
    monkeypatch.setattr(known_browser.time, "time", lambda: later)
    hammer(analyst.email)
    assert not gets_on(computer, analyst.email)


def test_a_new_password_makes_the_marks_of_other_browsers_void_and_not_that_of_its_own(
    analyst: User, seed: str
) -> None:
    here, there = known(analyst.email, seed), known(analyst.email, seed)
    new = "another-lantern-now"
    sign_in(analyst.email, seed, browser=here)
    change = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", change).status_code == 302
    here.post("/account/logout/")
    hammer(analyst.email)
    assert LOCKED in tries(there, analyst.email, new)
    assert tries(here, analyst.email, new) == ON


def test_a_changed_second_step_makes_the_marks_of_other_browsers_void(
    office: Office, caseworker: User, seed: str
) -> None:
    computer = known(caseworker.email, seed)
    give_password(office, office[Role.CASEWORKER], seed=new_seed())
    hammer(caseworker.email)
    assert LOCKED in tries(computer, caseworker.email, PASSWORD)


def test_the_tick_stands_on_the_page_and_a_telephone_s_page_does_not_show_it(office: Office) -> None:
    page = Client().get(LOGIN).content.decode()
    assert page.count("office_computer") >= 1
    assert page.index('class="desk"') < page.index('name="office_computer"')


# --- the owner is told ---------------------------------------------------------------------------------------


def test_the_owner_reads_how_often_others_failed_since_they_were_last_here(analyst: User, seed: str) -> None:
    computer = known(analyst.email, seed)
    hammer(analyst.email, times=8)
    sign_in(analyst.email, seed, browser=computer)
    for page in ("web:today", "people:account"):
        text = computer.get(reverse(page)).content.decode()
        assert "8 sign-ins with your address failed" in text
        assert "Signing in with it was stopped for some minutes" in text
    assert "Before this you signed in on" in text
    computer.post("/account/logout/")
    sign_in(analyst.email, seed, browser=computer)
    assert "your address failed" not in computer.get(reverse("people:account")).content.decode()


def test_one_slip_of_the_own_hand_is_told_on_the_account_page_alone(analyst: User, seed: str) -> None:
    browser = Client()
    tries(browser, analyst.email)
    sign_in(analyst.email, seed, browser=browser)
    assert "your address failed" not in browser.get(reverse("web:today")).content.decode()
    assert "one sign-in with your address failed" in browser.get(reverse("people:account")).content.decode()


def test_the_owner_of_a_locked_address_gets_one_mail_a_day_in_neutral_words(
    analyst: User, settings: Any, mailbox: list[Any]
) -> None:
    from palermo.operation.worker import Worker

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for address in (analyst.email, "nobody@x.example"):
        hammer(address, times=9)
    assert Worker().work_off() == 2
    (mail,) = mailbox
    assert mail.to == [analyst.email]
    assert "Somebody tried to sign in with your address" in mail.subject
    assert "wrong passwords for your address" in mail.body
    assert urlsplit(default_site()).netloc in mail.body
    assert "traffick" not in mail.subject + mail.body
    assert analyst.full_name not in mail.subject + mail.body


def test_whose_password_is_known_to_others_is_told_to_choose_another(
    caseworker: User, settings: Any, mailbox: list[Any]
) -> None:
    from palermo.operation.worker import Worker

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    stranger = Client()
    stranger.post(LOGIN, {"login": caseworker.email, "password": PASSWORD})
    for _time in range(7):
        stranger.post(SECOND, {"code": "000000"})
    assert Worker().work_off() == 1
    assert "somebody knows your password: choose another at once" in mailbox[0].body


def test_neither_a_failed_nor_a_locked_try_writes_more_where_the_account_exists(
    analyst: User, settings: Any, mailbox: list[Any]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    seen: list[str] = []

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        seen.append(str(sql))
        return execute(sql, params, many, context)

    def statements(address: str) -> list[int]:
        counts = []
        for _time in range(7):
            seen.clear()
            with connection.execute_wrapper(count):
                tries(Client(), address)
            counts.append(len([sql for sql in seen if not sql.startswith("SELECT")]))
        return counts

    assert statements(analyst.email) == statements("nobody@x.example")


# --- proxies -------------------------------------------------------------------------------------------------


@pytest.fixture
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxies, "_said", set())


@pytest.mark.usefixtures("nothing_said")
def test_a_proxy_nobody_told_of_is_said_once(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "palermo.proxies"):
        for _time in range(3):
            Client().get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert [record.message for record in caplog.records if "PALERMO_PROXIES is 0" in record.message] != []
    assert len(caplog.records) == 1
    assert "203.0.113.9" not in caplog.text


@pytest.mark.usefixtures("nothing_said")
def test_what_this_machine_asks_itself_is_no_missing_proxy(
    office: Office, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with caplog.at_level(logging.WARNING, "palermo.proxies"):
        Client().get("/")
        assert caplog.records == []
        Client(REMOTE_ADDR="203.0.113.9").get("/")
    assert len(caplog.records) == 1


def test_behind_https_without_proxies_the_start_says_so(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "palermo.proxies"):
        proxies.say_at_start()
        settings.HTTPS = True
        proxies.say_at_start()
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        proxies.say_at_start()
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("told", "header", "words"),
    [
        (0, "", "As PALERMO_PROXIES says"),
        (0, "203.0.113.9", "all share one limit"),
        (1, "203.0.113.9", "As PALERMO_PROXIES says"),
        (2, "203.0.113.9", "fewer than PALERMO_PROXIES says"),
    ],
)
def test_the_operator_reads_whether_the_proxies_are_told_of(
    office: Office, settings: Any, told: int, header: str, words: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = told
    operator = signed_in(office[Role.OPERATOR])
    page = operator.get(reverse("people:installation"), headers={"X-Forwarded-For": header} if header else {})
    assert words in page.content.decode()


@pytest.mark.usefixtures("nothing_said")
@pytest.mark.parametrize("header", ["203.0.113.9", "", "nonsense, nonsense"])
def test_a_wrong_number_of_proxies_breaks_no_sign_in(analyst: User, settings: Any, header: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    browser = Client(raise_request_exception=False)
    answer = browser.post(
        LOGIN, {"login": analyst.email, "password": PASSWORD}, headers={"X-Forwarded-For": header}
    )
    assert answer.status_code == (403 if "nonsense" in header else 302)


def test_what_a_client_writes_before_the_proxies_is_not_believed(settings: Any) -> None:
    from django.test import RequestFactory

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert proxies.client_address(request) == "203.0.113.9"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert proxies.client_address(request) == "127.0.0.1"


def test_tries_are_written_for_their_owner_alone(analyst: User, office: Office) -> None:
    tries(Client(), analyst.email.upper())
    with unit_of_work(office.system):
        failed = dict(User.objects.filter(failed_tries__gt=0).values_list("email", "failed_tries"))
    assert failed == {analyst.email: 1}
