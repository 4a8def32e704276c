"""Who saw this file: the ledger's reveals and disclosures of one person, for the office and for that person.

Opening the page of a case shows how the person may be reached safely, and nothing else. Such an opening is a line of
its own: beside a look at the name it would read as if they had been looked up each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncDate

from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import PERSONS, PersonAction
from palermo.protection.cases.verbs import CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import Organisation
from palermo.trust.people.queries import colleague_names
from palermo.trust.verbs import BasisAsked, BasisVerb, LedgerVerb

_DISCLOSED = (BasisVerb.DISCLOSURE_ALLOWED, BasisVerb.DISCLOSURE_REFUSED, CaseVerb.ROW_TAKEN)
_WHO_SHE_IS = frozenset({"name", "other_names", "birth", "contact"})


_OF_THE_DAY = frozenset({"safe_contact", "tasks", "appointments"})
"""What stands on the page of a case for the day's work."""


class Read(StrEnum):
    """What was read in one look."""

    SAFE_CONTACT = "safe_contact"
    WHO_SHE_IS = "who_she_is"
    WORKING_DAY = "working_day"
    WHAT_WAS_TOLD = "what_was_told"


def read_of(columns: Iterable[str]) -> Read:
    """What a look at these sealed columns was.

    >>> read_of(["safe_contact"]).value, read_of(["safe_contact", "name"]).value, read_of(["narrative"]).value
    ('safe_contact', 'who_she_is', 'what_was_told')
    """
    shown = frozenset(columns)
    if shown & _WHO_SHE_IS:
        return Read.WHO_SHE_IS
    if shown <= _OF_THE_DAY:
        return Read.WORKING_DAY if shown - {"safe_contact"} else Read.SAFE_CONTACT
    return Read.WHAT_WAS_TOLD


@dataclass(frozen=True, kw_only=True)
class Access:
    """One look at the file, one disclosure of it, or its codes taken out in a file of many.

    It says when, by whom ("": the program), of what, to whom.
    """

    at: datetime
    verb: str
    colleague: str
    columns: tuple[str, ...]
    recipient: str
    reason: str
    looks: int = 1

    @property
    def read(self) -> Read | None:
        """What was read; None for a disclosure and for codes in a file."""
        return read_of(self.columns) if self.verb == LedgerVerb.REVEALED else None


def access_log(actor: Actor, person: Person) -> list[Access]:
    """Every reveal and disclosure of the person's file in this office, and each file its codes went into; newest first.

    The looks of one colleague on one day (UTC) at one thing (the safe contact, the identity, what was told) are one
    line; the database counts them, so that a file looked at often hides none of what was done before.
    Raises Refused for those who do not work on the case.
    """
    PERSONS.require(actor, PersonAction.WHO_SAW, person)
    events = LedgerEvent.objects.filter(organisation_id=actor.organisation_id, object_id=person.pk)
    looks = list(
        events.filter(verb=LedgerVerb.REVEALED)
        .values("actor_id", day=TruncDate("at", tzinfo=UTC), columns=KeyTextTransform("columns", "codes"))
        .annotate(latest=Max("at"), looks=Count("*"))
    )
    told = list(
        events.filter(
            Q(verb__in=_DISCLOSED) | Q(verb=LedgerVerb.REFUSED, codes__asked=BasisAsked.DISCLOSURE)
        ).order_by("sequence")
    )
    names = colleague_names(
        actor,
        {row["actor_id"] for row in looks if row["actor_id"]} | {e.actor_id for e in told if e.actor_id},
    )
    recipients = {recipient for event in told if (recipient := event.id_in("recipient"))}
    offices = dict(Organisation.objects.filter(pk__in=recipients).values_list("pk", "name"))
    sights = [*_by_day(looks, names), *(_disclosure(event, names, offices) for event in told)]
    return sorted(sights, key=lambda sight: sight.at, reverse=True)


def _by_day(looks: Iterable[Mapping[str, Any]], names: dict[UUID, str]) -> list[Access]:
    """One line for the looks of one colleague on one day at one thing, however the columns were put together."""
    found: dict[tuple[object, ...], Access] = {}
    for look in sorted(looks, key=lambda look: look["latest"], reverse=True):
        sight = Access(
            at=look["latest"],
            verb=LedgerVerb.REVEALED,
            colleague=names.get(look["actor_id"], ""),
            columns=_parts(look["columns"]),
            recipient="",
            reason="",
            looks=look["looks"],
        )
        key = (sight.read, look["day"], look["actor_id"])
        before = found.setdefault(key, sight)
        if before is not sight:
            columns = tuple(dict.fromkeys((*before.columns, *sight.columns)))
            found[key] = replace(before, columns=columns, looks=before.looks + sight.looks)
    return list(found.values())


def _disclosure(event: LedgerEvent, names: dict[UUID, str], offices: dict[UUID, str]) -> Access:
    codes = {key: str(value) for key, value in event.codes.items()}
    recipient = event.id_in("recipient")
    return Access(
        at=event.at,
        verb=BasisVerb.DISCLOSURE_REFUSED if event.verb == LedgerVerb.REFUSED else event.verb,
        colleague=names.get(event.actor_id, "") if event.actor_id else "",
        columns=_parts(codes.get("columns") or codes.get("classes")),
        recipient=offices.get(recipient, "") if recipient else "",
        reason=codes.get("reason", ""),
    )


def _parts(joined: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (joined or "").split(".")))
