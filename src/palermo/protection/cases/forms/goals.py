"""Forms of the person's goals, of what they say of a service, of closing and opening again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Unsaid
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, long_text, short_line
from palermo.kit.forms import KitForm
from palermo.protection.cases.codes.goals import Judgement
from palermo.protection.cases.forms.cases import CloseForm
from palermo.protection.cases.words import NEED_KINDS, offered
from palermo.protection.cases.words.goals import GOAL_AREAS, JUDGEMENTS, REOPEN_REASONS


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


class ReopenForm(KitForm):
    """Why a case is opened again."""

    why = CodedChoiceField(label=_("Why is it opened again?"), choices=REOPEN_REASONS.items(), unsaid=())
