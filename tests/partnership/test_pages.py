"""The pages as anybody reads them, without signing in."""

from __future__ import annotations

import gzip
import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.usefixtures("database")

LATER_PAGE_BYTES = 15_000


def text_of(response: Any) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words.replace("\N{NO-BREAK SPACE}", " "))


def states(client: Client, **query: str) -> Any:
    return client.get(reverse("partnership:states"), query)


def test_anybody_reads_how_many_are_bound_and_until_when_that_is_known(client: Client) -> None:
    response = states(client)
    assert response.status_code == 200
    words = text_of(response)
    assert "On 20 Apr 2024, 182 parties were bound" in words
    assert "117 had signed it" in words
    assert "One of the parties is the European Union" in words
    assert "Nothing is known here after 20 Apr 2024" in words


def test_the_map_with_a_link_for_each_state_fits_the_weight_of_a_later_page(client: Client) -> None:
    for language in ("en-gb", "ar"):
        response = client.get(reverse("partnership:states"), headers={"Accept-Language": language})
        assert response.content.count(b'<a href="/partnership/states/') >= 196
        assert len(gzip.compress(response.content)) < LATER_PAGE_BYTES


def test_the_map_comes_before_the_search_and_each_state_on_it_is_a_named_link(client: Client) -> None:
    page = states(client).content.decode()
    assert page.index('<svg role="group"') < page.index("Find a State") < page.index("Counts</h2>")
    named = dict(
        re.findall(r'<a href="/partnership/states/([A-Z]{3})/"><title>([^<]+)</title><(?:path|circle)', page)
    )
    assert len(named) == 195
    assert html.unescape(named["CIV"]) == "Côte d'Ivoire: bound since 25 Oct 2012"
    assert named["NPL"] == "Nepal: bound since 16 Jun 2020, unconfirmed"
    assert named["COG"] == "Congo: Signed, not a party"
    assert "express no opinion on the legal status" in page


def test_an_arabic_page_names_states_in_arabic_and_its_file_in_english(client: Client) -> None:
    arabic = {"Accept-Language": "ar"}
    page = client.get(reverse("partnership:states"), headers=arabic).content.decode()
    assert "<title>دولة فلسطين: " in page
    assert "Afghanistan" not in page
    assert "أفغانستان" in text_of(client.get(reverse("partnership:state", args=["AFG"]), headers=arabic))
    address = reverse("partnership:states_csv")
    assert client.get(address, headers=arabic).content == client.get(address).content


def test_the_list_is_folded_by_region_and_opens_twenty_lines_at_a_time(client: Client) -> None:
    page = states(client).content.decode()
    assert "<tbody" not in page.partition('<section id="list"')[2].partition("</section>")[0]
    for region, number in (("Africa", 54), ("Americas", 35), ("Asia", 48), ("Europe", 44), ("Oceania", 14)):
        assert f'<a href="?region={region}#list">{region} <span class="n">{number}</span></a>' in page
    opened = states(client, region="Africa")
    rows = 'role="rowheader" scope="row"'
    assert opened.content.decode().count(rows) - page.count(rows) == 20
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', opened.content.decode())[1])  # type: ignore[index]
    second = text_of(client.get(reverse("partnership:states") + following))
    assert "Gambia" in second
    assert "Back to the first page" in second


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cote d", "CIV"),
        ("costa de MARFIL", "CIV"),
        ("ساحل العاج", "CIV"),
        ("GERMANY", "DEU"),
        ("Deutschland", "DEU"),
        ("ألمانيا", "DEU"),
        ("Германия", "DEU"),
        ("de", "DEU"),
        ("Turkey", "TUR"),
        ("turkiye", "TUR"),
        ("leste", "TLS"),
    ],
)
def test_a_state_is_found_by_its_name_in_any_language_known_here(
    client: Client, typed: str, found: str
) -> None:
    page = states(client, name=typed).content.decode()
    listed = page.partition('<section id="list"')[2].partition("</section>")[0]
    assert f'href="/partnership/states/{found}/"' in listed


