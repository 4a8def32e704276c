"""Sign-in: throttled, recorded, bound to a second factor, and silent about who exists."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.support.cast import Office, signed_in
from tests.support.place import Database
from tests.trust.people.conftest import PASSWORD, code, events_of, found, give_password, new_seed

from palermo.trust.actor import INSTALLATION_ID, Anonymous, System
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.services import end_role
from palermo.trust.people.sessions import SessionStore, stored_key
from palermo.trust.unit_of_work import machinery, unit_of_work

LOGIN = "/account/login/"
SECOND = "/account/2fa/authenticate/"
RECOVERY_CODE = r"<li>(\w{4}-\w{4}-\w{4})</li>"


def installation_events(*verbs: str) -> list[LedgerEvent]:
    with unit_of_work(Anonymous()):
        return list(
            LedgerEvent.objects.filter(organisation_id=INSTALLATION_ID, verb__in=verbs).order_by("sequence")
        )


@pytest.fixture
def seed() -> str:
    return new_seed()


@pytest.fixture
def caseworker(office: Office, seed: str) -> User:
    return give_password(office, office[Role.CASEWORKER], seed=seed)


@pytest.fixture
def analyst(office: Office, seed: str) -> User:
    """Somebody who reads no identities."""
    return give_password(office, office[Role.ANALYST], seed=seed)


@pytest.fixture
def newcomer(office: Office) -> User:
    """Somebody who signs in for the first time."""
    return give_password(office, office[Role.ANALYST], seed=None)


def sign_in(email: str, seed: str = "") -> Client:
    browser = Client()
    response = browser.post(LOGIN, {"login": email, "password": PASSWORD})
    if seed:
        assert response.headers["Location"] == SECOND
        response = browser.post(SECOND, {"code": code(seed)})
    assert response.headers["Location"] == reverse("web:today")
    return browser


def confirm(browser: Client, password: str = PASSWORD) -> None:
    """What is guarded twice asks for the password once more."""
    assert browser.post("/account/reauthenticate/", {"password": password}).status_code == 302


# --- what is recorded ----------------------------------------------------------------------------------------


def test_a_sign_in_is_recorded_with_what_proved_it(caseworker: User, seed: str) -> None:
    sign_in(caseworker.email, seed)
    (event,) = installation_events("signin.done")
    assert event.object_id == caseworker.pk
    assert event.codes == {"by": "password+totp"}


def test_a_failed_sign_in_is_recorded_without_saying_for_whom(caseworker: User, seed: str) -> None:
    browser = Client()
    for address in (caseworker.email, "nobody@x.example"):
        browser.post(LOGIN, {"login": address, "password": "wrong"})
    browser.post(LOGIN, {"login": caseworker.email, "password": PASSWORD})
    browser.post(SECOND, {"code": "000000"})
    events = installation_events("signin.failed")
    assert [(event.object_id, event.actor_id, event.codes) for event in events] == [
        (None, None, {"step": "password"}),
        (None, None, {"step": "password"}),
        (None, None, {"step": "second"}),
    ]


def test_signing_out_is_recorded_and_ends_the_session(caseworker: User, seed: str, office: Office) -> None:
    browser = sign_in(caseworker.email, seed)
    browser.post("/account/logout/")
    assert browser.get(reverse("people:account")).status_code == 302
    assert [event.object_id for event in events_of(office, "signout.done")] == [caseworker.pk]


def test_changes_of_password_and_second_factor_are_recorded(newcomer: User, office: Office) -> None:
    browser = sign_in(newcomer.email)
    page = browser.get("/account/2fa/totp/activate/")
    seed = found(r'class="secret">([A-Z2-7 ]+)<', page).replace(" ", "")
    browser.post("/account/2fa/totp/activate/", {"code": code(seed)})
    browser.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "another-lantern-now", "password2": "another-lantern-now"},
    )
    confirm(browser, "another-lantern-now")
    browser.post("/account/2fa/recovery-codes/generate/")
    verbs = ["password.changed", "second_factor.added", "recovery_codes.made", "second_factor.removed"]
    recorded = [event.verb for event in events_of(office, *verbs)]
    assert recorded == [
        "second_factor.added",
        "recovery_codes.made",
        "password.changed",
        "recovery_codes.made",
    ]


# --- lock-out ------------------------------------------------------------------------------------------------


def test_five_failures_lock_the_address_with_words_and_leave_a_record(caseworker: User) -> None:
    pages = []
    for number in range(6):
        # Neither another browser nor another name of the host opens the lock.
        browser = Client(SERVER_PORT=str(8000 + number))
        pages.append(
            browser.post(LOGIN, {"login": caseworker.email.upper(), "password": "wrong"}).content.decode()
        )
    assert all("Too many wrong tries" not in page for page in pages[:5])
    assert "Too many wrong tries" in pages[5]
    right = Client().post(LOGIN, {"login": caseworker.email, "password": PASSWORD})
    assert "Too many wrong tries" in right.content.decode()
    locked = installation_events("signin.locked")
    assert len(locked) == 2
    assert all(event.object_id is None for event in locked)


def test_an_address_nobody_has_is_locked_alike(office: Office) -> None:
    for _ in range(5):
        Client().post(LOGIN, {"login": "nobody@x.example", "password": "wrong"})
    page = Client().post(LOGIN, {"login": "nobody@x.example", "password": "wrong"})
    assert "Too many wrong tries" in page.content.decode()


def test_the_second_step_is_throttled_too(caseworker: User, seed: str) -> None:
    browser = Client()
    browser.post(LOGIN, {"login": caseworker.email, "password": PASSWORD})
    for _ in range(5):
        browser.post(SECOND, {"code": "000000"})
    response = browser.post(SECOND, {"code": code(seed)})
    assert response.status_code == 200
    assert browser.get(reverse("people:account")).status_code == 302


def test_the_throttle_s_table_holds_no_address(
    caseworker: User, superuser_connection: psycopg.Connection[Any]
) -> None:
    import hashlib

    Client().post(LOGIN, {"login": caseworker.email, "password": "wrong"})
    rows = str(superuser_connection.execute("SELECT cache_key, value FROM web_cache").fetchall())
    assert rows != "[]"
    for text in (caseworker.email, hashlib.sha256(caseworker.email.encode()).hexdigest(), "127.0.0.1"):
        assert text not in rows


def test_a_code_works_once(caseworker: User, seed: str) -> None:
    now = code(seed)
    first, second = Client(), Client()
    for browser in (first, second):
        browser.post(LOGIN, {"login": caseworker.email, "password": PASSWORD})
    assert first.post(SECOND, {"code": now}).status_code == 302
    assert second.post(SECOND, {"code": now}).status_code == 200


# --- the second factor ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_whoever_signs_in_sets_up_a_second_factor_before_anything_else(office: Office, role: Role) -> None:
    browser = signed_in(office[role])
    with unit_of_work(office.system):
        Authenticator.objects.filter(user_id=office[role].user_id).delete()
    for name in ("web:today", "people:account", "people:colleagues", "protection:cases", "mfa_index"):
        response = browser.get(reverse(name))
        assert response.headers["Location"] == reverse("mfa_activate_totp"), name
    assert browser.get(reverse("web:locked")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(office: Office) -> None:
    browser = signed_in(office[Role.CASEWORKER])
    with unit_of_work(office.system):
        Authenticator.objects.filter(user_id=office[Role.CASEWORKER].user_id).update(
            type="recovery_codes", data={}
        )
    assert browser.get(reverse("web:today")).headers["Location"] == reverse("mfa_activate_totp")


def test_an_account_without_any_role_sets_it_up_too(office: Office) -> None:
    analyst = office[Role.ANALYST]
    browser = signed_in(analyst)
    with unit_of_work(office.system):
        Authenticator.objects.filter(user_id=analyst.user_id).delete()
        end_role(office.system, assignment_id=RoleAssignment.objects.get(user_id=analyst.user_id).pk)
    for name in ("web:today", "people:account", "people:own_invitations"):
        assert browser.get(reverse(name)).headers["Location"] == reverse("mfa_activate_totp"), name


@pytest.mark.parametrize("who", ["caseworker", "analyst"])
def test_nobody_can_take_it_off(request: pytest.FixtureRequest, who: str, seed: str) -> None:
    user: User = request.getfixturevalue(who)
    browser = sign_in(user.email, seed)
    confirm(browser)
    for path in ("activate", "deactivate"):
        browser.post(f"/account/2fa/totp/{path}/")
    with unit_of_work(Anonymous()):
        assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_recovery_code_opens_once(caseworker: User, seed: str) -> None:
    browser = sign_in(caseworker.email, seed)
    confirm(browser)
    recovery = found(RECOVERY_CODE, browser.post("/account/2fa/recovery-codes/generate/"))
    for expected in (302, 200):
        other = Client()
        other.post(LOGIN, {"login": caseworker.email, "password": PASSWORD})
        assert other.post(SECOND, {"code": recovery}).status_code == expected
    assert installation_events("signin.done")[-1].codes == {"by": "password+recovery_codes"}


def test_no_table_holds_a_seed_a_recovery_code_or_a_session_in_the_clear(
    newcomer: User, superuser_connection: psycopg.Connection[Any]
) -> None:
    browser = sign_in(newcomer.email)
    page = browser.get("/account/2fa/totp/activate/")
    seed = found(r'class="secret">([A-Z2-7 ]+)<', page).replace(" ", "")
    before = _everything(superuser_connection)
    recovery = found(RECOVERY_CODE, browser.post("/account/2fa/totp/activate/", {"code": code(seed)}))
    for text in (seed, recovery, recovery.replace("-", ""), browser.cookies["session"].value):
        assert text not in before
        assert text not in _everything(superuser_connection)


def _everything(connection: psycopg.Connection[Any]) -> str:
    import base64
    import binascii

    tables = ("mfa_authenticator", "django_session", "web_cache", "people_user", "ledger_event")
    text = " ".join(str(connection.execute(f"SELECT t::text FROM {name} t").fetchall()) for name in tables)
    decoded = []
    for (data,) in connection.execute("SELECT session_data FROM django_session").fetchall():
        try:
            decoded.append(str(base64.b64decode(str(data).split(":")[0] + "==")))
        except binascii.Error:
            decoded.append("")
    return text + " ".join(decoded)


# --- sessions ------------------------------------------------------------------------------------------------


def test_the_session_key_changes_at_sign_in(newcomer: User) -> None:
    with machinery():
        session = SessionStore()
        session["planted"] = "by somebody else"
        session.save()
    planted = str(session.session_key)
    browser = Client()
    browser.cookies["session"] = planted
    browser.post(LOGIN, {"login": newcomer.email, "password": PASSWORD})
    assert browser.cookies["session"].value != planted
    fixed = Client()
    fixed.cookies["session"] = planted
    assert fixed.get(reverse("people:account")).status_code == 302


def test_a_new_password_ends_every_other_session(analyst: User, seed: str, office: Office) -> None:
    here, there = sign_in(analyst.email, seed), signed_in(office[Role.ANALYST])
    assert there.get(reverse("people:account")).status_code == 200
    new = "another-lantern-now"
    changed = here.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert changed.status_code == 302
    assert here.get(reverse("people:account")).status_code == 200
    assert there.get(reverse("people:account")).status_code == 302


def test_the_session_table_is_found_by_digest_and_sealed(
    analyst: User, seed: str, superuser_connection: psycopg.Connection[Any]
) -> None:
    browser = sign_in(analyst.email, seed)
    cookie = browser.cookies["session"].value
    keys = {key for (key,) in superuser_connection.execute("SELECT session_key FROM django_session")}
    assert stored_key(cookie) in keys
    assert cookie not in keys
    superuser_connection.execute("UPDATE django_session SET session_data = 'ff' || substr(session_data, 3)")
    assert browser.get(reverse("people:account")).status_code == 302


def test_a_session_s_content_copied_into_another_row_opens_for_nobody(
    analyst: User, seed: str, office: Office, superuser_connection: psycopg.Connection[Any]
) -> None:
    theirs, mine = sign_in(analyst.email, seed), signed_in(office[Role.ANALYST])
    keys = [stored_key(browser.cookies["session"].value) for browser in (theirs, mine)]
    copied = superuser_connection.execute(
        "UPDATE django_session mine SET session_data = theirs.session_data FROM django_session theirs"
        " WHERE theirs.session_key = %s AND mine.session_key = %s",
        keys,
    )
    assert copied.rowcount == 1
    assert theirs.get(reverse("people:account")).status_code == 200
    assert mine.get(reverse("people:account")).status_code == 302


def test_cookies_are_for_the_server_alone(analyst: User, seed: str) -> None:
    cookie = sign_in(analyst.email, seed).cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


# --- no oracle -----------------------------------------------------------------------------------------------


def _calls(work: Callable[[], object]) -> int:
    """How many functions the work called: what its time is made of, without the clock."""
    counted = 0

    def count(_frame: object, event: str, _of: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def _statements(request: Any) -> int:
    seen: list[str] = []

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        seen.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        request()
    return len(seen)


def test_asking_for_a_new_password_costs_the_same_whether_the_account_exists_or_not(
    analyst: User, settings: Any, mailbox: list[Any]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PALERMO_SIGN_IN_LIMITS = {}

    def ask(address: str) -> Any:
        return Client().post("/account/password/reset/", {"email": address})

    known, unknown = ask(analyst.email), ask("nobody@x.example")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert _statements(lambda: ask(analyst.email)) == _statements(lambda: ask("nobody@x.example"))
    calls = [_calls(lambda address=address: ask(address)) for address in (analyst.email, "nobody@x.example")]
    assert abs(calls[0] - calls[1]) < 0.05 * max(calls), calls
    assert mailbox == []


def test_signing_in_makes_one_digest_whether_the_account_exists_or_not(
    analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def noted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def hashed(*given: Any) -> Any:
            made.append(name)
            return real(*given)

        return hashed

    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, noted(name, getattr(Argon2PasswordHasher, name)))
    for address in (analyst.email, "nobody@x.example"):
        made.clear()
        Client().post(LOGIN, {"login": address, "password": "wrong"})
        assert len(made) == 1


def test_passwords_are_kept_with_argon2_as_slow_as_django_makes_it(analyst: User) -> None:
    assert analyst.password.startswith("argon2")
    asked = (
        "from django.contrib.auth.hashers import get_hasher as g; h = g(); print(h.time_cost, h.memory_cost)"
    )
    command = [sys.executable, "-c", f"import django; django.setup(); {asked}"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() == [
        "2",
        "102400",
    ]


@pytest.mark.usefixtures("database")
def test_a_short_or_common_password_is_not_taken(analyst: User, seed: str) -> None:
    browser = sign_in(analyst.email, seed)
    for bad in ("short", "password1234", analyst.email):
        page = browser.post(
            "/account/password/change/", {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
        )
        assert "<title>Error:" in page.content.decode()


def test_the_application_s_role_cannot_change_an_address_or_switch_an_account_off(
    database: Database, analyst: User
) -> None:
    with psycopg.connect(database.app) as app:
        for column in ("email = 'mine@x.example'", "is_active = true", "id = gen_random_uuid()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(f"UPDATE people_user SET {column}")


def test_a_system_reason_is_a_code() -> None:
    with pytest.raises(ValueError, match="code"):
        System(organisation_id=INSTALLATION_ID, reason="because Amina asked")
