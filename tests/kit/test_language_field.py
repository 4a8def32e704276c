"""A language is read as people write it, kept by its code, and asked back where it can be several."""

from __future__ import annotations

import pytest
from django.utils.html import escape
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.kit import language_field
from palermo.kit.answers import facts_of
from palermo.kit.forms import KitForm
from palermo.kit.language_field import LanguageField, LanguagesField, described, language_or_why
from palermo.kit.languages import COMMON, LANGUAGES, Reading, read_language
from palermo.reference.languages import compared, languages, names


class Spoken(KitForm):
    best = language_or_why("Best")
    next = LanguageField(label="Next", required=False)
    others = LanguagesField(label="Others", required=False)


class Asked(KitForm):
    language = LanguageField(label="In which language?")


def test_every_language_of_the_standard_is_there_under_the_code_of_two_letters_where_it_has_one() -> None:
    assert len(languages()) > 7900
    assert {languages()[code].iso3 for code in ("ti", "kmr", "rhg", "ff")} == {"tir", "kmr", "rhg", "ful"}
    assert not {"mul", "und", "zxx", "mis"} & languages().keys()
    assert set(COMMON) - languages().keys() == {"rom", "sgn"} - languages().keys()
    assert set(COMMON) <= LANGUAGES.keys()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Tigrinya", "ti"),
        ("tigrigna", "ti"),
        ("TIGRINIA", "ti"),
        ("ትግርኛ", "ti"),
        ("français", "fr"),
        ("Francais", "fr"),
        ("Französisch", "fr"),
        ("الفرنسية", "fr"),
        ("法语", "fr"),
        ("fr", "fr"),
        ("fra", "fr"),
        ("Farsi", "fa"),
        ("Persian, Dari", "fa"),
        ("Kurmanji", "kmr"),
        ("Rohingya", "rhg"),
        ("Soninke", "snk"),
        ("Edo", "bin"),
        ("ｗｏｌｏｆ", "wo"),
        (" Gĩkũyũ ", "ki"),
        ("Ghotuo (aaa)", "aaa"),
    ],
)
def test_a_language_is_read_in_any_spelling(typed: str, code: str) -> None:
    form = Asked({"language": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["language"] == code


def test_what_can_be_several_is_asked_back_and_the_choice_counts_for_this_text_only() -> None:
    form = Asked({"language": "Tamazight"})
    assert not form.is_valid()
    page = str(form)
    assert "can be several languages" in page
    assert 'name="language_choice" value="zgh"' in page
    chosen = {"language": "Tamazight", "language_for": "Tamazight", "language_choice": "zgh"}
    assert Asked(chosen).is_valid()
    again = Asked(chosen)
    assert again.is_valid()
    assert again.cleaned_data["language"] == "zgh"
    changed = Asked({**chosen, "language": "Wolof"})
    assert changed.is_valid()
    assert changed.cleaned_data["language"] == "wo"
    foreign = Asked({**chosen, "language_choice": "<script>"})
    assert not foreign.is_valid()


def test_what_only_begins_or_sounds_alike_is_never_taken_without_asking() -> None:
    assert read_language("Tigr").code == ""
    assert {"ti", "tig"} <= set(read_language("Tigr").choices)
    assert read_language("Amharick").code == ""
    assert read_language("Amharick").choices[0] == "am"
    assert read_language("zzzzzz").choices == ()


def test_what_is_no_language_says_how_to_go_on_and_keeps_what_was_typed() -> None:
    form = Asked({"language": "Zzzzqq"})
    assert not form.is_valid()
    assert "No language is known here by" in str(form)
    assert 'value="Zzzzqq"' in str(form)
    assert not Asked({"language": ""}).is_valid()


def test_an_empty_answer_says_that_nobody_asked_and_the_reasons_can_be_written_too() -> None:
    for typed, kept in (
        ("", "not_asked"),
        ("not_known", "not_known"),
        ("Not known", "not_known"),
        ("ti", "ti"),
    ):
        form = Spoken({"best": typed})
        assert form.is_valid(), form.errors
        assert (form.cleaned_data["best"], form.cleaned_data["next"], form.cleaned_data["others"]) == (
            kept,
            "",
            [],
        )
    with override("ar"):
        assert Spoken({"best": "غير معروف"}).is_valid()


def test_a_kept_code_stands_on_the_page_as_its_name_and_is_read_back_from_it() -> None:
    for language in ("en-gb", "ar"):
        with override(language):
            for code in (*COMMON, "aaa", "kmr", "snk", "tig"):
                shown = str(LANGUAGES[code])
                page = str(Asked(initial={"language": code}))
                assert f'value="{escape(shown)}"' in page
                assert read_language(shown).code == code
                assert read_language(described(code)).code == code


def test_further_languages_are_read_line_by_line_and_each_doubtful_line_is_named() -> None:
    form = Spoken({"best": "", "others": "Twi\n\nbambara\nTwi"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["others"] == ["tw", "bm"]
    assert facts_of(form)[2].value == ["Twi", "Bambara"]
    wrong = Spoken({"best": "", "others": "Twi\nTamazight\nqqqqqq"})
    assert not wrong.is_valid()
    assert len(wrong.errors["others"]) == 2
    assert "Standard Moroccan Tamazight (zgh)" in str(wrong.errors["others"])
    assert str(Spoken(initial={"others": ["tw", "aaa"]})["others"].value()) is not None


def test_the_check_page_says_the_name() -> None:
    form = Spoken({"best": "tigrigna", "next": "kmr"})
    assert form.is_valid()
    assert [fact.value for fact in facts_of(form)] == ["Tigrinya", "Northern Kurdish (kmr)", []]


def test_only_the_common_languages_travel_with_the_page() -> None:
    page = str(Asked())
    assert page.count("<option") == len(COMMON)
    assert len(page.encode()) < 5000


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_typed_it_is_one_language_some_or_none(text: str) -> None:
    reading = read_language(text)
    assert not (reading.code and reading.choices)
    assert {*reading.choices, *([reading.code] if reading.code else [])} <= LANGUAGES.keys()
    assert len(reading.choices) <= 8


@given(st.sampled_from(sorted(names())))
def test_names_are_kept_in_the_form_in_which_they_are_compared(name: str) -> None:
    assert compared(name) == name


def test_more_lines_than_anybody_speaks_are_looked_up_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def look(text: str) -> Reading:
        looked.append(text)
        return read_language(text)

    monkeypatch.setattr(language_field, "read_language", look)
    form = Spoken({"others": "\n".join(f"qz{number}" for number in range(20_000))})
    assert not form.is_valid()
    assert "others" in form.errors
    assert Spoken({"others": "Ghotuo\n" * 60}).fields["others"].clean("Ghotuo\n" * 60) == ["aaa"]
    assert looked == ["Ghotuo"]
