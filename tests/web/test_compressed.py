"""A signed-in page travels compressed only where nobody else can put text into it by its address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse, reverse_lazy
from tests.support.cast import Cast, signed_in

from palermo.trust.mandates import Role

GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize(("query", "packed"), [("", True), ("?whose=mine", False), ("?q=guess", False)])
def test_a_page_with_something_in_its_address_is_not_compressed(
    cast: Cast, query: str, *, packed: bool
) -> None:
    answer = signed_in(cast.owner[Role.CASEWORKER]).get(f"{reverse('web:today')}{query}", headers=GZIP)
    assert answer.status_code == 200
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed


@pytest.mark.parametrize(
    ("address", "packed"),
    [
        (reverse_lazy("partnership:states"), True),
        (f"{reverse_lazy('partnership:states')}?find=guess", False),
        ("/guess-what-the-bar-says/", False),
        (reverse_lazy("protection:board_list", args=["guess"]), False),
    ],
)
def test_nor_is_a_public_page_or_one_that_is_none_for_who_has_signed_in(
    cast: Cast, address: str, *, packed: bool
) -> None:
    answer = signed_in(cast.owner[Role.COORDINATOR]).get(str(address), headers=GZIP)
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    if answer.status_code == 404:
        assert "guess" in answer.content.decode(), "the page says its own address again"


def test_whoever_has_not_signed_in_gets_every_page_compressed(cast: Cast) -> None:
    answer = Client().get(f"{reverse('partnership:states')}?find=guess", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"


def test_what_answers_a_form_is_not_compressed(cast: Cast) -> None:
    answer = signed_in(cast.owner[Role.CASEWORKER]).post(
        reverse("web:search"), {"q": "an office"}, headers=GZIP
    )
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_two_loads_of_one_page_differ_in_length(cast: Cast) -> None:
    browser = signed_in(cast.owner[Role.CASEWORKER])
    lengths = {len(browser.get(reverse("web:today"), headers=GZIP).content) for _ in range(8)}
    assert len(lengths) > 1
