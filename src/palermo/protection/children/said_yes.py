"""How a yes was said: told before, by the person or the guardian who counts, by which means, in which language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.fields import CodedChoiceField
from palermo.kit.forms import KitForm
from palermo.kit.language_field import LanguageField
from palermo.trust.basis.rules import GivenBy
from palermo.trust.basis.words import CONSENT_FORMS, GIVEN_BY
from palermo.trust.reasons import explain


class SaidYesForm(KitForm):
    """What every yes has in common, whatever it is for; forms add for what and until when."""

    told_limits = forms.BooleanField(
        label=_("I told the person all of this before asking"),
        error_messages={
            "required": _("Tell the person first, then tick this. Consent without it does not count.")
        },
    )
    given_by = CodedChoiceField(label=_("Who said yes?"), choices=GIVEN_BY.items(), unsaid=())
    guardian = CodedChoiceField(label=_("Which guardian?"), choices=(), unsaid=(), required=False)
    form = CodedChoiceField(label=_("How?"), choices=CONSENT_FORMS.items(), unsaid=())
    language = LanguageField(label=_("In which language?"))

    def __init__(
        self, *args: Any, is_child: bool = False, guardians: Iterable[Choice] = (), **kwargs: Any
    ) -> None:
        """`guardians` are those who count, by id and name: mandate verified, no conflict of interest found."""
        super().__init__(*args, **kwargs)
        counting = list(guardians)
        self._is_child, self._has_guardian = is_child, bool(counting)
        self.fields["guardian"].choices = counting  # type: ignore[attr-defined]
        if not counting:
            del self.fields["guardian"]

    def clean_given_by(self) -> str:
        """Who said yes: for a child the guardian, and a guardian only if one counts."""
        said: str = self.cleaned_data["given_by"]
        if said == GivenBy.SELF and self._is_child:
            raise forms.ValidationError(explain("guardian_consent_needed"))
        if said == GivenBy.GUARDIAN and not self._has_guardian:
            raise forms.ValidationError(explain("guardian_not_verified"))
        return said

    def clean_guardian(self) -> str:
        """The guardian who said yes; nobody where it was the person."""
        if self.cleaned_data.get("given_by") != GivenBy.GUARDIAN:
            return ""
        if not (chosen := str(self.cleaned_data["guardian"])):
            raise forms.ValidationError(_("Choose which guardian said yes."))
        return chosen
