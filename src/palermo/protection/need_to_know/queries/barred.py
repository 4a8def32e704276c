"""Offices that must not be asked for a person: the one function finder, enquiry form and sending ask."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.kinds.registry import schema_of
from palermo.protection.cases.queries.joined import same_person
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import NeverShare
from palermo.trust.actor import Actor
from palermo.trust.people.queries import offices


def barred_offices(actor: Actor, person_id: UUID) -> dict[UUID, str]:
    """Office id → reason code: kinds to which no package of help goes, and the never-share lists of the person's files.

    Of two joined files the entries of both hold.
    """
    kinds = [kind.value for kind in schema_of("enquiry").never_to]
    rows = offices().filter(kind__in=kinds).values_list("pk", flat=True)
    never = NeverShare.objects.filter(
        organisation_id=actor.organisation_id,
        person_id__in=same_person(actor.organisation_id, person_id),
        kind=NeverKind.OFFICE,
        ended_at__isnull=True,
    ).values_list("office_id", flat=True)
    return {
        **dict.fromkeys((pk for pk in never if pk is not None), "never_share"),
        **dict.fromkeys(rows, "no_package_to_this_kind_of_office"),
    }
