"""Cards of information: whole in each language, neutral, honest about who has checked them, open to anybody."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cast import Cast, signed_in

from palermo.protection.cases.words import LANGUAGES
from palermo.protection.first_contact import rights
from palermo.protection.first_contact.rights import (
    BadCard,
    Card,
    all_cards,
    find_card,
    newest_cards,
    read_card,
)
from palermo.protection.first_contact.rights.chrome import chrome_of, read_chrome, titles
from palermo.trust.actor import Anonymous, Staff
from palermo.trust.mandates import Role
from palermo.trust.people.queries import own_card_line
from palermo.trust.people.telephone import read_telephone

SIX = {"ar", "en", "es", "fr", "ru", "zh"}
GOOD = """name = "A"
direction = "ltr"
checked_by = ""
unchecked = "Not yet"
title = "T"
lead = "L"
[[points]]
heading = "H"
text = "X"
"""
BETRAYING = (
    "traffic",
    "victim",
    "palermo",
    "traite",
    "trata",
    "торговл",
    "жертв",
    "贩",
    "受害",
    "الاتجار",
    "ضحية",
)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_six_languages_say_the_same_number_of_things_and_the_right_way_round() -> None:
    cards = {card.language: card for card in newest_cards()}
    assert cards.keys() >= SIX
    assert {len(card.points) for card in cards.values()} == {len(cards["en"].points)}
    assert {card.language for card in cards.values() if card.direction == "rtl"} == {"ar"}
    assert cards.keys() <= LANGUAGES.keys()


def test_no_card_betrays_what_it_is_about() -> None:
    for card in all_cards().values():
        text = " ".join([card.title, card.lead, *(f"{p.heading} {p.text}" for p in card.points)]).casefold()
        assert [word for word in BETRAYING if word in text] == [], card.language


def test_a_newer_version_is_given_and_the_older_one_can_still_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in (1, 2, 10):
        written(tmp_path, f"rights-en-{version}.toml", GOOD.replace('"T"', f'"T{version}"'))
    monkeypatch.setattr("palermo.protection.first_contact.rights._FOLDER", tmp_path)
    for cached in (all_cards, newest_cards):
        monkeypatch.setattr(f"palermo.protection.first_contact.rights.{cached.__name__}", cached.__wrapped__)
    newest, first = find_card("en"), find_card("en", 1)
    assert (newest and newest.version, newest and newest.title) == (10, "T10")
    assert first is not None and first.title == "T1"
    assert find_card("en", 3) is None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("english.toml", GOOD, "name it CARD-LANGUAGE-VERSION.toml"),
        ("rights-en-0.toml", GOOD, "name it CARD-LANGUAGE-VERSION.toml"),
        ("rights-en-1.toml", GOOD.replace('title = "T"', ""), "title is missing"),
        ("rights-en-1.toml", GOOD.replace('"ltr"', '"up"'), 'direction is "ltr" or "rtl"'),
        ("rights-en-1.toml", GOOD.replace('checked_by = ""', ""), "checked_by is missing"),
        ("rights-en-1.toml", GOOD.partition("[[")[0], "there are no points"),
        ("rights-en-1.toml", GOOD.replace('text = "X"', "text = 1"), "point 1 needs a heading and a text"),
    ],
)
def test_a_file_that_is_no_card_says_what_is_wrong_with_it(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(BadCard, match=name) as bad:
        read_card(written(tmp_path, name, text))
    assert said in str(bad.value)


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode), st.just(GOOD.encode())))
def test_whatever_stands_in_a_file_it_is_a_card_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rights-en-1.toml"
        path.write_bytes(content)
        try:
            assert isinstance(read_card(path), Card)
        except BadCard as bad:
            assert path.name in str(bad)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("language", sorted(SIX - {"en"}))
def test_no_english_frames_a_card_of_another_language(language: str) -> None:
    chrome, english = chrome_of(language), chrome_of("en")
    for interface in ("en-gb", "ar"):
        page = Client().get(f"/cards/{language}/", headers={"Accept-Language": interface}).content.decode()
        assert f'<html lang="{language}"' in page
        for name in ("title", "skip", "leave", "languages", "print", "small", "headers"):
            assert str(getattr(chrome, name)) in page
            assert f">{getattr(english, name)}<" not in page
        for words in ("Printed", "Sign in", "Partnership", "Skip to"):
            assert words not in page


@pytest.mark.usefixtures("database")
def test_a_card_bears_the_numbers_of_the_installation_and_an_offices_own_only_when_asked() -> None:
    browser = Client()
    with override_settings(PALERMO_HELP_LINES="Quiet line | 0800 11 22"):
        page = browser.get("/cards/fr/?size=a5").content.decode()
    assert '<a class="code" href="tel:08001122">0800 11 22</a>' in page
    assert "Quelqu’un que vous pouvez appeler" in page
    assert "ligne de votre bureau" not in page
    assert "rights-call" not in browser.get("/cards/fr/").content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [("title = 1", "title is missing"), ("nonsense", "chrome-xx.toml"), ("", "checked_by is missing")],
)
def test_words_around_a_card_that_are_not_whole_are_named(tmp_path: Path, text: str, said: str) -> None:
    whole = (Path(rights.__file__).parent / "chrome-en.toml").read_text(encoding="utf-8")
    path = written(tmp_path, "chrome-xx.toml", whole.replace('title = "Information"', text) if text else "")
    with pytest.raises(BadCard, match=said):
        read_chrome(path)
    written(tmp_path, "chrome-xx.toml", f'{whole}more = "x"')
    with pytest.raises(BadCard, match="more is none of these words"):
        read_chrome(path)


def test_every_language_with_a_card_has_the_words_around_it_in_its_own_tongue() -> None:
    for card in newest_cards():
        assert chrome_of(card.language).headers
    assert titles() >= {"Information", "Informations", "معلومات"}
    with pytest.raises(BadCard, match="write it beside the card"):
        chrome_of("xx")


@pytest.mark.usefixtures("database")
def test_anybody_reads_them_under_a_neutral_title_with_a_way_out() -> None:
    browser = Client()
    for address, title, leave in (
        ("/cards/", "Information · Palermo", "Leave this page"),
        ("/cards/ar/", "معلومات", "غادر هذه الصفحة"),
        ("/cards/ar/1/", "معلومات", "غادر هذه الصفحة"),
        ("/cards/fr/?size=a5", "Informations", "Quitter cette page"),
    ):
        page = browser.get(address).content.decode()
        assert f"<title>{title}</title>" in page
        assert leave in page
    arabic = browser.get("/cards/ar/").content.decode()
    card = find_card("ar")
    assert card is not None
    assert 'lang="ar" dir="rtl"' in arabic
    assert card.unchecked in arabic
    assert browser.get("/cards/xx/").status_code == 404
    assert browser.get("/cards/fr/99/").status_code == 404
    assert "/cards/" in browser.get("/").content.decode()


def test_the_line_an_administrator_chose_stands_on_the_card_in_its_language_and_can_be_left_away(
    cast: Cast, works: Staff, browser: Client
) -> None:
    assert works
    admin = signed_in(cast.owner[Role.ADMINISTRATOR])
    assert "Avec la ligne" not in browser.get("/cards/fr/").content.decode()
    page = reverse("rights:line")
    said = {"line": "00 39 091/123-456", "hours_fr": "de 9 h à 17 h", "hours_ar": "من 9 إلى 17"}
    assert admin.post(page, said).status_code == 200, "nobody ticked that others may find it"
    assert admin.post(page, {**said, "line": "12 Harbour Street", "found": "on"}).status_code == 200
    assert admin.post(page, {**said, "found": "on"}).status_code == 302
    french = browser.get("/cards/fr/").content.decode()
    assert '<a class="code" href="tel:+39091123456"><bdi>+39 091 123 456</bdi></a>' in french
    assert "de 9 h à 17 h" in french and "من 9" not in french
    assert "<bdi>من 9 إلى 17</bdi>" in browser.get("/cards/ar/").content.decode()
    without = browser.get("/cards/fr/?line=none").content.decode()
    assert "091 123" not in without and "Avec la ligne de votre bureau" in without
    for other in (Client(), signed_in(cast.partner[Role.CASEWORKER])):
        assert "091 123" not in other.get("/cards/fr/").content.decode()
    admin.post(page, {"line": ""})
    assert "de 9 h" not in browser.get("/cards/fr/").content.decode()


@given(st.text(max_size=30))
def test_what_is_read_as_a_telephone_number_reads_as_itself_again(text: str) -> None:
    number = read_telephone(text)
    assert number is None or (read_telephone(number) == number and set(number) <= set("+0123456789 "))


def test_who_acts_for_no_office_has_no_line_of_one() -> None:
    assert own_card_line(Anonymous()) == ("", {})
