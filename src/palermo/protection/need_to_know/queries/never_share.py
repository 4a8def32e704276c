"""The never-share list of a person, opened for those who work on the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import PERSONS, PersonAction
from palermo.protection.cases.queries.joined import same_person
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import NeverShare
from palermo.trust.actor import Actor
from palermo.trust.people.models import Organisation
from palermo.trust.vault.vault import record_look, unseal


@dataclass(frozen=True, kw_only=True)
class NeverShareEntry:
    """An entry in force. `who` is the office's name or the sealed words."""

    pk: UUID
    kind: str
    who: str
    reason: str
    since: datetime


def never_share_list(
    actor: Actor, person: Person, *, kinds: tuple[NeverKind, ...] = tuple(NeverKind), joined: bool = False
) -> list[NeverShareEntry]:
    """The entries in force of these kinds, oldest first; showing them is recorded as a look at the file.

    With `joined` those of every file of the same person.

    Raises Refused for those who may not see who the person is.
    """
    PERSONS.require(actor, PersonAction.SEE_IDENTITY, person)
    rows = list(
        NeverShare.objects.filter(
            organisation_id=actor.organisation_id,
            person_id__in=same_person(actor.organisation_id, person.pk) if joined else [person.pk],
            kind__in=[kind.value for kind in kinds],
            ended_at__isnull=True,
        ).order_by("id")
    )
    names = dict(
        Organisation.objects.filter(pk__in=[row.office_id for row in rows if row.office_id]).values_list(
            "pk", "name"
        )
    )
    shown = [_open(row, names) for row in rows]
    if shown:
        record_look(actor, object_type="person", object_id=person.pk, columns=["never_share"])
    return shown


def entries_in_force(actor: Actor, person_id: UUID, *, joined: bool = False) -> list[tuple[NeverShare, str]]:
    """The entries in force with their words, for a service that passes them on; nobody is shown them by it.

    With `joined` those of every file of the same person.
    """
    rows = NeverShare.objects.filter(
        organisation_id=actor.organisation_id,
        person_id__in=same_person(actor.organisation_id, person_id) if joined else [person_id],
        ended_at__isnull=True,
    )
    return [(row, unseal(row, "words")["words"]) for row in rows.order_by("id")]


def _open(row: NeverShare, names: dict[UUID, str]) -> NeverShareEntry:
    texts = unseal(row, "words", "reason")
    office = names.get(row.office_id, "") if row.office_id else ""
    return NeverShareEntry(
        pk=row.pk, kind=row.kind, who=office or texts["words"], reason=texts["reason"], since=row.created_at
    )
