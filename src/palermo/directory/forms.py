"""The questions of a new agreement, one thing a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.directory.rules import ControllerRole, controller_roles_refusal, dates_refusal
from palermo.directory.words import CONTROLLER_ROLES
from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, PartialDateField, today
from palermo.kit.forms import KitForm
from palermo.kit.office_time import office_today
from palermo.trust.basis.rules import DataClass
from palermo.trust.basis.words import DATA_CLASSES, LEGAL_BASES, PURPOSES
from palermo.trust.reasons import explain


class PartnerForm(KitForm):
    """Which office."""

    partner = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, offices: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [("", _("Choose an office")), *offices]  # type: ignore[attr-defined]


class ContentForm(KitForm):
    """What is exchanged, for what, on which basis."""

    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("As the signed paper calls it. No person’s name.")
    )
    purposes = CodedMultipleChoiceField(label=_("For which purposes?"), choices=PURPOSES.items(), unsaid=())
    data_classes = CodedMultipleChoiceField(
        label=_("Which data may be exchanged?"),
        choices=DATA_CLASSES.items(),
        unsaid=(),
        help_text=_("An upper limit: of these, only what the person agreed to ever leaves."),
    )
    legal_basis = CodedChoiceField(label=_("On which legal basis?"), choices=LEGAL_BASES.items(), unsaid=())

    def clean_data_classes(self) -> list[str]:
        """The classes chosen; the safe contact goes with any of them."""
        chosen: list[str] = self.cleaned_data["data_classes"]
        return chosen if DataClass.SAFE_CONTACT in chosen else [DataClass.SAFE_CONTACT.value, *chosen]


class ValidityForm(KitForm):
    """Who decides about the data, and between which days."""

    own_role = CodedChoiceField(
        label=_("What is your office for these data?"), choices=CONTROLLER_ROLES.items(), unsaid=()
    )
    partner_role = CodedChoiceField(
        label=_("What is the other office for these data?"), choices=CONTROLLER_ROLES.items(), unsaid=()
    )
    valid_from = PartialDateField(label=_("First day"), whole=True)
    valid_until = PartialDateField(
        label=_("Last day"), whole=True, earliest=today, help_text=_("After it nothing can be sent.")
    )

    def clean(self) -> dict[str, Any]:
        """Roles that fit together, and days in their order."""
        said = self.cleaned_data
        if "own_role" in said and "partner_role" in said:
            roles = ControllerRole(said["own_role"]), ControllerRole(said["partner_role"])
            if reason := controller_roles_refusal(*roles):
                self.add_error("partner_role", explain(reason))
        if said.get("valid_from") and said.get("valid_until"):
            first, last = said["valid_from"].earliest, said["valid_until"].earliest
            if reason := dates_refusal(valid_from=first, valid_until=last, day=office_today()):
                self.add_error("valid_until", explain(reason))
        return said
