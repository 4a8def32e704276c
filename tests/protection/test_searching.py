"""One colleague cannot try out names: searches by name are counted, and refused beyond what work needs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.protection.pages import full_case, text_of, url
from tests.support.cast import Cast, signed_in

from palermo.protection.queries import searching
from palermo.protection.queries.cases import find_cases
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.rules import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


@pytest.fixture
def tried(works: Staff) -> Staff:
    """The caseworker, who has searched as often as one may."""
    with unit_of_work(works):
        for _ in range(searching.MOST_SEARCHES):
            find_cases(works, "Amina Dembele")
    return works


def test_searching_by_name_again_and_again_is_refused_and_the_refusal_kept(
    browser: Client, tried: Staff
) -> None:
    page = browser.post(url("find"), {"q": "Zephyrine Quillfeather"})
    assert page.status_code == 200
    assert "30 times within 10 minutes" in text_of(page)
    assert "Zephyrine Quillfeather" in text_of(page), "what was typed stays"
    with unit_of_work(tried):
        refusal = LedgerEvent.objects.get(verb="refused")
        assert refusal.codes == {"asked": "case.find_by_name", "reason": "too_many_searches"}
        assert LedgerEvent.objects.filter(verb="case.searched").count() == searching.MOST_SEARCHES


def test_a_colleague_is_not_kept_waiting_and_a_code_still_finds(
    cast: Cast, browser: Client, tried: Staff
) -> None:
    case = full_case(tried)
    assert case.code in text_of(browser.post(url("find"), {"q": case.code}))
    assert url("case", case.pk) in text_of(browser.post(url("find"), {"q": case.code}))
    other = signed_in(cast.owner[Role.FOCAL_POINT])
    assert "30 times" not in text_of(other.post(url("find"), {"q": "Amina Dembele"}))


def test_one_search_less_is_not_too_many_and_time_gives_them_back(
    works: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(searching.MOST_SEARCHES):
        with unit_of_work(works):
            find_cases(works, f"Name {number}")
    with unit_of_work(works), pytest.raises(Refused, match="too_many_searches"):
        find_cases(works, "Amina Dembele")
    monkeypatch.setattr(searching, "WITHIN", timedelta(0))
    with unit_of_work(works):
        assert find_cases(works, "Amina Dembele") == []
