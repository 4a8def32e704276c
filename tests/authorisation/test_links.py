"""No link leads who has no right to a file to anything of it. The drill follows them in a real browser as well."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from tests.authorisation.world import NOT_FOLLOWED, ONLOOKERS, World, canaries_in

from palermo.protection.cases.models.cases import Case
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work


class Links(HTMLParser):
    """The addresses that the links of a page name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads."""
        if tag == "a" and (address := dict(attrs).get("href")):
            self.found.append(address)


@pytest.fixture(scope="module")
def codes(world: World) -> list[str]:
    """What the planted file and its referral are called, in both offices."""
    with unit_of_work(world.cast.owner[Role.CASEWORKER]):
        case = Case.objects.select_related("person").get(pk=world.planted.case.pk)
        referrals = list(Referral.objects.filter(case=case))
    with unit_of_work(world.cast.partner[Role.FOCAL_POINT]):
        files = [row.case for row in Enquiry.objects.select_related("case__person") if row.case is not None]
    assert referrals and files
    return [
        *(code for one in (case, *files) for code in (one.code, one.person.code)),
        *(referral.code for referral in referrals),
    ]


@pytest.mark.parametrize("onlooker", ONLOOKERS)
def test_no_link_leads_who_has_no_right_to_anything_of_the_file(
    onlooker: str, world: World, codes: list[str]
) -> None:
    office, role = ONLOOKERS[onlooker]
    browser = world.browser(getattr(world.cast, office)[role])
    waiting, seen = ["/today/", "/account/"], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        waiting += followed(browser, path, codes)
    assert len(seen) >= 5


def followed(browser: Client, path: str, codes: list[str]) -> list[str]:
    """Open a page; the addresses to which its links lead."""
    answer = browser.get(path, follow=True)
    assert answer.status_code == 200, f"a link leads to {path}, which answers {answer.status_code}"
    page, arrived = answer.content.decode(), answer.request["PATH_INFO"]
    assert canaries_in(answer) == [], path
    assert [code for code in codes if code in f"{page}{arrived}{answer.headers}"] == [], path
    found = [urldefrag(urljoin(arrived, address)).url for address in Links(page).found]
    return [address for address in found if address.startswith("/") and not address.startswith(NOT_FOLLOWED)]
