"""A password is taken as it was typed: any length that fits, any signs, nothing cut, changed or forbidden."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.support.cast import Office, signed_in
from tests.trust.people.conftest import PASSWORD, give_password

from palermo.trust.mandates import Role
from palermo.trust.people.models import User
from palermo.trust.unit_of_work import unit_of_work

SHAPES = {  # as many as may be tried in a minute
    "small letters only": "quietharbourlantern",
    "blanks within and at both ends": "  lantern under the harbour  ",
    "another script": "فانوس هادئ في الميناء",
    "200 signs": "orchard-" * 25,
    "markup and signs above the first plane": "<b>quiet orchard</b>&amp;'\"`; -- \U0001f3ee",
}
CHANGE = "/account/password/change/"


@pytest.fixture
def browser(office: Office) -> Client:
    give_password(office, office[Role.CASEWORKER])
    return signed_in(office[Role.CASEWORKER])


def works(office: Office, password: str) -> bool:
    with unit_of_work(office.system):
        return User.objects.get(pk=office[Role.CASEWORKER].user_id).check_password(password)


def test_any_password_of_twelve_signs_is_taken_whole_and_exactly(browser: Client, office: Office) -> None:
    present = PASSWORD
    for name, password in SHAPES.items():
        sent = {"oldpassword": present, "password1": password, "password2": password}
        assert browser.post(CHANGE, sent).status_code == 302, name
        present = password
        assert works(office, password), name
        others = {password[:-1], password[:72], password.strip(), password.upper()} - {password}
        assert [other for other in others if works(office, other)] == [], name


def test_digits_alone_are_taken(browser: Client, office: Office) -> None:
    sent = {"oldpassword": PASSWORD, "password1": "628509431776", "password2": "628509431776"}
    assert browser.post(CHANGE, sent).status_code == 302
    assert works(office, "628509431776")


def test_the_present_password_is_asked_for(browser: Client, office: Office) -> None:
    for old in ("", "not-the-present-one"):
        page = browser.post(
            CHANGE, {"oldpassword": old, "password1": "quiet lantern", "password2": "quiet lantern"}
        )
        assert page.status_code == 200
    assert works(office, PASSWORD)


def test_fields_of_passwords_hide_what_is_typed_and_help_those_who_keep_passwords(browser: Client) -> None:
    for path, kinds in (
        (CHANGE, ("current-password", "new-password")),
        ("/account/login/", ("current-password",)),
    ):
        page = (Client() if path.endswith("login/") else browser).get(path).content.decode()
        for kind in kinds:
            assert f'autocomplete="{kind}"' in page, (path, kind)
        assert page.count('type="password"') == page.count('-password"'), path
        assert "onpaste" not in page
