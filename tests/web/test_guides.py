"""The guides stand in the program: one for each role, with links that lead somewhere, and no markup of a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import resolve, reverse
from tests.protection.pages import text_of
from tests.support.cast import Cast, signed_in

from palermo.trust.mandates import Role
from palermo.web.guides import GUIDE_OF, guides, page_of_guide

FILES = Path(__file__).parents[2] / "docs" / "guides"
ROLES = list(Role)


def test_every_guide_of_the_documents_is_in_the_program() -> None:
    assert guides().keys() == {path.stem for path in FILES.glob("*.md")}
    for name, guide in guides().items():
        first = (FILES / f"{name}.md").read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# ") and guide.title
        assert guide.sections or name not in GUIDE_OF.values(), name


def test_every_role_has_a_guide() -> None:
    assert GUIDE_OF.keys() == set(Role)
    assert {name for name in GUIDE_OF.values() if name not in guides()} == set()


def test_links_of_guides_lead_to_guides_and_to_headings_that_are_there() -> None:
    for name, guide in guides().items():
        for href in re.findall(r'href="([^"]*)"', guide.body):
            path, _, anchor = href.partition("#")
            target = guides()[str(resolve(path).kwargs["name"])] if path else guide
            assert not anchor or f'id="{anchor}"' in target.body, f"{name}: {href}"


def test_nothing_of_a_text_becomes_markup_and_no_picture_is_asked_for() -> None:
    drawn = "".join(guide.body for guide in guides().values())
    assert not re.search(r"<(?:script|style|img|iframe|form)|style=|javascript:|\son\w+=", drawn)
    assert ".md" not in "".join(re.findall(r'href="([^"]*)"', drawn))


@pytest.mark.parametrize("role", ROLES)
def test_help_of_the_bar_leads_to_the_guide_of_the_role(cast: Cast, role: Role) -> None:
    browser = signed_in(cast.owner[role])
    page = text_of(browser.get(reverse("web:today")))
    address = page_of_guide(GUIDE_OF[role])
    assert f'href="{address}" data-guide' in page
    assert guides()[GUIDE_OF[role]].title in text_of(browser.get(address))
    first = re.findall(r'href="(/help/[^"#]+)"', text_of(browser.get(reverse("web:help"))).split("<main")[1])[
        0
    ]
    assert first == address


def test_a_guide_that_does_not_exist_is_not_found(cast: Cast) -> None:
    assert signed_in(cast.owner[Role.ANALYST]).get("/help/nothing/").status_code == 404


def test_a_page_in_another_language_says_that_the_guide_is_in_english(cast: Cast) -> None:
    browser = signed_in(cast.owner[Role.CASEWORKER])
    browser.post(reverse("set_language"), {"language": "ar"})
    page = text_of(browser.get(page_of_guide("caseworker")))
    assert 'dir="rtl"' in page and '<div class="guide stack" lang="en" dir="ltr">' in page
    assert "بالإنجليزية" in page


def test_the_single_keys_can_be_switched_off_until_signing_out(cast: Cast) -> None:
    browser = signed_in(cast.owner[Role.CASEWORKER])
    page = reverse("web:help")
    assert "kit/keys" in text_of(browser.get(page))
    assert browser.post(page, {"keys": "off"}).status_code == 302
    assert "kit/keys" not in text_of(browser.get(page))
    browser.post(page, {"keys": "on"})
    assert "kit/keys" in text_of(browser.get(page))
