"""What surrounds a page comes from plain values, and a page without them still stands."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.kit import gallery

from palermo.kit.layout import Bar, Office


def page(**context: object) -> str:
    blocks = "{% block title %}Page{% endblock %}{% block heading %}Page{% endblock %}"
    source = '{% extends "kit/base.html" %}' + blocks
    return str(gallery.ENGINE.from_string(source).render(dict(context), gallery.request()))


def test_a_page_without_any_surroundings_stands() -> None:
    bare = page()
    assert "<title>Page · Palermo</title>" in bare
    assert bare.count("<h1") == 1
    assert "Sign out" not in bare
    assert "Fictional" not in bare
    assert "data-lock" not in bare


@pytest.mark.parametrize("name", gallery.PAGES)
@pytest.mark.parametrize(("language", "direction"), [("en-gb", "ltr"), ("ar", "rtl")])
def test_every_page_names_its_language_and_has_one_heading(name: str, language: str, direction: str) -> None:
    drawn = gallery.render(name, language)
    assert f'<html lang="{language}" dir="{direction}"' in drawn
    assert drawn.count("<h1") == 1
    assert drawn.count("<main") == 1


def test_the_skip_link_comes_first_and_leads_to_the_content() -> None:
    drawn = page()
    assert re.search(r'<body>\s*<a class="skip" href="#content">', drawn)
    assert 'id="content"' in drawn


def test_the_bar_offers_the_other_offices_and_not_the_own_one() -> None:
    drawn = page(bar=gallery.bar())
    assert 'name="office" value="2"' in drawn
    assert 'name="office" value="1"' not in drawn
    assert "Night Shelter Arbora" in drawn


def test_without_a_second_office_there_is_no_switch() -> None:
    one = replace(gallery.bar(), offices=(Office("1", "Night Shelter Arbora", current=True),))
    assert "<details" not in page(bar=one)
    assert "<details" not in page(bar=replace(gallery.bar(), switch_url=""))


def test_where_one_is_stands_in_the_navigation() -> None:
    assert re.search(
        r'<a href="#protection" aria-current="true"><svg .*</svg>Protection</a>', page(bar=gallery.bar())
    )


def test_the_short_lock_is_told_to_the_script_and_warned_of_in_words() -> None:
    drawn = page(bar=gallery.bar())
    assert 'data-lock-minutes="10" data-lock-url="/lock.html"' in drawn
    assert 'id="lock-notice" role="alert" hidden' in drawn
    assert "lock-notice" not in page(bar=Bar())


def test_leaving_is_offered_only_where_asked_for_and_works_without_a_script() -> None:
    assert "Leave this page" not in page(bar=Bar())
    drawn = page(bar=Bar(), may_leave=True)
    assert re.search(
        r'<a class="leave" href="https://www\.wikipedia\.org/" rel="noreferrer" data-leave>', drawn
    )
    assert 'href="/leave/"' in page(may_leave=True, leave_url="/leave/")


def test_a_demonstration_says_on_every_page_that_its_data_are_invented() -> None:
    assert page(demo=True).count("Fictional data.") == 2  # on the screen and on paper


def test_a_printed_page_carries_its_date() -> None:
    printed = re.search(r'<p class="printed">(.*?)</p>', page(footer=gallery.footer()))
    assert printed is not None
    assert re.search(r"Printed \d+ \w{3} \d{4}, \d\d:\d\d UTC", printed[1])


def test_names_in_the_bar_are_never_markup() -> None:
    drawn = page(bar=Bar(office="<b>"), bar_title="<i>")
    assert "<b>" not in drawn
    assert "<i>" not in drawn
