"""What a search over all rooms finds of offices and agreements: by the words of their names."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.directory.components import other_side
from palermo.directory.policies import AGREEMENTS, AgreementAction
from palermo.directory.queries import agreements, state_at
from palermo.directory.words import STATES
from palermo.kit.cldr import country_name
from palermo.kit.components import Column
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.queries import offices
from palermo.trust.people.words import OFFICE_KINDS
from palermo.trust.search import MOST, Group, Hit, Part, Question

_OFFICES = gettext_lazy("Offices")
_AGREEMENTS = gettext_lazy("Agreements")


def _open_to(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(AGREEMENTS.may(actor, AgreementAction.SEE))


def _offices(actor: Actor, question: Question) -> Iterator[Group]:  # noqa: ARG001 - one signature for all parts
    """Public faces of the alliance's offices; each leads to the page where they stand with the agreements."""
    if not question.words:
        return
    # An alliance has some hundred offices, and the page of agreements shows them all.
    found = [
        office
        for office in offices().order_by("name", "pk")
        if question.is_said_in(office.name, OFFICE_KINDS.get(office.kind, ""), country_name(office.country))
    ]
    yield Group(
        heading=_OFFICES,
        columns=[Column(_("Office")), Column(_("Kind")), Column(_("Country")), Column(_("Contact point"))],
        hits=[
            Hit(
                title=office.name,
                url=reverse("directory:agreements"),
                cells=[
                    OFFICE_KINDS.get(office.kind, office.kind),
                    country_name(office.country),
                    office.contact_point,
                ],
            )
            for office in found[:MOST]
        ],
        more=len(found) > MOST,
    )


def _agreements(actor: Actor, question: Question) -> Iterator[Group]:
    if not question.words:
        return
    found = [row for row in agreements(actor) if question.is_said_in(row.title, other_side(actor, row).name)]
    now = timezone.now()
    yield Group(
        heading=_AGREEMENTS,
        columns=[Column(_("Agreement")), Column(_("With")), Column(_("State")), Column(_("Last day"))],
        hits=[
            Hit(
                title=row.title,
                url=reverse("directory:agreement", args=[row.pk]),
                cells=[other_side(actor, row).name, STATES[state_at(row, now)], row.valid_until],
            )
            for row in found[:MOST]
        ],
        more=len(found) > MOST,
    )


OFFICES_FOUND = Part(name="directory.offices", label=_OFFICES, place=80, open_to=_open_to, answer=_offices)
AGREEMENTS_FOUND = Part(
    name="directory.agreements", label=_AGREEMENTS, place=85, open_to=_open_to, answer=_agreements
)
