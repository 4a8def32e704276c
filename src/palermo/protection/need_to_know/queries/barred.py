"""Offices that must not be asked for a person: the one function finder, enquiry form and sending ask."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.kinds.registry import schema_of
from palermo.protection.cases.queries.joined import files_of
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import NeverShare
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.people.queries import offices


def barred_offices(actor: Actor, person_id: UUID) -> dict[UUID, str]:
    """Office id → reason code: kinds to which no package of help goes, and the never-share lists of the person's files.

    Of two joined files the entries of both hold.
    """
    kinds = [kind.value for kind in schema_of("enquiry").never_to]
    never = NeverShare.objects.filter(
        files_of(actor.organisation_id, person_id),
        organisation_id=actor.organisation_id,
        kind=NeverKind.OFFICE,
        ended_at__isnull=True,
    )
    found = gather({"never": never.only("office_id"), "kinds": offices().filter(kind__in=kinds).only("pk")})
    return {
        **dict.fromkeys((row.office_id for row in found["never"] if row.office_id), "never_share"),
        **dict.fromkeys((row.pk for row in found["kinds"]), "no_package_to_this_kind_of_office"),
    }
