"""Forms of first contact: urgent needs first, how the person came, what they decline, help only counted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Unsaid
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, PartialDateField, today
from palermo.kit.forms import KitForm
from palermo.kit.number_fields import WholeNumberField
from palermo.kit.partial_date import PartialDate
from palermo.kit.widgets import Checkboxes
from palermo.protection.cases.codes.arrival import CameBy, ReferrerKind, Route
from palermo.protection.cases.rules import MOST_UNITS
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.words import NEED_KINDS, offered
from palermo.protection.cases.words.arrival import CAME_BY, REFERRER_KINDS, ROUTES
from palermo.protection.first_contact.codes import NEED_OF
from palermo.protection.first_contact.words import DECLINED, URGENT_NEEDS, ZONES
from palermo.trust.people.queries import offices

_URGENT_KINDS = {kind.value for kind in NEED_OF.values()}
_LATER_KINDS = [choice for choice in offered(NEED_KINDS) if choice[0] not in _URGENT_KINDS]


class FirstPageForm(KitForm):
    """The first page: what is needed right now, then how the office came to know the person. Both may stay open."""

    urgent = CodedMultipleChoiceField(
        label=_("What is needed right now?"),
        choices=list(URGENT_NEEDS.items()),
        unsaid=(Unsaid.NOT_ASKED,),
        required=False,
        help_text=_("Nothing is asked in return: no name, no papers, no word with the police."),
    )
    came_by = CodedChoiceField(
        label=_("How did your office come to know the person?"),
        choices=list(CAME_BY.items()),
        unsaid=(),
        required=False,
        help_text=_(
            "Counted without the person, to estimate how many are never found. Left open, it counts as not known."
        ),
    )
    from_paper = forms.BooleanField(
        label=_("These answers were written on paper before"),
        required=False,
        help_text=_("Then the day and the form are asked next."),
    )


def _offices() -> list[Choice]:
    rows: list[Choice] = [(str(office.pk), office.name) for office in offices()]
    return [("", _("No office of this list")), *rows]


class _Details(KitForm):
    """By which route, when, and who told."""

    route = forms.ChoiceField(
        label=_("By which route?"), choices=list(ROUTES.items()), initial="not_asked", required=False
    )
    came_on = PartialDateField(
        label=_("When was the first contact?"),
        help_text=_("Leave out what is not known. Left empty, it is the day the case was opened."),
        latest=today,
        required=False,
    )
    referrer = forms.ChoiceField(label=_("Which office told you?"), choices=_offices, required=False)
    referrer_kind = forms.ChoiceField(
        label=_("Or what kind of office or person was it?"),
        choices=[("", _("Not needed: named above")), *REFERRER_KINDS.items()],
        required=False,
    )


class MoreForm(_Details):
    """What else is needed, and more about how the person came. Who told it is asked only where somebody did."""

    later = forms.MultipleChoiceField(
        label=_("What else does the person need, within days?"),
        choices=_LATER_KINDS,
        required=False,
        widget=Checkboxes,
    )
    field_order = ("later", "route", "came_on", "referrer", "referrer_kind")

    def __init__(self, *args: Any, referred: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not referred:
            del self.fields["referrer"], self.fields["referrer_kind"]


class ArrivalForm(_Details):
    """How this office came to know the person, in place of what was recorded before."""

    came_by = CodedChoiceField(
        label=_("How did your office come to know the person?"), choices=list(CAME_BY.items()), unsaid=()
    )
    field_order = ("came_by", "route", "came_on", "referrer", "referrer_kind")

    def clean(self) -> dict[str, Any]:
        """Who told the office belongs to the answer that somebody did."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        told = cleaned.get("referrer") or cleaned.get("referrer_kind")
        if told and cleaned.get("came_by") not in {CameBy.REFERRED.value, None}:
            self.add_error(
                "came_by",
                _("Choose “Somebody else told us or brought the person”, or empty below who it was."),
            )
        return cleaned


def new_arrival_of(came_by: str, details: dict[str, Any]) -> NewArrival:
    """What the answers of `CameForm` or `MoreForm` say; an answer left open is not known."""
    on: PartialDate | None = details.get("came_on")
    kind = details.get("referrer_kind")
    return NewArrival(
        by=CameBy(came_by or CameBy.NOT_KNOWN),
        route=Route(details["route"] or Route.NOT_ASKED),
        on=on,
        referrer_id=details.get("referrer") or None,
        referrer_kind=ReferrerKind(kind) if kind else None,
    )


class DeclineForm(KitForm):
    """What the person does not want."""

    things = forms.MultipleChoiceField(
        label=_("What does the person not want?"),
        choices=[choice for choice in DECLINED.items() if choice[0] != "service"],
        required=False,
        widget=Checkboxes,
    )
    services = forms.MultipleChoiceField(
        label=_("Which help does the person not want?"),
        choices=list(offered(NEED_KINDS)),
        required=False,
        widget=Checkboxes,
    )

    def clean(self) -> dict[str, Any]:
        """At least one thing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("things") and not cleaned.get("services"):
            self.add_error("things", _("Choose at least one thing, or go back to the case."))
        return cleaned


class CountedHelpForm(KitForm):
    """Help given to somebody of whom nothing is written down."""

    kind = CodedChoiceField(label=_("What help was given?"), choices=offered(NEED_KINDS), unsaid=())
    units = WholeNumberField(
        label=_("How much?"),
        help_text=_("Nights, meals, hours or parcels: a number."),
        min_value=1,
        max_value=MOST_UNITS,
        initial=1,
    )
    given_on = PartialDateField(
        label=_("When?"), help_text=_("Leave out what is not known exactly."), latest=today
    )
    zone = forms.ChoiceField(
        label=_("In what kind of place?"), choices=list(ZONES.items()), initial="not_asked"
    )
