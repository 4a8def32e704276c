"""A new password is new."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.support.cast import Office, signed_in
from tests.trust.people.conftest import PASSWORD, give_password

from palermo.trust.mandates import Role
from palermo.trust.people.links import link_for
from palermo.trust.people.models import User
from palermo.trust.unit_of_work import unit_of_work

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
        link = link_for(auditor, mailed=True)
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
        link = link_for(user, mailed=True)
    browser = Client()
    address = browser.get(link, follow=True).redirect_chain[-1][0]
    assert browser.post(address, SAME).status_code == 302
