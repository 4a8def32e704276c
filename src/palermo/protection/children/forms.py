"""Forms about a child: age in doubt, guardian, own view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.directory.profiles import profile_of
from palermo.kit.choices import Unsaid
from palermo.kit.fields import CodedChoiceField, PartialDateField, long_text, today, whole_day
from palermo.kit.forms import KitForm
from palermo.protection.cases.words import AGE_BANDS
from palermo.protection.children.codes import GuardianEnd
from palermo.protection.children.rules import may_be_found
from palermo.protection.children.words import (
    CONFLICTS,
    GUARDIAN_ENDS,
    MANDATES,
    PROOFS,
    RELATIONS,
    TOPICS,
    VIEW_WISHES,
)
from palermo.trust.people.words import OFFICE_KINDS


class AgeForm(KitForm):
    """What somebody proposes an age in doubt to be."""

    age_band = CodedChoiceField(
        label=_("What do you propose?"),
        choices=[(code, words) for code, words in AGE_BANDS.items() if may_be_found(code)],
        unsaid=(),
    )
    reasons = long_text(
        _("What it rests on"),
        help_text=_("Sealed. An age is never decided on looks alone."),
        rows=5,
        required=True,
    )


class AgeAnswerForm(KitForm):
    """Whether the second person agrees."""

    agreed = CodedChoiceField(
        label=_("Do you agree?"),
        choices=[("yes", _("Yes")), ("no", _("No: the age stays in doubt"))],
        unsaid=(),
    )


class BirthProofForm(KitForm):
    """By what a date of birth is proven."""

    proof = CodedChoiceField(label=_("What proof did you see?"), choices=PROOFS.items(), unsaid=())


class GuardianRequestForm(KitForm):
    """Of whom a guardian is asked, and when."""

    requested_of = CodedChoiceField(label=_("Who is asked for a guardian?"), choices=(), unsaid=())
    on = whole_day(_("On which day?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = profile_of(self.initial["version"]).guardian_requested_of
        self.fields["requested_of"].choices = [(code, OFFICE_KINDS[code]) for code in listed]  # type: ignore[attr-defined]


class GuardianForm(KitForm):
    """Who says they are the guardian."""

    name = forms.CharField(
        label=_("Name of the guardian"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    contact = long_text(_("How the guardian can be reached"), rows=2, required=False)
    relation = CodedChoiceField(
        label=_("What are they to the child?"),
        choices=[(code, words) for code, words in RELATIONS.items() if code != Unsaid.NOT_KNOWN],
        unsaid=[Unsaid.NOT_KNOWN],
        help_text=_("Nobody is the guardian by being a relative."),
    )
    mandate = CodedChoiceField(label=_("What did they show?"), choices=MANDATES.items(), unsaid=())


class VerifyForm(KitForm):
    """That the mandate was checked with whoever gave it."""

    mandate = CodedChoiceField(label=_("By what are they appointed?"), choices=(), unsaid=())
    verified_on = whole_day(
        _("On which day was it checked with the court or authority that gave it?"),
    )
    mandate_until = PartialDateField(
        label=_("Until when does the mandate hold?"),
        help_text=_("Leave it empty where it has no last day."),
        whole=True,
        earliest=today,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = profile_of(self.initial["version"]).mandates
        self.fields["mandate"].choices = [(code, MANDATES[code]) for code in listed]  # type: ignore[attr-defined]


class ConflictForm(KitForm):
    """What a look for a conflict of interest found."""

    conflict = CodedChoiceField(
        label=_("Is there a conflict of interest?"),
        choices=CONFLICTS.items(),
        unsaid=(),
        help_text=_(
            "Ties to those who exploited the child, a debt, somebody who gains by the child’s going back,"
            " the child’s own fear."
        ),
    )
    checked_on = whole_day(_("On which day was it looked for?"))


class GuardianEndForm(KitForm):
    """Why they are the guardian no longer."""

    reason = CodedChoiceField(
        label=_("Why?"),
        choices=[(code, words) for code, words in GUARDIAN_ENDS.items() if code != GuardianEnd.ERASED],
        unsaid=(),
    )
    on = whole_day(_("On which day?"))


class ViewForm(KitForm):
    """What the child says."""

    topic = CodedChoiceField(label=_("What is it about?"), choices=TOPICS.items(), unsaid=())
    wish = CodedChoiceField(
        label=_("What does the child want?"),
        choices=[(code, words) for code, words in VIEW_WISHES.items() if not code.startswith("not_")],
        unsaid=[Unsaid.NOT_ASKED, Unsaid.NOT_SAID],
    )
    heard_on = PartialDateField(label=_("When was it said?"), latest=today)
    text = long_text(_("In the child’s own words"), rows=5, required=False)
