"""Forms about invitations: inviting, a code that was handed over, a password chosen with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palermo.kit.code_field import SecretCodeField
from palermo.kit.forms import KitForm
from palermo.kit.widgets import Radios
from palermo.trust.people.forms import RoleForm
from palermo.trust.people.lookalikes import address_refusal, canonical
from palermo.trust.people.models import User
from palermo.trust.people.services.invitations import Way
from palermo.trust.reasons import explain

WAYS = [
    (Way.CODE.value, _("24 hours")),
    (Way.CODE_AWAY.value, _("7 days: they are away until then")),
    (Way.CODE_FAR.value, _("7 days: the code has to travel to them")),
]


class WayForm(KitForm):
    """For how long a code works; nothing to choose where the invitation is mailed."""

    way = forms.ChoiceField(
        label=_("The code works for"), choices=WAYS, widget=Radios(), initial=Way.CODE.value
    )

    def __init__(self, *args: Any, mailed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mailed:
            del self.fields["way"]

    @property
    def chosen_way(self) -> Way:
        """How the invitation reaches its holder."""
        return Way(self.cleaned_data["way"]) if "way" in self.fields else Way.MAIL


class InviteForm(WayForm, RoleForm):
    """A colleague by address and name, with the first role."""

    email = forms.EmailField(
        label=_("Email"), help_text=_("With it your colleague signs in."), max_length=254
    )
    full_name = forms.CharField(
        label=_("Name"),
        help_text=_("As colleagues know them."),
        max_length=120,
    )
    field_order = ("email", "full_name", "post", "valid_from", "valid_until", "way")

    def clean_email(self) -> str:
        """The address as it is kept; one that passes for another is named here."""
        email = canonical(str(self.cleaned_data["email"]))
        if reason := address_refusal(str(self.cleaned_data["email"])):
            raise ValidationError(explain(reason))
        return email


class CodeForm(KitForm):
    """The code of an invitation, entered by whoever is signed in."""

    code = SecretCodeField(
        label=_("Code"), help_text=_("The administrator who invites you gives it to you. It works once.")
    )


class PasswordForm(KitForm):
    """A password, typed twice. `user` is whom it may not resemble."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password (again)"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean(self) -> dict[str, Any]:
        """Both alike, and good enough."""
        answers = super().clean() or {}
        first, second = answers.get("password1"), answers.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Type the same password in both fields."))
        if first:
            self._user.email = str(answers.get("email", "")) or self._user.email
            try:
                validate_password(first, self._user)
            except ValidationError as problem:
                self.add_error("password1", problem)
        return answers


class OpenForm(PasswordForm, CodeForm):
    """A new account: its address, the code, a first password."""

    email = forms.EmailField(
        label=_("Email"),
        help_text=_("The address to which you were invited."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    field_order = ("email", "code", "password1", "password2")
