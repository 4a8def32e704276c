"""Reads of agreements and partners. Each takes an actor and returns only what its office may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from palermo.directory.models import Agreement
from palermo.directory.policies import AGREEMENTS
from palermo.directory.rules import AgreementState, AgreementTerms, Cover, cover, state_of
from palermo.kit.office_time import days_in, office_today
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import Disclosure, Terms
from palermo.trust.people.models import Organisation
from palermo.trust.people.queries import offices, zone_in
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.queries import office_has

WIDEST: Final = timedelta(days=2)
"""How far the days of two offices lie apart at most: the widest zones are 26 hours from each other."""


@dataclass(frozen=True)
class Partner:
    """Another office, and whether this one may exchange with it for a purpose now: `refusal` is a reason code.

    `takes_enquiries` is whether its switches let it be asked for help at all.
    """

    office: Organisation
    refusal: str | None
    takes_enquiries: bool = True

    @property
    def live(self) -> bool:
        """True when a live agreement covers the purpose."""
        return self.refusal is None

    @property
    def name(self) -> str:
        """The office's public name."""
        return self.office.name


def agreements(actor: Actor) -> QuerySet[Agreement]:
    """Agreements the actor may see, newest first, with both offices' public faces."""
    return AGREEMENTS.visible(actor, _with_both_offices().order_by("-id"))


def _with_both_offices() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("proposer__organisation", "partner__organisation")


def zones_of(agreement: Agreement) -> frozenset[str]:
    """Names of the time zones of both offices; of one alone where the other is no office here."""
    sides = (agreement.proposer.organisation, agreement.partner.organisation)
    return frozenset(zone_in(office) for office in sides if office is not None)


def state_at(agreement: Agreement, now: datetime) -> AgreementState:
    """Where an agreement stands at a moment, alike for both its offices, wherever they are."""
    return state_of(
        accepted=agreement.accepted_at is not None,
        ended=agreement.ended_at is not None,
        valid_from=agreement.valid_from,
        valid_until=agreement.valid_until,
        days=days_in(zones_of(agreement), now),
    )


def _accepted(actor: Actor) -> QuerySet[Agreement]:
    """Accepted and not ended, of the acting office: what the rules decide upon, whatever the actor's role."""
    own = Q(proposer_id=actor.organisation_id) | Q(partner_id=actor.organisation_id)
    rows = _with_both_offices().filter(own, accepted_at__isnull=False, ended_at__isnull=True)
    return rows.order_by("-id")


def may_be_live(actor: Actor, *, other: str, purpose: str) -> Exists:
    """Whether an agreement for `purpose` may be in force with the office whose id the outer query names in `other`.

    For a filter. On its first and last day it answers yes in any time zone; `coverage` says it to the hour.
    """
    today = office_today()
    rows = Agreement.objects.filter(
        Q(proposer_id=actor.organisation_id, partner_id=OuterRef(other))
        | Q(partner_id=actor.organisation_id, proposer_id=OuterRef(other)),
        accepted_at__isnull=False,
        ended_at__isnull=True,
        purposes__contains=[purpose],
        valid_from__lte=today + WIDEST,
        valid_until__gte=today - WIDEST,
    )
    return Exists(rows)


def _terms(row: Agreement) -> AgreementTerms:
    return AgreementTerms(
        id=row.pk,
        terms=Terms(
            purposes=frozenset(row.purposes),
            data_classes=frozenset(row.data_classes),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            zones=zones_of(row),
        ),
    )


def _with(partner_id: UUID) -> Q:
    return Q(proposer_id=partner_id) | Q(partner_id=partner_id)


def coverage(
    actor: Actor, partner_id: UUID, *, purpose: str, data_classes: Collection[str], now: datetime
) -> Cover:
    """The agreement with `partner_id` that covers a disclosure, or the reason why none does."""
    disclosure = Disclosure(
        recipient_id=partner_id, purpose=purpose, data_classes=frozenset(data_classes), now=now
    )
    return cover(map(_terms, _accepted(actor).filter(_with(partner_id))), disclosure)


def live_terms(
    actor: Actor, partner_id: UUID, *, purpose: str = "assistance", data_classes: Collection[str] = ()
) -> Terms | None:
    """Terms of the agreement with `partner_id` nearest to covering `purpose` and `data_classes`; None without one.

    One that has not begun or has expired is returned too: `agreement_refusal` then gives the exact reason.
    """
    found = coverage(
        actor, partner_id, purpose=purpose, data_classes=data_classes, now=timezone.now()
    ).agreement
    return found.terms if found else None


def covered_classes(actor: Actor, partner_id: UUID, *, purpose: str) -> frozenset[str]:
    """Classes of data that some live agreement with `partner_id` covers for `purpose`; not all by one of them."""
    now = timezone.now()
    classes: frozenset[str] = frozenset()
    for row in map(_terms, _accepted(actor).filter(_with(partner_id))):
        nothing = Disclosure(recipient_id=partner_id, purpose=purpose, data_classes=frozenset(), now=now)
        if cover([row], nothing).refusal is None:
            classes |= row.terms.data_classes
    return classes


def partners_for(actor: Actor, purpose: str) -> list[Partner]:
    """Every other office by name, each with the reason why nothing may be exchanged for `purpose` now, if so."""
    now = timezone.now()
    between: dict[UUID, list[AgreementTerms]] = {}
    for row in _accepted(actor):
        other = row.partner_id if row.proposer_id == actor.organisation_id else row.proposer_id
        between.setdefault(other, []).append(_terms(row))
    found = []
    takes = office_has("pk", SwitchCode.ENQUIRIES) & office_has("pk", SwitchCode.CASE_FILES)
    others = offices().exclude(pk=actor.organisation_id).annotate(takes=takes)
    for office in others.order_by("name", "pk"):
        disclosure = Disclosure(recipient_id=office.pk, purpose=purpose, data_classes=frozenset(), now=now)
        refusal = cover(between.get(office.pk, ()), disclosure).refusal
        found.append(Partner(office, refusal, office.takes))
    return found
