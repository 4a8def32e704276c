"""Forms about colleagues, units and the own account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from palermo.kit.fields import PartialDateField
from palermo.kit.forms import KitForm
from palermo.kit.languages import own_name
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.kit.widgets import Radios
from palermo.reference.spoken_codes import plain_signs
from palermo.trust.mandates import Mandate, OrganisationKind, Role, mandate_refusal
from palermo.trust.people.models import Unit
from palermo.trust.people.seeing import Post, in_brief, posts
from palermo.trust.people.words import MANDATE_HINTS, MANDATES, ROLES, mandate_words


class RoleForm(KitForm):
    """A role in a unit, from a day until a day. `units` are those of the acting office."""

    post = forms.ChoiceField(
        label=_("Role"),
        help_text=_(
            "Which roles a unit has follows from its mandate, and from the role what a colleague sees."
        ),
        widget=Radios(),
    )
    valid_from = PartialDateField(label=_("From"), whole=True)
    valid_until = PartialDateField(
        label=_("Until"),
        whole=True,
        required=False,
        help_text=_("The last day. Leave it empty if it is not known."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        initial = {"valid_from": PartialDate.of(office_today()), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["post"]
        if isinstance(field, forms.ChoiceField):
            own = list(units)
            field.choices = [_posts(unit) for unit in own]
            field.widget.hints = {
                f"{unit.pk}:{post.role.value}": in_brief(post) for unit in own for post in _of(unit)
            }
        self._mandates = {str(unit.pk): Mandate(unit.mandate) for unit in own}

    @property
    def chosen_post(self) -> Post:
        """The chosen role under the mandate of its unit."""
        unit, _colon, role = str(self.cleaned_data["post"]).partition(":")
        return Post(Role(role), self._mandates[unit])

    @property
    def chosen(self) -> dict[str, Any]:
        """The cleaned answers as the services want them."""
        unit, _colon, role = str(self.cleaned_data["post"]).partition(":")
        until = self.cleaned_data["valid_until"]
        return {
            "unit_id": UUID(unit),
            "role": Role(role),
            "valid_from": self.cleaned_data["valid_from"].earliest,
            "valid_until": until.earliest if until else None,
        }


def _posts(unit: Unit) -> tuple[str, list[tuple[str, Any]]]:
    name = f"{unit.name} ({mandate_words(unit.mandate)})"
    return name, [(f"{unit.pk}:{post.role.value}", ROLES[post.role]) for post in _of(unit)]


def _of(unit: Unit) -> list[Post]:
    return [post for post in posts() if post.mandate == unit.mandate]


class UnitForm(KitForm):
    """A unit with its mandate; only mandates that an office of this kind may have are offered."""

    name = forms.CharField(label=_("Name"), max_length=120)
    mandate = forms.ChoiceField(
        label=_("Mandate"),
        help_text=_("What the unit is there for. It decides what its people may see, and stays as it is."),
        widget=Radios(hints={mandate.value: hint for mandate, hint in MANDATE_HINTS.items()}),
    )

    def __init__(self, *args: Any, kind: OrganisationKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mandate"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (mandate.value, MANDATES[mandate])
                for mandate in Mandate
                if mandate_refusal(kind=kind, mandate=mandate) is None
            ]


class AccountForm(KitForm):
    """The own name and language."""

    full_name = forms.CharField(label=_("Name"), help_text=_("As colleagues know you."), max_length=120)
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        choices=[(code, own_name(code)) for code, _name in settings.LANGUAGES],
        widget=Radios(),
    )


class ActivateForm(ActivateTOTPForm):
    """The first code of a second step that is set up."""

    def clean_code(self) -> str:
        """The code, if it is right, however its figures were typed."""
        self.cleaned_data["code"] = plain_signs(str(self.cleaned_data["code"]))
        return str(super().clean_code())