def test_the_page_says_when_each_number_was_true_and_never_both_in_one_sentence(client: Client) -> None:
    words = text_of(client.get(reverse("partnership:counting")))
    assert "13 Dec 2013 to 14 Aug 2014" in words
    assert "15 Jun 2015 to 27 Sep 2015" in words
    assert "to 20 Nov 2012" in words
    assert "There is no day on which both numbers were true" in words
    for sentence in re.split(r"[.:]", words):
        assert not (re.search(r"\b167\b", sentence) and re.search(r"\b56\b", sentence))


def test_every_address_keeps_the_day_and_counts_as_of_it(client: Client) -> None:
    response = states(client, on_day="31", on_month="12", on_year="2015")
    assert "On 31 Dec 2015, 169 parties were bound" in text_of(response)
    assert 'value="2015"' in response.content.decode()


def test_a_year_alone_means_its_last_day(client: Client) -> None:
    assert "On 31 Dec 2008, 124 parties" in text_of(states(client, on_year="2008"))


def test_a_day_of_the_future_is_counted_as_the_last_known_one_and_says_so(client: Client) -> None:
    words = text_of(states(client, on_year="2030"))
    assert "You asked for 31 Dec 2030" in words
    assert "182 parties" in words


@pytest.mark.parametrize(
    ("query", "message", "kept"),
    [
        ({"on_year": "20x5"}, "Enter the year with four figures", 'value="20x5"'),
        ({"on_day": "31", "on_month": "2", "on_year": "2015"}, "this month has no day 31", 'value="31"'),
        ({"on_day": "3", "on_year": "2015"}, "Enter the month too", 'value="3"'),
        ({"region": "Atlantis"}, "Choose one of the answers listed", ""),
        ({"status": "<script>"}, "Choose one of the answers listed", ""),
    ],
)
def test_a_filter_that_cannot_be_read_is_named_once_and_what_was_typed_is_kept(
    client: Client, query: dict[str, str], message: str, kept: str
) -> None:
    response = states(client, **query)
    page = response.content.decode()
    assert response.status_code == 200
    assert "One thing to put right" in page
    assert message in page
    assert kept in page
    assert "<script>" not in page.replace("<script src", "")


def test_filters_narrow_the_list_and_an_empty_list_says_how_to_widen_it(client: Client) -> None:
    assert "this list: 2 lines" in text_of(states(client, status="signatory"))
    words = text_of(states(client, status="none", osce="yes"))
    assert "this list: 0 lines" in words
    assert "No State fits all of these filters" in words
    page = states(client, name="sloven").content.decode()
    assert f'action="{reverse("partnership:states")}#list"' in page, (
        "whoever asks comes to the answer, below the map"
    )


def test_a_state_has_its_acts_its_rule_its_source_and_its_grade_in_words(client: Client) -> None:
    words = text_of(client.get(reverse("partnership:state", args=["CZE"])))
    for part in (
        "Czechia",
        "10 Dec 2002",
        "17 Dec 2014",
        "ratification",
        "16 Jan 2015",
        "Article 17(2): the thirtieth day after the deposit",
        "B: wholly or partly confirmed by a page that was read",
        "Ministry of Foreign Affairs of the Czech Republic",
        "Czech Republic",
        "Participating State since before 2006",
    ):
        assert part in words, part


def test_an_unconfirmed_day_shows_its_limits(client: Client) -> None:
    words = text_of(client.get(reverse("partnership:state", args=["NPL"])))
    assert "16 Jun 2020, unconfirmed; possible: 24 Jul 2018 to 20 Apr 2024" in words
    assert "C: the date is unconfirmed" in words


def test_a_state_outside_the_protocol_has_a_page_that_says_only_what_is_known(client: Client) -> None:
    words = text_of(client.get(reverse("partnership:state", args=["SOM"])))
    assert "Not a participant" in words
    assert "No signature and no consent to be bound is known" in words


def test_the_european_union_has_a_page_as_an_organisation(client: Client) -> None:
    words = text_of(client.get(reverse("partnership:state", args=["EU"])))
    assert "Regional economic integration organisation" in words
    assert "approval" in words


