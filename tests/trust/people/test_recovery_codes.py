"""Recovery codes open once each, and nothing that is kept tells them, not even with the root key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client, override_settings
from tests.support.cast import Office, signed_in
from tests.trust.people.conftest import PASSWORD, code, give_password, new_seed

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.housekeeping import tidy_machinery
from palermo.trust.mandates import Role
from palermo.trust.people.authentication import MFAAdapter
from palermo.trust.people.models import User
from palermo.trust.people.recovery_codes import codes_left, hash_old_codes, make_codes, spend_code
from palermo.trust.people.resealing import reseal_second_factors
from palermo.trust.unit_of_work import unit_of_work

INDEX, MAKE, SECOND = "/account/2fa/", "/account/2fa/recovery-codes/generate/", "/account/2fa/authenticate/"
CODE = re.compile(r"<li>(\w{4}-\w{4}-\w{4})</li>")


def work() -> AbstractContextManager[object]:
    return unit_of_work(System(organisation_id=INSTALLATION_ID, reason="test"))


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hashes that cost nothing, but where what is kept is looked at."""
    if "real_hashes" in request.fixturenames:
        yield
        return
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def real_hashes() -> None:
    """What is kept is hashed as it is outside of tests."""


@pytest.fixture
def account(office: Office) -> User:
    return give_password(office, office[Role.ANALYST], seed=new_seed())


@pytest.fixture
def codes(account: User) -> list[str]:
    with work():
        return make_codes(account)


@pytest.fixture
def old_codes(account: User) -> list[str]:
    """Codes as earlier versions kept them: their seed, sealed; the first is used."""
    with work():
        kept = RecoveryCodes.activate(account)
        assert kept.validate_code(kept.get_unused_codes()[0])
        return kept.get_unused_codes()


def row_of(account: User) -> Authenticator:
    with work():
        row: Authenticator = Authenticator.objects.get(user=account, type="recovery_codes")
    return row


def left(account: User) -> int | None:
    with work():
        return codes_left(account.pk)


def opens(account: User, said: str) -> bool:
    """Whether somebody signs in with the password and this code."""
    browser = Client()
    browser.post("/account/login/", {"login": account.email, "password": PASSWORD})
    return bool(browser.post(SECOND, {"code": said}).status_code == 302)


@pytest.mark.usefixtures("real_hashes")
def test_only_password_hashes_are_kept(account: User, codes: list[str]) -> None:
    data = row_of(account).data
    assert set(data) == {"hashes", "migrated_codes"}
    assert data["migrated_codes"] == []
    kept = json.loads(MFAAdapter().decrypt(data["hashes"]))
    assert len(kept) == len(codes) == len(set(kept)) == 10
    assert all(one.startswith("argon2$argon2id$") for one in kept)


def test_each_code_opens_once_however_it_is_typed(account: User, codes: list[str]) -> None:
    with work():
        assert spend_code(account.pk, codes[3].lower().replace("-", " ")) is not None
        assert spend_code(account.pk, codes[3]) is None
        assert spend_code(account.pk, codes[9].replace("-", "")) is not None
    assert left(account) == 8


def test_a_code_signs_in_and_is_spent(account: User, codes: list[str]) -> None:
    assert opens(account, codes[0])
    assert not opens(account, codes[0])
    assert left(account) == 9


def test_hashes_put_into_the_row_of_another_account_open_nothing(
    office: Office, account: User, codes: list[str]
) -> None:
    other = give_password(office, office[Role.OPERATOR], seed=new_seed())
    data = row_of(account).data
    with work():
        make_codes(other)
        Authenticator.objects.filter(user=other, type="recovery_codes").update(data=data)
        assert spend_code(other.pk, codes[0]) is None
        assert spend_code(account.pk, codes[0]) is not None


def test_codes_are_shown_where_they_are_made_and_never_again(office: Office, account: User) -> None:
    browser = signed_in(office[Role.ANALYST])
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    made = browser.post(MAKE)
    shown = CODE.findall(made.content.decode())
    assert len(set(shown)) == 10
    assert "no-store" in made.headers["Cache-Control"]
    for page in (browser.get(INDEX), browser.get(MAKE)):
        assert not CODE.findall(page.content.decode())
        assert not any(one in page.content.decode() for one in shown)
    index = browser.get(INDEX).content.decode()
    assert "10 codes left" in index
    assert f'href="{MAKE}"' in index
    assert "The codes you have now stop working" in browser.get(MAKE).content.decode()


def test_new_codes_take_the_place_of_the_old(account: User, codes: list[str]) -> None:
    with work():
        newer = make_codes(account)
        assert spend_code(account.pk, codes[0]) is None
        assert spend_code(account.pk, newer[0]) is not None


def test_the_first_codes_are_shown_once_the_second_step_is_set_up(office: Office) -> None:
    account = give_password(office, office[Role.ANALYST], seed=new_seed())
    browser = signed_in(office[Role.ANALYST])
    with work():
        Authenticator.objects.filter(user=account).delete()
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found is not None
    answer = browser.post("/account/2fa/totp/activate/", {"code": code(found[1].replace(" ", ""))})
    assert len(CODE.findall(answer.content.decode())) == 10


def test_new_codes_are_made_by_whoever_confirms_that_it_is_they(office: Office, account: User) -> None:
    browser = signed_in(office[Role.ANALYST])
    asked = browser.post(MAKE)
    assert left(account) is None
    made = browser.post(asked.headers["Location"], {"password": PASSWORD})
    assert len(CODE.findall(made.content.decode())) == 10
    assert left(account) == 10


# --- codes of earlier versions -------------------------------------------------------------------------------


def test_codes_of_earlier_versions_become_hashes_and_go_on_working(
    account: User, old_codes: list[str]
) -> None:
    assert left(account) == 9
    pk = row_of(account).pk
    tidy_machinery()
    row = row_of(account)
    assert row.pk == pk
    assert set(row.data) == {"hashes", "migrated_codes"}
    assert left(account) == 9
    assert opens(account, old_codes[0])
    assert not opens(account, old_codes[0])
    assert left(account) == 8


def test_codes_of_earlier_versions_work_before_they_are_hashed(account: User, old_codes: list[str]) -> None:
    assert opens(account, old_codes[0])
    assert left(account) == 8
    assert hash_old_codes() == 1
    with work():
        assert spend_code(account.pk, old_codes[0]) is None
        assert spend_code(account.pk, old_codes[1]) is not None
    assert hash_old_codes() == 0


def test_a_seed_that_does_not_open_waits_and_stops_nothing(account: User, old_codes: list[str]) -> None:
    row = row_of(account)
    row.data["seed"] = "00" * 40
    with work():
        row.save()
    assert hash_old_codes() == 0
    assert row_of(account).data["seed"] == "00" * 40


def test_hashes_are_sealed_anew_with_the_seeds(account: User, codes: list[str]) -> None:
    before = row_of(account).data["hashes"]
    assert reseal_second_factors() >= 1
    assert row_of(account).data["hashes"] != before
    with work():
        assert spend_code(account.pk, codes[0]) is not None
