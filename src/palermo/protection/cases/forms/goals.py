"""Forms of the person's goals, of what they say of a service, of closing and opening again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text, Unsaid
from palermo.kit.components import Known
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, long_text, short_line
from palermo.kit.forms import KitForm
from palermo.kit.layout import Link
from palermo.protection.cases.codes.goals import Judgement
from palermo.protection.cases.forms.cases import CloseForm
from palermo.protection.cases.words import NEED_KINDS, offered
from palermo.protection.cases.words.goals import GOAL_AREAS, JUDGEMENTS, REOPEN_REASONS
from palermo.trust.still_out import OutThing


class GoalForm(KitForm):
    """A goal as the person puts it."""

    area = CodedChoiceField(label=_("What is it about?"), choices=GOAL_AREAS.items(), unsaid=())
    words = short_line(_("In the person’s own words"), help_text=_("Sealed. Empty is fine."))


class JudgementForm(KitForm):
    """What the person says of a service. Nobody has to say anything."""

    service = CodedChoiceField(label=_("Of which help?"), choices=offered(NEED_KINDS), unsaid=())
    said = CodedChoiceField(
        label=_("What does the person say?"),
        choices=[
            (code, words)
            for code, words in JUDGEMENTS.items()
            if code not in {Judgement.NOT_ASKED, Judgement.NOT_SAID}
        ],
        unsaid=[Unsaid.NOT_ASKED, Unsaid.NOT_SAID],
    )
    words = long_text(_("In the person’s own words"), help_text=_("Sealed. Empty is fine."), rows=3)


class ClosingForm(CloseForm):
    """Why and when a case is closed, and what goes on."""

    continues = CodedMultipleChoiceField(
        label=_("Which help goes on elsewhere, without you?"),
        choices=offered(NEED_KINDS),
        unsaid=(),
        required=False,
        help_text=_("Choose none where nothing goes on."),
    )
    summary = long_text(
        _("How it goes on"),
        help_text=_(
            "Who helps further, and how the person reaches you again. Sealed; write nothing that could harm."
        ),
        rows=3,
    )


class StillOutForm(ClosingForm):
    """The same, with a question for each thing that is still out."""

    def __init__(self, *args: Any, out: Sequence[OutThing] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.out = tuple(out)
        for thing in self.out:
            self.fields[thing.key] = CodedChoiceField(
                label=thing.shown_text, help_text=thing.says, choices=thing.answers.items(), unsaid=()
            )
        self.order_fields([thing.key for thing in self.out])

    @property
    def questions(self) -> list[tuple[Text, BoundField, Known | Link | Text]]:
        """The kind of each thing, its question, and what leads to it."""
        return [(thing.kind.words, self[thing.key], thing.shown) for thing in self.out]

    @property
    def rest(self) -> list[BoundField]:
        """The questions about the case itself."""
        keys = {thing.key for thing in self.out}
        return [self[name] for name in self.fields if name not in keys]

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by the key of each thing."""
        return {thing.key: self.cleaned_data[thing.key] for thing in self.out}


class ReopenForm(KitForm):
    """Why a case is opened again."""

    why = CodedChoiceField(label=_("Why is it opened again?"), choices=REOPEN_REASONS.items(), unsaid=())
