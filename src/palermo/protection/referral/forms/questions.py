"""Forms of questions inside an enquiry: which are asked back, and what is answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Unsaid
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField
from palermo.kit.forms import KitForm
from palermo.kit.language_field import LanguagesField
from palermo.kit.widgets import Checkboxes
from palermo.protection.referral.codes.questions import SEVERAL, Question
from palermo.protection.referral.services.questions import fits
from palermo.protection.referral.words.questions import QUESTIONS, answer_choices


class AskBackForm(KitForm):
    """What this office has to know before it answers."""

    questions = forms.MultipleChoiceField(
        label=_("What do you have to know first?"),
        widget=Checkboxes(),
        help_text=_(
            "Only what decides whether you can help. The other office answers in codes, or says that it was not asked "
            "or that the person does not want to say. Your answer stays due as before."
        ),
        error_messages={"required": _("Choose at least one question.")},
    )

    def __init__(self, *args: Any, asked: Collection[str] = (), **kwargs: Any) -> None:
        """`asked` are the questions that wait for an answer already."""
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = [  # type: ignore[attr-defined]
            (code, words) for code, words in QUESTIONS.items() if code not in asked
        ]

    def chosen(self) -> list[Question]:
        """The questions, in the order of the vocabulary."""
        said = set(self.cleaned_data["questions"])
        return [one for one in Question if one.value in said]


class AnswersForm(KitForm):
    """Answers to what was asked back, and to what was not: each optional, none in words."""

    def __init__(
        self,
        *args: Any,
        asked: Collection[str] = (),
        known: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """The questions `asked` stand first; `known` is what the file says already, filled in and not sent unseen."""
        super().__init__(*args, **kwargs)
        for question in sorted(Question, key=lambda one: one.value not in asked):
            field = _field(question)
            if question.value in asked:
                field.initial = (known or {}).get(question.value)
            self.fields[question.value] = field
            if question is Question.LANGUAGE:
                self.fields[_NO_LANGUAGE] = CodedChoiceField(
                    label=_("If no language is named: why?"), choices=(), unsaid=tuple(Unsaid), required=False
                )

    def clean(self) -> dict[str, Any]:
        """Answers that go together: several, or the one reason why there is none."""
        said: dict[str, Any] = super().clean() or {}
        for question, codes in self._answers(said).items():
            if not fits(question, codes):
                self.add_error(
                    question.value, _("Choose either answers, or one reason why there is none, not both.")
                )
        return said

    def answers(self) -> dict[Question, list[str]]:
        """What was answered, by question; what was left open is not among it."""
        return self._answers(self.cleaned_data)

    @staticmethod
    def _answers(said: Mapping[str, Any]) -> dict[Question, list[str]]:
        found: dict[Question, list[str]] = {}
        for question in Question:
            value = said.get(question.value)
            codes = [value] if isinstance(value, str) else list(value or ())
            if question is Question.LANGUAGE and said.get(_NO_LANGUAGE):
                codes.append(said[_NO_LANGUAGE])
            if any(codes):
                found[question] = [code for code in codes if code]
        return found


_NO_LANGUAGE = "no_language"


def _field(question: Question) -> forms.Field:
    label = QUESTIONS[question]
    if question is Question.LANGUAGE:
        return LanguagesField(label=label, required=False, help_text=_("One a line. Only their codes leave."))
    kind = CodedMultipleChoiceField if question in SEVERAL else CodedChoiceField
    field: forms.Field = kind(
        label=label, choices=answer_choices(question), unsaid=tuple(Unsaid), required=False
    )
    return field
