"""An address that only takes what a form sends answers in words, and still says which methods it takes."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.support.cast import Cast, signed_in

from palermo.trust.mandates import Role


def test_an_address_of_a_form_typed_into_the_browser_answers_in_words(cast: Cast) -> None:
    answer = signed_in(cast.owner[Role.CASEWORKER]).get("/office/switch/")
    assert answer.status_code == 405, answer
    assert answer.headers["Allow"] == "POST"
    page = answer.content.decode()
    assert "This address is no page" in page
    assert 'class="bar"' in page


@pytest.mark.usefixtures("cast")
def test_whoever_is_not_signed_in_reads_the_same() -> None:
    answer = Client().post("/")
    assert answer.status_code == 405
    assert b"This address is no page" in answer.content


def test_a_stranger_at_a_wrong_address_reads_nothing_of_offices(cast: Cast) -> None:
    page = Client().get("/nowhere/").content.decode()
    assert "The address is wrong, or you have to sign in first." in page
    assert "the office you act for" not in page
    inside = signed_in(cast.owner[Role.CASEWORKER]).get("/nowhere/").content.decode()
    assert "change the office in the bar" in inside
