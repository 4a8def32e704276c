"""Limits asked for by many at the same moment: none is passed because two were counted as one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse
from tests.attack.running import Copy, other_address

from palermo.protection.need_to_know.queries.search_limit import MOST_SEARCHES

pytestmark = pytest.mark.attack
Held = Callable[[bool, str], None]
HANDS = 8
PASSWORDS, SEARCHES = 24, 45
TRIES = 5
TOO_MANY = "30 times within 10 minutes"


def test_of_many_wrong_passwords_at_once_five_are_tried(copy: Copy, held: Held) -> None:
    email = "pia@orchard.example"
    copy.asker(email)
    askers = [copy.nobody(source=other_address(40 + number % 4)) for number in range(PASSWORDS)]
    for asker in askers:
        asker.get("/account/login/")
    with ThreadPoolExecutor(HANDS) as hands:
        answers = list(
            hands.map(lambda one: one.post("/account/login/", login=email, password="wrong"), askers)
        )
    locked = [answer for answer in answers if "minutes" in answer.page]
    for number, answer in enumerate(answers):
        held(answer.status in (200, 429), f"wrong password {number}: {answer.status}")
    tried = len(answers) - len(locked)
    held(tried == TRIES, f"{tried} of {PASSWORDS} were tried")
    right = copy.nobody(source=other_address(44))
    answer = right.post("/account/login/", login=email, password=copy.job.sign_in(email).password)
    held("2fa" not in answer.leads_to, "the right password while locked")


def test_of_many_searches_by_name_at_once_thirty_are_answered(copy: Copy, held: Held) -> None:
    windows = [copy.asker("tova@lantern.example").another_window() for _ in range(SEARCHES)]
    for window in windows[:1]:
        window.get("/protection/")

    def search(number: int) -> bool:
        answer = windows[number].post(reverse("web:search"), q=f"Zephyrine Quill{number}")
        assert answer.status == 200, answer
        return TOO_MANY not in answer.page

    with ThreadPoolExecutor(HANDS) as hands:
        answered = sum(hands.map(search, range(SEARCHES)))
    for number in range(SEARCHES):
        held(number >= SEARCHES - answered or answered <= MOST_SEARCHES, f"{answered} searches were answered")
