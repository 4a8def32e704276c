"""A form pressed twice acts once, and one that was changed is another form."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import cast as cast_to

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.support.cast import Cast, signed_in
from tests.support.services import offer

from palermo.directory.offers.models import ServiceCapacity
from palermo.protection.cases.models.cases import Case
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.models import User
from palermo.trust.unit_of_work import unit_of_work
from palermo.web.once import once

NOW = {"action": "now", "urgent": ["shelter"], "came_by": "self"}


@pytest.fixture
def works(cast: Cast) -> Staff:
    return cast.owner[Role.CASEWORKER]


@pytest.fixture
def browser(works: Staff) -> Client:
    return signed_in(works)


def mark_of(browser: Client, page: str) -> str:
    found = re.search(r'name="once" value="(\w{32})"', browser.get(page, follow=True).content.decode())
    assert found is not None
    return found[1]


def cases(works: Staff) -> int:
    with unit_of_work(works):
        return Case.objects.count()


def test_what_is_pressed_twice_opens_one_case_and_leads_to_it_both_times(
    browser: Client, works: Staff
) -> None:
    page = reverse("protection:open_case")
    form = {**NOW, "once": mark_of(browser, page)}
    first, second = browser.post(page, form), browser.post(page, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert cases(works) == 1


def test_pressed_again_before_the_first_is_answered_it_still_acts_once(browser: Client, works: Staff) -> None:
    page = reverse("protection:open_case")
    form = {**NOW, "once": mark_of(browser, page)}
    together = Barrier(2)

    def press(_number: int) -> str:
        window = Client()
        window.cookies = browser.cookies
        together.wait()
        try:
            return str(window.post(page, form).headers["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        led_to = set(hands.map(press, range(2)))
    assert len(led_to) == 1
    assert cases(works) == 1


def test_a_double_tap_takes_one_place(cast: Cast) -> None:
    keeper = cast.owner[Role.FOCAL_POINT]
    beds = offer(keeper, free=4)
    browser, page = signed_in(keeper), reverse("services:say_room", args=[beds.pk])
    form = {"tap": "taken", "once": mark_of(browser, reverse("services:rooms"))}
    assert [browser.post(page, form).status_code for _time in range(2)] == [302, 302]
    with unit_of_work(keeper):
        assert ServiceCapacity.objects.get(service=beds).free == 3


def test_a_new_page_and_a_changed_answer_are_meant_again(browser: Client, works: Staff) -> None:
    page = reverse("protection:open_case")
    form = {**NOW, "once": mark_of(browser, page)}
    browser.post(page, form)
    browser.post(page, {**form, "came_by": "own_detection"})
    browser.post(page, {**form, "once": mark_of(browser, page)})
    assert cases(works) == 3


def test_what_was_to_be_mended_is_judged_again(browser: Client) -> None:
    page = reverse("protection:open_case")
    form = {"action": "now", "urgent": ["nothing"], "once": mark_of(browser, page)}
    for _time in range(2):
        again = browser.post(page, form)
        assert again.status_code == 200
        assert "error-summary" in again.content.decode()


def test_the_mark_of_one_colleague_stands_for_no_other(browser: Client, cast: Cast, works: Staff) -> None:
    page = reverse("protection:open_case")
    form = {**NOW, "once": mark_of(browser, page)}
    browser.post(page, form)
    signed_in(cast.owner[Role.COORDINATOR]).post(page, form)
    with unit_of_work(cast.owner[Role.COORDINATOR]):
        assert Case.objects.count() == 2


def test_every_form_that_is_posted_carries_a_mark_of_its_own(browser: Client) -> None:
    page = browser.get(reverse("protection:open_case"), follow=True).content.decode()
    marks = re.findall(r'name="once" value="(\w{32})"', page)
    assert len(marks) == len(set(marks)) == page.count('method="post"')


def test_another_file_of_the_same_name_and_size_from_the_same_page_is_taken_in(works: Staff) -> None:
    taken_in: list[bytes] = []

    def view(request: ActingRequest) -> HttpResponse:
        taken_in.append(request.FILES["package"].read())
        return HttpResponseRedirect(f"/{len(taken_in)}/")

    def send(content: bytes) -> str:
        file = SimpleUploadedFile("package.json", content)
        request = RequestFactory().post("/exchange/open/", {"once": "a" * 32, "package": file})
        acting = cast_to(ActingRequest, request)
        acting.user, acting.acting_unit = User(pk=works.user_id), None
        return str(once(view)(acting).headers["Location"])

    with unit_of_work(works):
        assert [send(b"first one"), send(b"first one"), send(b"first two")] == ["/1/", "/1/", "/2/"]
    assert taken_in == [b"first one", b"first two"]
