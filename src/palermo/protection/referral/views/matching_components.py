"""What the finder found, and who was asked, as the pages show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.directory.offers.components import reason_words, zone_name
from palermo.directory.offers.fit import Fit
from palermo.directory.offers.queries import Found, Offer
from palermo.directory.offers.words import FIT_REASONS, KINDS, ROOMS, TRAVEL
from palermo.directory.words import name_and_kind
from palermo.kit.choices import Choice, Text
from palermo.kit.components import Cell, Column, Fact, Section, Table
from palermo.kit.layout import Link
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.forms.sending import EnquiryForm
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.referrals import answer_due, is_overdue
from palermo.protection.referral.views.referral_page import enquiry_facts, shown_state
from palermo.protection.referral.words.referral import state_of
from palermo.trust.reasons import explain


@dataclass(frozen=True)
class Listed:
    """A service that cannot be chosen, and why in words."""

    name: str
    office: str
    why: list[str]


def not_offered(found: Found) -> dict[str, list[Listed]]:
    """What is there besides: the own office's services, those excluded, those whose office cannot be asked."""
    return {
        "own": [_line(offer, [FIT_REASONS["own_office"]]) for offer in found.own],
        "excluded": [
            _line(offer, [reason_words(one) for one in offer.reasons if one.fit is Fit.NO])
            for offer in found.excluded
        ],
        "cannot_ask": [_line(offer, [explain(offer.refusal or "")]) for offer in found.cannot_ask],
    }


def _line(offer: Offer, why: Sequence[Text]) -> Listed:
    return Listed(offer.service.name, offer.service.organisation.name, [str(words) for words in why])


def offered_choices(offers: Sequence[Offer]) -> list[Choice]:
    """The services that may be asked, in their order."""
    return [
        (str(offer.service.pk), f"{offer.service.name}, {offer.service.organisation.name}")
        for offer in offers
    ]


def offered_hints(offers: Sequence[Offer]) -> dict[str, Text]:
    """Under each of them: how it fits, how far it is, whether there is room, and every reason."""
    return {str(offer.service.pk): _hint(offer) for offer in offers}


def _hint(offer: Offer) -> str:
    first = _("Fits what is known.") if offer.fit is Fit.FITS else _("Ask first.")
    facts = f"{TRAVEL[offer.travel]}, {zone_name(offer.service.zone)}. {ROOMS[offer.room].label}."
    lines = [f"{first} {KINDS[offer.service.kind]}.", facts, *(reason_words(one) for one in offer.reasons)]
    return "\n".join(str(line) for line in lines)


def leaves(
    offers: Sequence[Offer], need: Need, said: Mapping[str, Any], *, change_url: Callable[[str], str]
) -> list[Section]:
    """Exactly what leaves: to which offices, for which service, and what the enquiry says to each of them."""
    within: Any = EnquiryForm.base_fields["answer_within"]
    to = Link(_("Services"), f"{change_url('services')}?change=1")
    facts = [
        *enquiry_facts({"languages": [], **said}),
        Fact(within.label, dict(within.choices)[said["answer_within"]]),
    ]
    url = f"{change_url('enquiry')}?change=1"
    return [
        Section(
            _("Whom you ask"),
            [
                Fact(name_and_kind(offer.service.organisation), offer.service.name, change=to)
                for offer in offers
            ],
        ),
        Section(
            _("What the enquiry says"),
            [
                Fact(_("Asks for"), NEED_KINDS[need.kind]),
                *(replace(fact, change=Link(str(fact.label), url)) for fact in facts),
            ],
        ),
    ]


def asked_table(rows: Sequence[Referral], names: Mapping[UUID, str], *, now: datetime) -> Table:
    """Who was asked for one need, and where each answer stands."""
    return Table(
        caption=_("Enquiries for this need"),
        columns=[Column(_("Code")), Column(_("Office")), Column(_("State")), Column(_("Answer due"))],
        rows=[_asked_row(row, names, now) for row in rows],
        empty=_("Nobody was asked for this need yet."),
    )


def _asked_row(row: Referral, names: Mapping[UUID, str], now: datetime) -> list[Cell]:
    service = names.get(row.service_id) if row.service_id else None
    waits = row.state in {ReferralState.ENQUIRY_SENT, ReferralState.WAITLISTED}
    due = answer_due(row)
    office: Cell = [row.recipient.name, service] if service else row.recipient.name
    state: Cell = shown_state(row)
    if is_overdue(row, now=now) and row.state == ReferralState.WAITLISTED:
        state = [state, state_of(row.state).label]
    return [
        Link(row.code, reverse("protection:referral", args=[row.pk])),
        office,
        state,
        due if waits else None,
    ]
