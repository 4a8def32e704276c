"""Reads of what changed after it was sent: where the old one lies, and what arrived in place of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case as When_
from django.db.models import F, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import OuterRef
from django.urls import reverse

from palermo.protection.cases.changed import Outside
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.words.changed import CHANGED
from palermo.protection.referral.codes.changes import CLASS_OF, HOLDS
from palermo.protection.referral.models.changes import ArrivedChange, SentChange
from palermo.protection.referral.models.referrals import Referral
from palermo.trust.actor import Actor
from palermo.trust.people.models import Organisation
from palermo.trust.vault.vault import record_look, unseal

_ORDER = [When(what=code.value, then=Value(place)) for place, code in enumerate(Changed)]


def open_changes(actor: Actor) -> QuerySet[SentChange]:
    """What another office has as it was before, and nobody sent or told anew; the most dangerous first."""
    rows = SentChange.objects.filter(
        organisation_id=actor.organisation_id,
        settled_at__isnull=True,
        referral__state__in=[state.value for state in HOLDS],
    )
    place = When_(*_ORDER, default=Value(len(_ORDER)), output_field=IntegerField())
    return rows.annotate(danger=place).order_by("referral_id", "danger")


def changes_of_person(actor: Actor, person_id: UUID) -> QuerySet[SentChange]:
    """`open_changes` of one person, each with `office`, to be gathered."""
    office = Organisation.objects.filter(pk=OuterRef("referral__recipient_id")).values("name")
    return open_changes(actor).filter(person_id=person_id).annotate(office=Subquery(office[:1]))


def as_outside(rows: Iterable[SentChange]) -> list[Outside]:
    """One line for each referral of `changes_of_person`: which office has the old one of what."""
    found: dict[UUID, list[SentChange]] = {}
    for row in rows:
        found.setdefault(row.referral_id, []).append(row)
    return [
        Outside(
            office=some[0].office,  # type: ignore[attr-defined]
            what=tuple(CHANGED[row.what] for row in some),
            url=reverse("protection:referral", args=[referral_id]),
        )
        for referral_id, some in found.items()
    ]


def outside_of(actor: Actor, person_id: UUID) -> list[Outside]:
    """Which offices have something of the person as it was before; nothing for whoever may not refer."""
    if not CASES.may(actor, CaseAction.REFER):
        return []
    return as_outside(changes_of_person(actor, person_id))


def open_changes_of(referral: Referral) -> list[SentChange]:
    """What the recipient of one referral has as it was before, the most dangerous first."""
    rows = SentChange.objects.filter(
        organisation_id=referral.organisation_id, referral_id=referral.pk, settled_at__isnull=True
    )
    if referral.state not in HOLDS:
        return []
    return sorted(rows, key=lambda row: list(Changed).index(Changed(row.what)))


def went_out(referral: Referral, what: Changed) -> bool:
    """Whether the recipient of a referral was told what has changed now."""
    return CLASS_OF[what] in referral.disclosed_classes


def told_of_person(actor: Actor, person_id: UUID) -> QuerySet[Referral]:
    """Referrals with which something of the person left, to offices that have it and may act on it."""
    return Referral.objects.filter(
        Q(state__in=[state.value for state in HOLDS]),
        organisation_id=actor.organisation_id,
        person_id=person_id,
        disclosed_at__isnull=False,
    )


def offices_told(actor: Actor, person_id: UUID) -> list[str]:
    """The names of offices that were told who the person is and may act on it, each once."""
    rows = told_of_person(actor, person_id).order_by("recipient__name")
    return list(rows.values_list("recipient__name", flat=True).distinct())


def arrived_changes(actor: Actor, case: Case) -> QuerySet[ArrivedChange]:
    """What other offices sent anew of a case's person, newest first, each with `office`."""
    return (
        ArrivedChange.objects.filter(organisation_id=actor.organisation_id, case_id=case.pk)
        .annotate(office=F("enquiry__sender__name"))
        .order_by("-id")
    )


def show_arrived(actor: Actor, case: Case) -> list[tuple[ArrivedChange, str, str]]:
    """The same with what stood here before and what came, opened for a colleague's eyes, and recorded as a look.

    Raises Refused for those who may not see who the person is.
    """
    CASES.require(actor, CaseAction.SEE_IDENTITY, case)
    found = []
    columns: set[str] = set()
    for row in arrived_changes(actor, case):
        texts = unseal(row, "before", "now")
        columns |= {row.column or row.what} if any(texts.values()) else set()
        found.append((row, texts["before"], texts["now"]))
    record_look(actor, object_type="person", object_id=case.person_id, columns=sorted(columns))
    return found
