"""The first page helps before it explains, and can be left at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from tests.support.place import Database

from palermo.protection.first_contact.rights import newest_cards
from palermo.web.chain_of_help import chain_of_help
from palermo.web.help_lines import read_help_lines


def page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_help_stands_before_everything_else_and_names_no_counts(client: Client, database: Database) -> None:
    first = page(client)
    assert first.index("If you need help") < first.index("The chain of help") < first.index("How it works")
    assert "emergency number of the country you are in" in first
    assert "<title>Start · Palermo</title>" in first


def test_the_invented_numbers_of_a_demonstration_are_each_flagged(client: Client, database: Database) -> None:
    with override_settings(PALERMO_DEMO=True, PALERMO_HELP_TEXT="Call 999"):
        first = page(client)
    assert first.count("000 ") == first.count(">Invented<") == 2
    assert "tel:" not in first
    assert "Nobody answers them" in first
    assert "Call 999" not in first


def test_outside_a_demonstration_no_number_is_invented(client: Client, database: Database) -> None:
    first = page(client)
    assert "Invented" not in first
    assert "No number is set for this installation yet" in first


def test_whoever_runs_the_installation_says_where_help_is(client: Client, database: Database) -> None:
    with override_settings(PALERMO_HELP_TEXT="National line: 0800\n\n<b>Day</b> and night"):
        first = page(client)
    assert "<p>National line: 0800</p>" in first
    assert "&lt;b&gt;Day" in first
    assert "No number is set" not in first


def test_a_number_of_the_installation_is_dialled_by_a_touch(client: Client, database: Database) -> None:
    lines = "Quiet line | +44 20 7946 0000 | day and night\n\nHarbour | 0800 11"
    with override_settings(PALERMO_HELP_LINES=lines):
        first = page(client)
    assert '<a class="code" href="tel:+442079460000">+44 20 7946 0000</a>' in first
    assert '<a class="code" href="tel:080011">0800 11</a>' in first
    assert "day and night" in first
    assert "No number is set" not in first


@pytest.mark.parametrize(
    "line", ["0800 11", "Name |", "Name | call me", "Name | 0800 | day | night", "| 0800"]
)
def test_a_line_that_names_no_number_is_refused_and_named(line: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PALERMO_HELP_LINES: write"):
        read_help_lines(line)


def test_somebody_who_reads_no_english_finds_their_language_on_the_first_page(
    client: Client, database: Database
) -> None:
    first = page(client)
    for card in newest_cards():
        assert f'href="/cards/{card.language}/" lang="{card.language}" dir="{card.direction}"' in first
        assert f">{card.own_name}</a>" in first
    assert first.index("/cards/fr/") < first.index("The chain of help")


def test_the_chain_is_drawn_for_a_desk_and_a_telephone_and_said_in_a_list(
    client: Client, database: Database
) -> None:
    first = page(client)
    for drawn in ("chain-wide", "chain-narrow"):
        assert first.count(f'class="{drawn}"') == 1
    listed = first.partition("<ol>")[2].partition("</ol>")[0]
    assert [listed.count(f"<b>{name}</b>") for name, _note in chain_of_help().rings] == [1] * 7
    assert "Palermo is neither run nor endorsed by the United Nations" in first


@pytest.mark.parametrize(
    ("site", "cleared"),
    [("same-origin", True), (None, True), ("none", True), ("cross-site", False), ("same-site", False)],
)
def test_leaving_goes_elsewhere_and_only_this_site_can_clear_what_is_kept(
    client: Client, database: Database, site: str | None, cleared: bool
) -> None:
    headers: dict[str, Any] = {} if site is None else {"Sec-Fetch-Site": site}
    response = client.get("/leave/", headers=headers)
    assert response.status_code == 302
    assert response.headers["Location"] == "https://www.wikipedia.org/"
    assert ("Clear-Site-Data" in response.headers) is cleared
    assert response.headers["Cache-Control"] == "no-store"


def test_where_leaving_leads_can_be_set(client: Client, database: Database) -> None:
    with override_settings(PALERMO_LEAVE_URL="https://weather.example/"):
        assert client.get("/leave/").headers["Location"] == "https://weather.example/"


def test_the_way_out_on_the_page_is_a_plain_link(client: Client, database: Database) -> None:
    assert '<a class="leave" href="/leave/" rel="noreferrer" data-leave>' in page(client)
