"""Entries of a never-share list that came with what another office sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import PERSONS, PersonAction
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import NeverShare
from palermo.protection.need_to_know.queries.never_share import entries_in_force
from palermo.protection.need_to_know.verbs import NeedToKnowVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.people.models import Organisation
from palermo.trust.service import service
from palermo.trust.vault.vault import seal


@service
def take_over_never_share(actor: Actor, *, person: Person, entries: Sequence[Mapping[str, str]]) -> int:
    """Put on the person's list here what the other office has on its own; how many entries are new.

    Nothing is taken off: the stricter list holds until a person chooses. An office that this server does not know
    cannot be asked from here, and the own one was sent this: both are left out.
    """
    PERSONS.require(actor, PersonAction.IDENTIFY, person)
    known = {(row.kind, str(row.office_id or ""), words) for row, words in entries_in_force(actor, person.pk)}
    offices = {
        str(pk)
        for pk in Organisation.objects.filter(
            pk__in=[UUID(entry["office"]) for entry in entries if "office" in entry]
        ).values_list("pk", flat=True)
    }
    number = 0
    for entry in entries:
        office = entry.get("office", "") if entry["kind"] == NeverKind.OFFICE else ""
        words = "" if office else entry.get("words", "").strip()
        if office == str(actor.organisation_id) or (office and office not in offices):
            continue
        if not (office or words) or (entry["kind"], office, words) in known:
            continue
        row = NeverShare(
            organisation_id=actor.organisation_id,
            person=person,
            kind=NeverKind(entry["kind"]),
            office_id=UUID(office) if office else None,
        )
        if words:
            seal(row, words=words)
        row.save(force_insert=True)
        record(
            actor,
            verb=NeedToKnowVerb.NEVER_SHARE_ADDED,
            object_type="person",
            object_id=person.pk,
            codes={"entry": str(row.pk), "kind": str(row.kind)},
        )
        number += 1
    return number
