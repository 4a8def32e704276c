"""Who saw this file: the ledger's reveals and disclosures of one person, for the office and for her.

Opening the page of a case shows how she may be reached safely, and nothing else of her. Such an opening is a line of
its own: beside a look at her name it would read as if she had been looked up each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from palermo.protection.models import Person
from palermo.protection.policies import PERSONS
from palermo.trust.actor import Actor
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import Organisation
from palermo.trust.people.queries import colleague_names

MOST_SHOWN = 500
_SEEN = ("revealed", "disclosure.allowed", "disclosure.refused", "refused")
_WHO_SHE_IS = frozenset({"name", "other_names", "birth", "contact"})


class Read(StrEnum):
    """What was read in one look."""

    SAFE_CONTACT = "safe_contact"
    WHO_SHE_IS = "who_she_is"
    WHAT_WAS_TOLD = "what_was_told"


def read_of(columns: Iterable[str]) -> Read:
    """What a look at these sealed columns was.

    >>> read_of(["safe_contact"]).value, read_of(["safe_contact", "name"]).value, read_of(["narrative"]).value
    ('safe_contact', 'who_she_is', 'what_was_told')
    """
    shown = frozenset(columns)
    if shown & _WHO_SHE_IS:
        return Read.WHO_SHE_IS
    return Read.SAFE_CONTACT if shown <= {"safe_contact"} else Read.WHAT_WAS_TOLD


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One look at the file or one disclosure of it: when, by whom ("": the program), of what, to whom."""

    at: datetime
    verb: str
    colleague: str
    columns: tuple[str, ...]
    recipient: str
    reason: str
    looks: int = 1

    @property
    def read(self) -> Read | None:
        """What was read; None for a disclosure."""
        return read_of(self.columns) if self.verb == "revealed" else None


def who_saw(actor: Actor, person: Person) -> list[Sight]:
    """The latest 500 reveals and disclosures of the person's file in this office, newest first.

    The looks of one colleague on one day at one thing (how to reach her, who she is, what was told) are one line.
    Raises Refused for those who do not work on her case.
    """
    PERSONS.require(actor, "who_saw", person)
    events = list(
        LedgerEvent.objects.filter(
            organisation_id=actor.organisation_id, object_id=person.pk, verb__in=_SEEN
        ).order_by("-sequence")[:MOST_SHOWN]
    )
    events = [
        event for event in events if event.verb != "refused" or event.codes.get("asked") == "disclosure"
    ]
    names = colleague_names(actor, {event.actor_id for event in events if event.actor_id})
    recipients = {UUID(str(event.codes["recipient"])) for event in events if event.codes.get("recipient")}
    offices = dict(Organisation.objects.filter(pk__in=recipients).values_list("pk", "name"))
    return _by_day([_sight(event, names, offices) for event in events])


def _by_day(sights: list[Sight]) -> list[Sight]:
    found: dict[tuple[object, ...], Sight] = {}
    for sight in sights:
        if sight.verb != "revealed":
            found[sight.verb, sight.at, sight.recipient] = sight
            continue
        key = (sight.read, sight.at.date(), sight.colleague)
        before = found.get(key)
        if before is None:
            found[key] = sight
            continue
        columns = tuple(dict.fromkeys((*before.columns, *sight.columns)))
        found[key] = replace(before, columns=columns, looks=before.looks + 1)
    return list(found.values())


def _sight(event: LedgerEvent, names: dict[UUID, str], offices: dict[UUID, str]) -> Sight:
    codes = {key: str(value) for key, value in event.codes.items()}
    recipient = codes.get("recipient")
    return Sight(
        at=event.at,
        verb="disclosure.refused" if event.verb == "refused" else event.verb,
        colleague=names.get(event.actor_id, "") if event.actor_id else "",
        columns=tuple(filter(None, (codes.get("columns") or codes.get("classes") or "").split("."))),
        recipient=offices.get(UUID(recipient), "") if recipient else "",
        reason=codes.get("reason", ""),
    )
