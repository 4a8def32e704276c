"""What would break a page is not taken in; what somebody should look at is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from palermo.web.translations.catalogues import LOCALE, catalogue_path, shipped, state_of
from palermo.web.translations.checks import problems
from palermo.web.translations.state import read_states
from palermo.web.translations.texts import Readers, Text, of_the_program, read, texts_of, with_translations

BEDS = Text(
    english="%(number)s bed",
    plural="%(number)s beds",
    translations=("un lit", "%(number)s lits", "%(number)s lits"),
)
NAMED = Text(english="Ask <b>%(name)s</b>.", translations=("Demandez à <b>%(name)s</b>.",))


def said(text: Text) -> list[tuple[bool, str]]:
    return [(problem.breaks, problem.says) for problem in problems(text, "fr")]


def test_a_sound_translation_has_no_problem_and_one_form_may_say_its_number_in_a_word() -> None:
    assert said(BEDS) == said(NAMED) == []


@pytest.mark.parametrize(
    ("translation", "words"),
    [
        ("Demandez à <b>%(nom)s</b>.", "has the blanks %(nom)s, needed: %(name)s"),
        ("Demandez <b>à elle</b>.", "has the blanks none, needed: %(name)s"),
        ("<b>%(name)s</b> %(name)s", "has the blanks %(name)s, %(name)s"),
        ("Demandez à %(name)s.", "other marks in angle brackets"),
        ("Demandez à <script>%(name)s</script>.", "other marks in angle brackets"),
        ("À 50 % <b>%(name)s</b>", "has a % that is no blank"),
        ("<b>%(name)s</b>\u202e", "invisible signs"),
        (" <b>%(name)s</b>", "begins or ends with a space"),
        ("<b>%(name)s</b>\n", "begins or ends"),
        ("<b>%(name)s</b>\x07", "control signs"),
        ('<b>%(name)s</b> <meta http-equiv=refresh content="0;url=//elsewhere.example" x', "belongs to no"),
        ("<b>%(name)s</b> <svg/onload=steal() x", "belongs to no mark"),
        ("<b>%(name)s</b> <!-- x", "belongs to no mark"),
        ('<b>%(name)s</b>" formaction="//elsewhere.example', 'has a straight "'),
        ("<b>%(name)s</b> {settings.SECRET_KEY}", "has { or }"),
        ("<b>%(name)s</b> {0[x]} {x!r}", "has { or }"),
        ("<b>%(name)s</b>\nBcc: elsewhere", "begins a new line inside"),
        ("<b>%(name)s</b> %(name)999999999s", "has the blanks"),
    ],
)
def test_what_would_break_a_page_is_named(translation: str, words: str) -> None:
    found = said(replace(NAMED, translations=(translation,)))
    assert found[0][0]
    assert any(words in says for _breaks, says in found)


def test_a_blank_keeps_its_width() -> None:
    waits = Text(english="%(hours)d h %(minutes)02d", translations=("%(hours)d h %(minutes)02d",))
    assert said(waits) == []
    assert said(replace(waits, translations=("%(hours)d h %(minutes)99999999d",)))[0][0]
    assert said(replace(waits, translations=("%(hours)d h %(minutes)r",)))[0][0]


def test_plural_forms_are_all_there_or_none() -> None:
    assert said(replace(BEDS, translations=("un lit", "", "%(number)s lits"))) == [
        (True, "has 2 of 3 plural forms: fill in all or none")
    ]


def test_a_very_long_translation_is_something_to_look_at() -> None:
    long = Text(english="Who", translations=("Qui travaille avec cette personne",))
    assert said(long) == [(False, "is 33 letters long, the English 3: look whether it fits")]


@pytest.mark.parametrize(
    ("reviewer", "day"),
    [
        ("Invented Reader", ""),
        ("", "2026-11-30"),
        ("Invented Reader", "30/11/2026"),
        ("Invented Reader", "2999-01-01"),
    ],
)
def test_a_review_has_a_name_and_a_true_day(reviewer: str, day: str) -> None:
    found = said(replace(NAMED, reviewer=reviewer, reviewed_on=day))
    assert [breaks for breaks, _says in found] == [True]


@pytest.mark.parametrize("language", ["ar", "es", "fr"])
def test_what_ships_would_be_taken_in(language: str) -> None:
    program = of_the_program()
    texts = with_translations(program, read(catalogue_path(LOCALE, language)))
    broken = [
        (text.english, problem.says)
        for text in texts
        if any(text.translations)
        for problem in problems(text, language)
        if problem.breaks
    ]
    assert broken == []


def test_the_list_of_texts_is_the_programs() -> None:
    program = {(text.context, text.english) for text in of_the_program()}
    assert {(text.context, text.english) for text in texts_of(read(catalogue_path(LOCALE, "ar")))} == program


@pytest.mark.parametrize("language", ["ar", "es", "fr"])
def test_what_the_person_the_public_and_the_night_desk_read_is_whole_and_its_state_true(
    language: str,
) -> None:
    texts = with_translations(of_the_program(), read(catalogue_path(LOCALE, language)))
    waiting = [text.english for text in texts if text.readers is Readers.FIRST and not text.is_done]
    assert waiting == []
    assert read_states(LOCALE)[language] == state_of(language, texts)


def test_nothing_that_ships_would_be_refused() -> None:
    for language in shipped():
        found = [
            (problem.text.english, problem.says)
            for text in with_translations(of_the_program(), read(catalogue_path(LOCALE, language)))
            if text.is_done
            for problem in problems(text, language)
            if problem.breaks
        ]
        assert found == [], language