def test_an_unknown_code_is_not_found_and_small_letters_lead_to_the_page(client: Client) -> None:
    assert client.get(reverse("partnership:state", args=["XAA"])).status_code == 404
    moved = client.get(reverse("partnership:state", args=["npl"]))
    assert (moved.status_code, moved["Location"]) == (301, reverse("partnership:state", args=["NPL"]))


def test_the_picture_is_kept_by_caches_and_not_sent_twice(client: Client) -> None:
    address = reverse("partnership:timeline")
    first = client.get(address)
    assert first["Content-Type"].startswith("image/svg+xml")
    assert first["Cache-Control"] == "public, max-age=86400"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_picture_has_its_language_and_width_in_its_address(client: Client) -> None:
    address = reverse("partnership:timeline")
    assert b'direction="rtl"' in client.get(address, {"language": "ar", "width": "narrow"}).content
    for wrong in ({"language": "xx"}, {"width": "huge"}):
        assert client.get(address, wrong).status_code == 404


def test_the_map_is_of_the_day_of_the_page_kept_by_caches_and_not_sent_twice(client: Client) -> None:
    page = states(client, on_day="31", on_month="12", on_year="2015").content.decode()
    assert "Who was bound on 31 Dec 2015" in page
    assert 'aria-label="A map of the world on 31 Dec 2015' in page
    address = html.unescape(re.search(r'href="([^"]*map\.svg[^"]*)"', page)[1])  # type: ignore[index]
    first = client.get(address)
    assert first["Content-Type"].startswith("image/svg+xml")
    assert first["Cache-Control"] == "public, max-age=86400"
    assert "Who was bound on 31 Dec 2015" in first.content.decode()
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_map_of_a_day_that_is_none_or_that_nothing_is_known_of_is_not_found(client: Client) -> None:
    address = reverse("partnership:map")
    for wrong in (
        {"on": "2015-02-31"},
        {"on": "2030-01-01"},
        {"on": "<svg>"},
        {"width": "huge"},
        {"language": "xx"},
    ):
        assert client.get(address, wrong).status_code == 404


def test_the_map_comes_in_a_few_seconds_of_a_slow_line(client: Client) -> None:
    """50 kbit/s carry about 6 kB in a second; a telephone asks for the narrow one only."""
    narrow = client.get(reverse("partnership:map"), {"width": "narrow"}).content
    assert len(gzip.compress(narrow)) < 10_000
    assert len(gzip.compress(client.get(reverse("partnership:map")).content)) < LATER_PAGE_BYTES


def test_beside_the_picture_lies_the_table_it_was_drawn_from(client: Client) -> None:
    page = client.get(reverse("partnership:timeline_table"))
    assert page.content.count(b'<tr role="row">') == 213
    assert "Bound: European Union (approval)." in text_of(page)
    assert reverse("partnership:timeline_table") in states(client).content.decode()


def test_the_file_takes_the_filters_of_the_address_and_refuses_what_it_cannot_read(client: Client) -> None:
    address = reverse("partnership:states_csv")
    file = client.get(address, {"status": "signatory", "on_year": "2015"})
    assert file["Content-Disposition"] == 'attachment; filename="protocol-status-2015-12-31.csv"'
    assert len(file.content.decode().strip().splitlines()) == 1 + 3
    refused = client.get(address, {"on_year": "20x5"})
    assert refused.status_code == 400
    assert refused.content.decode().startswith("Enter the year")


def test_the_protocol_is_listed_article_by_article_with_how_far_each_obliges(client: Client) -> None:
    page = client.get(reverse("partnership:protocol"))
    assert page.content.count(b'<tr role="row">') == 47
    words = text_of(page)
    assert "shall consider" in words
    assert "shall endeavour" in words


@pytest.mark.parametrize(
    "name", ["states", "counting", "states_csv", "timeline", "map", "timeline_table", "protocol"]
)
def test_nothing_can_be_posted(client: Client, name: str) -> None:
    assert Client(enforce_csrf_checks=False).post(reverse(f"partnership:{name}")).status_code == 405
