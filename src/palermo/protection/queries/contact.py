"""Reads of first contact: how the person came, with whom they speak, what they were told and what they decline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from palermo.kit.pieces import Page, page_of
from palermo.protection.models import (
    Case,
    CountedHelp,
    Decline,
    EventPerson,
    FirstContact,
    Information,
    Interpreting,
)
from palermo.protection.policies.contact import COUNTED_HELP, CountAction
from palermo.trust.actor import Actor
from palermo.trust.people.queries import colleague_names

MOST_ROWS = 100
PAGE_SIZE = 25


@dataclass(frozen=True, kw_only=True)
class Talk:
    """All about speaking with the person of one case. `met_at` is how they were met at an event, if they were."""

    coming: FirstContact
    declines: tuple[Decline, ...]
    interpreters: tuple[Interpreting, ...]
    information: tuple[Information, ...]
    met_at: EventPerson | None
    names: dict[UUID, str]


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What the page of a case says of first contact; `not_wanted` holds pairs of a thing declined and a service."""

    came_by: str
    referrer: str
    referrer_kind: str
    interviewer_wish: str
    interpreter_wish: str
    not_wanted: tuple[tuple[str, str], ...]


def coming_in_short() -> Subquery:
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


def coming_from(short: Mapping[str, Any]) -> Coming:
    """First contact from what `coming_in_short` annotated."""
    pairs = [pair.partition(":") for pair in short["not_wanted"]]
    return Coming(
        came_by=short["came_by"],
        referrer=short["referrer"] or "",
        referrer_kind=short["referrer_kind"],
        interviewer_wish=short["interviewer_wish"],
        interpreter_wish=short["interpreter_wish"],
        not_wanted=tuple((thing, service) for thing, _colon, service in pairs),
    )


def coming_of(case: Case) -> FirstContact:
    """How this office came to know the case's person, with the office that referred them."""
    return FirstContact.objects.select_related("referrer").get(
        organisation_id=case.organisation_id, case_id=case.pk
    )


def talk_of(actor: Actor, case: Case) -> Talk:
    """What the page about speaking with the person shows; at most 100 rows of each, newest first. Six queries."""
    here = {"organisation_id": actor.organisation_id, "case_id": case.pk}
    interpreters = tuple(Interpreting.objects.filter(**here).order_by("-id")[:MOST_ROWS])
    information = tuple(
        Information.objects.filter(**here).select_related("interpreting").order_by("-id")[:MOST_ROWS]
    )
    people = {row.given_by_id for row in information}
    people |= {row.checked_by_id for row in interpreters if row.checked_by_id}
    return Talk(
        coming=coming_of(case),
        declines=tuple(Decline.objects.filter(**here).order_by("-id")[:MOST_ROWS]),
        interpreters=interpreters,
        information=information,
        met_at=EventPerson.objects.filter(**here).first(),
        names=dict(colleague_names(actor, people)) if people else {},
    )


def counted_help(actor: Actor, *, after: str = "", size: int = PAGE_SIZE) -> Page[CountedHelp]:
    """A page of the help that was only counted, newest first; a key that cannot be read is taken as none."""
    COUNTED_HELP.require(actor, CountAction.SEE)
    rows = COUNTED_HELP.visible(actor, CountedHelp.objects.all())
    if key := read_id(after):
        rows = rows.filter(pk__lt=key)
    return page_of(list(rows.order_by("-id")[: size + 1]), size=size, key=lambda row: str(row.pk))


def read_id(text: str) -> UUID | None:
    """The id in a key of a page, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
