"""Nationalities stand in the language of the page, in its order."""

from __future__ import annotations

import pytest
from django.utils import translation

from palermo.protection.cases.nationalities import nationality_choices, nationality_text


@pytest.mark.parametrize(
    ("language", "word"), [("en-gb", "Eritrea"), ("fr", "Érythrée"), ("ar", "إريتريا"), ("es", "Eritrea")]
)
def test_a_nationality_is_said_in_the_language_of_the_page(language: str, word: str) -> None:
    with translation.override(language):
        assert str(nationality_text("ERI")) == word
        assert ("ERI", word) in nationality_choices()


def test_states_stand_in_the_order_of_the_language_and_none_is_lost() -> None:
    with translation.override("fr"):
        french = [code for code, _word in nationality_choices()]
    with translation.override("en-gb"):
        english = [code for code, _word in nationality_choices()]
    assert sorted(french) == sorted(english)
    assert french.index("DEU") < french.index("ERI") < french.index("ESP"), "Allemagne, Érythrée, Espagne"
