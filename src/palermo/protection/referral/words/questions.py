"""Questions inside an enquiry and their answers in plain language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text, Unsaid
from palermo.kit.languages import LANGUAGES
from palermo.protection.cases.words import AGE_BANDS, GENDERS
from palermo.protection.referral.codes.questions import (
    ANSWERS,
    Arrives,
    ChildrenAges,
    Mobility,
    Question,
    Transport,
    YesNo,
)

QUESTIONS: dict[str, Text] = {
    Question.LANGUAGE: _("Which languages?"),
    Question.GENDER: _("Which gender, as the person puts it?"),
    Question.AGE: _("How old, about?"),
    Question.CHILDREN_AGES: _("How old are the children who come along?"),
    Question.MOBILITY: _("What is needed because of a disability?"),
    Question.PREGNANCY: _("Pregnant?"),
    Question.MEDICATION: _("Is medication needed tonight?"),
    Question.ARRIVES: _("When can the person be there?"),
    Question.TRANSPORT: _("How does the person come?"),
    Question.LOOKED_FOR: _("Is somebody looking for the person now?"),
    Question.PETS: _("Does an animal come along?"),
}

_YES_NO: dict[str, Text] = {YesNo.YES: _("Yes"), YesNo.NO: _("No")}

_WORDS: dict[str, Mapping[str, Text]] = {
    Question.LANGUAGE: LANGUAGES,
    Question.GENDER: GENDERS,
    Question.AGE: AGE_BANDS,
    Question.CHILDREN_AGES: {
        ChildrenAges.NO_CHILDREN: _("No children"),
        ChildrenAges.UNDER_2: _("Under 2"),
        ChildrenAges.FROM_2_TO_5: _("2 to 5"),
        ChildrenAges.FROM_6_TO_11: _("6 to 11"),
        ChildrenAges.FROM_12_TO_17: _("12 to 17"),
    },
    Question.MOBILITY: {
        Mobility.NONE: _("Nothing"),
        Mobility.NO_STEPS: _("No steps, or a lift"),
        Mobility.WHEELCHAIR: _("Room for a wheelchair"),
        Mobility.SIGHT: _("Help with seeing"),
        Mobility.HEARING: _("Help with hearing"),
        Mobility.UNDERSTANDING: _("Help with understanding"),
        Mobility.CARER: _("A carer comes along"),
    },
    Question.PREGNANCY: _YES_NO,
    Question.MEDICATION: _YES_NO,
    Question.ARRIVES: {
        Arrives.WITHIN_HOURS: _("Within hours"),
        Arrives.TONIGHT: _("Tonight"),
        Arrives.TOMORROW: _("Tomorrow"),
        Arrives.LATER: _("Later"),
    },
    Question.TRANSPORT: {
        Transport.COMES_ALONE: _("By themselves"),
        Transport.BROUGHT: _("We bring the person"),
        Transport.NEEDS_FETCHING: _("Somebody has to fetch the person"),
    },
    Question.LOOKED_FOR: _YES_NO,
    Question.PETS: _YES_NO,
}

UNKNOWN_QUESTION = _("A question that this version does not know")
UNKNOWN_ANSWER = _("Another answer")


def question_words(code: str) -> Text:
    """A question in words; another office may ask one that this version does not know."""
    return QUESTIONS.get(code, UNKNOWN_QUESTION)


def answer_words(question: str, code: str) -> Text:
    """One answer in words; as `question_words`."""
    if code in set(Unsaid):
        return Unsaid(code).label
    return _WORDS.get(question, {}).get(code, UNKNOWN_ANSWER)


def answer_choices(question: Question) -> list[Choice]:
    """The answers that a form offers, without those that say nothing."""
    return [(code, answer_words(question, code)) for code in ANSWERS[question]]
