"""Offices that must not be asked for a person: the one function finder, enquiry form and sending ask."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.kinds.registry import schema_of
from palermo.trust.actor import Actor
from palermo.trust.people.queries import offices


def barred_offices(actor: Actor, person_id: UUID) -> dict[UUID, str]:  # noqa: ARG001 - barred for everybody so far
    """Office id → reason code. Offices of a kind to which no package of help goes are barred for every person."""
    kinds = [kind.value for kind in schema_of("enquiry").never_to]
    rows = offices().filter(kind__in=kinds).values_list("pk", flat=True)
    return dict.fromkeys(rows, "no_package_to_this_kind_of_office")
