"""One colleague cannot try out names: searches by name are counted, and refused beyond what work needs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from tests.protection.file.test_pages_opening import ABOUT, CAME, WHO, fill
from tests.protection.pages import SEARCH, SECRETS, full_case, text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in

from palermo.protection.cases.models.persons import NameToken
from palermo.protection.cases.services import name_tokens as names
from palermo.protection.need_to_know.queries import search_limit as searching
from palermo.protection.need_to_know.queries.search import find_cases
from palermo.protection.need_to_know.services.search import search_before_opening
from palermo.trust.actor import Staff
from palermo.trust.housekeeping import tidy_offices
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault import tokens


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
    page = browser.post(SEARCH, {"q": "Zephyrine Quillfeather"}, follow=True)
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
    assert case.code in text_of(browser.post(SEARCH, {"q": case.code}, follow=True))
    assert url("case", case.pk) in text_of(browser.post(SEARCH, {"q": case.code}, follow=True))
    other = signed_in(cast.owner[Role.FOCAL_POINT])
    assert "30 times" not in text_of(other.post(SEARCH, {"q": "Amina Dembele"}, follow=True))


def test_many_names_on_one_page_count_like_many_searches(browser: Client, works: Staff) -> None:
    names = [f"Zephyrine Quill{number}" for number in range(searching.MOST_SEARCHES)]
    with unit_of_work(works):
        search_before_opening(works, names[:-1])
    with unit_of_work(works), pytest.raises(Refused, match="too_many_searches"):
        search_before_opening(works, names[:2])
    assert searches(works) == searching.MOST_SEARCHES - 1


def test_more_names_than_searches_allow_are_not_looked_up_in_one_request(works: Staff) -> None:
    names = [f"Zephyrine Quill{number}" for number in range(searching.MOST_SEARCHES + 1)]
    with unit_of_work(works), pytest.raises(Refused, match="too_many_searches"):
        search_before_opening(works, names)


def test_searches_at_the_same_moment_are_counted_like_searches_in_a_row(works: Staff) -> None:
    def search(number: int) -> bool:
        try:
            with unit_of_work(works):
                find_cases(works, f"Zephyrine Quill{number}")
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as hands:
        answered = list(hands.map(search, range(searching.MOST_SEARCHES + 8)))
    assert sum(answered) == searching.MOST_SEARCHES


def test_an_unfinished_flow_looks_nobody_up(browser: Client, works: Staff) -> None:
    browser.post(url("open_case", BEGUN), {"action": "more"})
    for step, typed in {"contact": {}, "came": CAME, "about": ABOUT, "who": WHO}.items():
        fill(browser, step, **typed)
    browser.post(url("open_case_step", BEGUN, "contact"), {"action": "pause"})
    check = url("open_case_step", BEGUN, "check")
    assert browser.get(check).status_code == 302
    assert searches(works) == 0
    fill(browser, "contact")
    assert browser.get(check).status_code == 200
    assert searches(works) == 1


def searches(actor: Staff) -> int:
    with unit_of_work(actor):
        return LedgerEvent.objects.filter(verb="case.searched").count()


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


def test_names_are_found_again_once_their_tokens_are_made_by_the_new_rules(
    cast: Cast, works: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "VERSION", 1)
    monkeypatch.setattr(names, "VERSION", 1)
    case = full_case(works)
    other = full_case(cast.partner[Role.CASEWORKER])
    monkeypatch.undo()
    name = SECRETS["name"]
    with unit_of_work(works):
        assert find_cases(works, name) == []
    tidy_offices()
    with unit_of_work(works):
        assert [line.case.pk for line in find_cases(works, name)] == [case.pk]
        assert not NameToken.objects.filter(version=1).exists()
        told = LedgerEvent.objects.get(verb="names.renewed")
        assert (told.codes["persons"], told.codes["version"]) == (1, names.VERSION)
    with unit_of_work(cast.partner[Role.CASEWORKER]):
        found = find_cases(cast.partner[Role.CASEWORKER], name)
        assert [line.case.pk for line in found] == [other.pk]
    tidy_offices()
    with unit_of_work(works):
        assert LedgerEvent.objects.filter(verb="names.renewed").count() == 1
