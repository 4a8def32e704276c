"""A page that a language does not have yet is wholly English and says so; what is read first is in the language."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from tests.support.cast import Cast, signed_in

from palermo.trust.mandates import Role
from palermo.web.translations.state import Share

ARABIC = settings.PALERMO_LANGUAGES["ar"]


def read(cast: Cast, role: Role, page: str, state: Any) -> Any:
    with override_settings(PALERMO_LANGUAGES={"ar": state}):
        return signed_in(cast.owner[role]).get(reverse(page), headers={"Accept-Language": "ar"})


@pytest.fixture
def begun() -> Any:
    """Arabic as if one staff page waited."""
    return replace(ARABIC, all=Share(ARABIC.all.texts + 1, ARABIC.all.done, 0))


def test_a_staff_page_is_wholly_english_while_its_language_is_not_whole(cast: Cast, begun: Any) -> None:
    page = read(cast, Role.ADMINISTRATOR, "people:colleagues", begun)
    text = page.content.decode()
    assert '<html lang="en-gb" dir="ltr"' in text
    assert page.headers["Content-Language"] == "en-gb"
    assert 'lang="ar" dir="auto" role="status">لم تُترجم هذه الصفحة بعد' in text
    assert '<span aria-current="true" lang="ar">' in text


def test_what_is_read_first_is_in_the_language_and_says_that_nobody_reviewed_it(
    cast: Cast, begun: Any
) -> None:
    text = read(cast, Role.CASEWORKER, "web:today", begun).content.decode()
    assert '<html lang="ar" dir="rtl"' in text
    assert "ترجمة لم يراجعها بعد متحدث أصلي" in text


def test_a_whole_language_has_every_page_and_a_reviewed_one_needs_no_mark(cast: Cast) -> None:
    whole = replace(ARABIC, first=Share(1, 1, 1), all=Share(1, 1, 1))
    text = read(cast, Role.ADMINISTRATOR, "people:colleagues", whole).content.decode()
    assert '<html lang="ar" dir="rtl"' in text
    assert "متحدث أصلي" not in text
