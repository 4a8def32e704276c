"""A signed-in page travels compressed only where nobody else can put text into it by its address."""

from __future__ import annotations

import pytest
from django.urls import reverse
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
