"""Reads of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from palermo.trust.actor import Actor
from palermo.trust.ledger.chain import LAST_NUMBER, Head, newest_signed
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.policies import PEOPLE, PeopleAction


class Others(StrEnum):
    """Who acts and is no colleague. Whoever has not signed in acts in no office's chain but the installation's."""

    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which events: from a time until before another, of an account or of no colleague, of one act, about a thing."""

    since: datetime | None = None
    until: datetime | None = None
    by: UUID | Others | None = None
    verb: str = ""
    about: UUID | None = None


def events(actor: Actor, sought: Sought, *, before: int | None, limit: int) -> list[LedgerEvent]:
    """The acting office's events of this kind, newest first: at most `limit` that come before the sequence `before`.

    Raises Refused for whoever is no auditor of the office.
    """
    rows = _found(actor, sought)
    if before is not None:
        at = LedgerEvent.objects.filter(organisation_id=actor.organisation_id, sequence=before)
        if (last := at.values_list("at", flat=True).first()) is not None:
            # By time, because days and colleagues are looked up by it; two of one moment by their number.
            rows = rows.filter(Q(at__lt=last) | Q(at=last, sequence__lt=before), at__lte=last)
        else:
            rows = rows.filter(sequence__lt=before)
    return list(rows[:limit])


def _found(actor: Actor, sought: Sought) -> QuerySet[LedgerEvent]:
    PEOPLE.require(actor, PeopleAction.SEE_LEDGER)
    rows = LedgerEvent.objects.filter(organisation_id=actor.organisation_id).order_by("-at", "-sequence")
    if sought.since is not None:
        rows = rows.filter(at__gte=sought.since)
    if sought.until is not None:
        rows = rows.filter(at__lt=sought.until)
    if sought.verb:
        rows = rows.filter(verb=sought.verb)
    if isinstance(sought.by, Others):
        rows = rows.filter(actor_id__isnull=True, actor_kind=sought.by.value)
    elif sought.by is not None:
        rows = rows.filter(actor_id=sought.by)
    if sought.about is not None:
        rows = rows.filter(object_id=sought.about)
    return rows


class TooMany(ValueError):
    """More events than one file takes; `number` says how many."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def consecutive(
    actor: Actor, *, since: datetime | None, until: datetime | None, most: int
) -> list[LedgerEvent]:
    """Every event between two times, and those up to the end of the commit of the last; oldest first.

    Raises TooMany where that is more than `most`, Refused for whoever is no auditor.
    """
    own = LedgerEvent.objects.filter(organisation_id=actor.organisation_id, sequence__lt=LAST_NUMBER)
    found = _found(actor, Sought(since=since, until=until)).order_by()
    ends = found.filter(sequence__lt=LAST_NUMBER).aggregate(first=Min("sequence"), last=Max("sequence"))
    first, last = ends["first"], ends["last"]
    if first is None or last is None:
        return []
    signed = own.filter(sequence__gte=last, signature__isnull=False).order_by("sequence")
    last = signed.values_list("sequence", flat=True).first() or last
    if (number := last - first + 1) > most:
        raise TooMany(number)
    return list(own.filter(sequence__range=(first, last)).order_by("sequence"))


def newest_head(actor: Actor) -> Head | None:
    """The office's newest signed head. Raises Refused for whoever is no auditor of the office."""
    PEOPLE.require(actor, PeopleAction.SEE_LEDGER)
    return newest_signed(actor.organisation_id)


def same_event(actor: Actor, head: Head) -> bool:
    """Whether the acting office's ledger has the event of a head that was kept. Raises Refused, as above."""
    PEOPLE.require(actor, PeopleAction.SEE_LEDGER)
    rows = LedgerEvent.objects.filter(organisation_id=actor.organisation_id, sequence=head.sequence)
    hash_ = rows.values_list("hash", flat=True).first()
    return hash_ is not None and bytes(hash_) == head.hash
