"""The glossary: each translation is the one that pages use, and each place it names exists."""

from __future__ import annotations

import gettext
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "palermo"
CARDS = SOURCE / "protection" / "first_contact" / "rights"
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
NONE = "–"
OURS, THEIRS, CARDS = "Words that are ours", "The field's terms", "What the rights cards say"
VOWEL_SIGNS = re.compile(r"[\u064b-\u0652]")
STEMS = {
    "enquir(?:y|ies)": "استفسار",
    "referrals?": "إحال",
    "guardians?": "وصي",
    "presumption": "افتراض",
    "identification": "تعرف",
    "interviews?": "مقابل",
    "screenings?": "فرز",
    "exploitation": "استغلال",
    "assistance": "مساعد",
    "recovery and reflection": "تعافي والتفكير",
    "legal hold": "حفظ",
    "never-share list": "لا يبلغون أبدا",
}
"""What stands in the Arabic of every text that has the term, whatever its form."""


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, its own head left out."""
    part = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def catalogue() -> dict[str, str]:
    """The Arabic of each text, contexts and plural forms left out."""
    with (SOURCE / "web" / "locale" / "ar" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        known = dict(vars(gettext.GNUTranslations(compiled))["_catalog"])
    return {key: text for key, text in known.items() if isinstance(key, str)}


@pytest.mark.parametrize("heading", [OURS, THEIRS])
def test_each_term_is_translated_as_on_the_page_that_shows_it(heading: str) -> None:
    known = catalogue()
    wrong = {
        word: (english, arabic, known.get(english))
        for word, _meaning, _field, english, arabic, _place in rows(heading)
        if (english == NONE) != (arabic == NONE) or (english != NONE and arabic not in known.get(english, ""))
    }
    assert wrong == {}


@pytest.mark.parametrize(("term", "stem"), STEMS.items())
def test_a_term_is_translated_in_one_way_wherever_it_stands(term: str, stem: str) -> None:
    plain = {english: VOWEL_SIGNS.sub("", arabic) for english, arabic in catalogue().items()}
    there = {
        english: arabic
        for english, arabic in plain.items()
        if re.search(rf"\b{term}\b", english, flags=re.IGNORECASE)
    }
    assert there
    assert {english: arabic for english, arabic in there.items() if stem not in arabic} == {}
    assert any(stem in VOWEL_SIGNS.sub("", row[4]) for heading in (OURS, THEIRS) for row in rows(heading))


@pytest.mark.parametrize("heading", [OURS, THEIRS])
def test_each_word_stands_once_in_the_order_of_the_alphabet_and_lives_in_a_place_that_exists(
    heading: str,
) -> None:
    words = [row[0].casefold() for row in rows(heading)]
    assert words == sorted(set(words))
    places = {
        (row[0], place) for row in rows(heading) for place in re.findall(r"`([^`]+)`", row[5]) or ["(none)"]
    }
    assert {
        (word, place)
        for word, place in places
        if not (ROOT / place).exists() and not (SOURCE / place).exists()
    } == set()


def test_the_cards_say_what_the_glossary_says_they_say() -> None:
    told = rows(CARDS)
    assert told
    for position, language in enumerate(("en", "ar", "es", "fr", "ru", "zh"), start=1):
        card = tomllib.loads(
            (SOURCE / "protection" / "first_contact" / "rights" / f"rights-{language}-1.toml").read_text(
                encoding="utf-8"
            )
        )
        texts = " ".join([card["lead"], *(text for point in card["points"] for text in point.values())])
        assert {
            row[0]: row[position] for row in told if row[position].casefold() not in texts.casefold()
        } == {}
