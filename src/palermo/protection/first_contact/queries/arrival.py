"""How a person came to the office, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.cases import Case
from palermo.protection.first_contact.models.contact import Decline


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What the page of a case says of first contact; `not_wanted` holds pairs of a thing declined and a service."""

    came_by: str
    referrer: str
    referrer_kind: str
    interviewer_wish: str
    interpreter_wish: str
    not_wanted: tuple[tuple[str, str], ...]


def arrival_in_short() -> Subquery:
    """For an annotation of cases: what `coming_from` reads, so that it costs no query of its own."""
    here = {"organisation_id": OuterRef("organisation_id")}
    standing = Decline.objects.filter(**here, case_id=OuterRef("case_id"), ended_at__isnull=True).order_by(
        "id"
    )
    short = JSONObject(
        came_by="came_by",
        referrer="referrer__name",
        referrer_kind="referrer_kind",
        interviewer_wish="interviewer_wish",
        interpreter_wish="interpreter_wish",
        not_wanted=ArraySubquery(standing.values_list(Concat("thing", Value(":"), "service"))),
    )
    return Subquery(FirstContact.objects.filter(**here, case_id=OuterRef("pk")).values_list(short)[:1])


def arrival_from(short: Mapping[str, Any]) -> Arrival:
    """First contact from what `coming_in_short` annotated."""
    pairs = [pair.partition(":") for pair in short["not_wanted"]]
    return Arrival(
        came_by=short["came_by"],
        referrer=short["referrer"] or "",
        referrer_kind=short["referrer_kind"],
        interviewer_wish=short["interviewer_wish"],
        interpreter_wish=short["interpreter_wish"],
        not_wanted=tuple((thing, service) for thing, _colon, service in pairs),
    )


def arrival_of(case: Case) -> FirstContact:
    """How this office came to know the case's person, with the office that referred them."""
    return FirstContact.objects.select_related("referrer").get(
        organisation_id=case.organisation_id, case_id=case.pk
    )
