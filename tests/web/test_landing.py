"""The first page helps before it explains, and can be left at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings
from tests.support.place import Database


def page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_help_stands_before_everything_else_and_names_no_counts(client: Client, database: Database) -> None:
    first = page(client)
    assert first.index("If you need help") < first.index("What Palermo does")
    assert "emergency number of the country you are in" in first
    assert "<title>Start · Palermo</title>" in first


def test_the_invented_numbers_of_a_demonstration_are_each_flagged(client: Client, database: Database) -> None:
    with override_settings(PALERMO_DEMO=True, PALERMO_HELP_TEXT="Call 999"):
        first = page(client)
    assert first.count("000 ") == first.count(">Invented<") == 2
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
