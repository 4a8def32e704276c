"""Who has no right to a file sees nothing of it, whatever they click and whatever address they type.

In the drill, in a real browser. Every run follows the links in tests/authorisation/test_links.py and types the
addresses in test_matrix_get.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from tests.authorisation.world import NOT_FOLLOWED, ONLOOKERS
from tests.browser import referral_steps
from tests.browser.browser_page import Window, context_for
from tests.browser.in_thread import in_thread
from tests.support.cast import Cast
from tests.support.live import Live

from palermo.protection.cases.models.cases import Case
from palermo.protection.referral.models.referrals import Enquiry
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work

pytestmark = [pytest.mark.browser, pytest.mark.drill]


@dataclass(frozen=True)
class Scene:
    """A disclosed referral: who is who, what must not be seen, and the addresses at which it stands."""

    cast: Cast
    unseen: tuple[str, ...]
    addresses: tuple[str, ...]

    def onlooker(self, name: str) -> Staff:
        """The actor for one of the ONLOOKERS."""
        office, role = ONLOOKERS[name]
        staff: Staff = getattr(self.cast, office)[role]
        return staff


@pytest.fixture(scope="module")
def scene(live: Live) -> Scene:
    return set_scene()


@in_thread
def set_scene() -> Scene:
    cast = referral_steps.two_offices()
    referral = referral_steps.disclosed(cast)
    with unit_of_work(cast.owner[Role.CASEWORKER]):
        case = Case.objects.select_related("person").get(pk=referral.case_id)
    with unit_of_work(cast.partner[Role.FOCAL_POINT]):
        enquiry = Enquiry.objects.select_related("case", "person").get(thread_id=referral.thread_id)
    addresses = [
        reverse(f"protection:{name}", args=[file.pk, *step])
        for file in (case, enquiry.case)
        for name, *step in (
            ("case",),
            ("who",),
            ("identity", "who"),
            ("add_need",),
            ("add_assistance",),
            ("team",),
            ("close",),
            ("hold",),
            ("erase",),
            ("seen",),
        )
    ]
    addresses += [
        reverse(f"protection:{name}", args=[referral.pk, *step])
        for name, *step in (
            ("referral",),
            ("referral_sent",),
            ("referral_withdraw",),
            ("referral_answer", "start"),
            ("referral_identity", "check"),
            ("referral_without_consent",),
        )
    ]
    addresses += [
        reverse(f"protection:{name}", args=[enquiry.pk])
        for name in ("enquiry", "enquiry_decline", "enquiry_complete", "enquiry_withdrawal")
    ]
    addresses.append(reverse("protection:enquire", args=[referral.need_id, "start"]))
    codes = (case.code, case.person.code, enquiry.case.code, enquiry.person.code, referral.code)
    return Scene(cast, (*referral_steps.PLANTED, *codes), tuple(addresses))


@pytest.fixture(params=ONLOOKERS)
def onlooker(request: pytest.FixtureRequest, scene: Scene, browser: Browser, live: Live) -> Iterator[Window]:
    context = context_for(browser, live.url, scene.onlooker(request.param))
    window = Window(context.new_page(), live.url)
    yield window
    assert window.said == []
    context.close()


def test_no_link_leads_who_has_no_right_to_anything_of_the_file(onlooker: Window, scene: Scene) -> None:
    waiting, seen = ["/today/", "/account/"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = onlooker.go(path)
        assert answer.status == 200, f"a link leads to {path}, which answers {answer.status}"
        assert not [hidden for hidden in scene.unseen if hidden in onlooker.text + onlooker.page.url], path
        links = onlooker.page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        waiting += {
            address
            for link in links
            if link.startswith(f"{onlooker.url}/")
            and not (address := _address(link)).startswith(NOT_FOLLOWED)
        }
    assert len(seen) >= 5


def test_no_address_of_the_file_answers_who_has_no_right_to_it(
    onlooker: Window, scene: Scene, request: pytest.FixtureRequest
) -> None:
    is_stranger = "stranger" in request.node.callspec.id
    for path in scene.addresses:
        answer = onlooker.page.request.get(f"{onlooker.url}{path}", max_redirects=0)
        assert answer.status == 404 or (answer.status == 403 and not is_stranger), path
        shown = answer.text() + str(answer.headers)
        assert not [hidden for hidden in scene.unseen if hidden in shown], path


def _address(link: str) -> str:
    parts = urlsplit(urldefrag(link).url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
