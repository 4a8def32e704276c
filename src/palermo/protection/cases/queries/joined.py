"""Which files are of one person: asked by whatever holds for the person and not for one file alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.persons import Person
from palermo.trust.actor import Actor
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.keys import load_subject_keys
from palermo.trust.vault.vault import reveal, unseal


def joinings(organisation_id: UUID) -> QuerySet[Joining]:
    """The office's joinings in force."""
    return Joining.objects.filter(organisation_id=organisation_id, undone_at__isnull=True)


def head_of(organisation_id: UUID, person_id: UUID) -> Coalesce:
    """The file that leads, as an expression inside another query: the person's own where it is joined to none."""
    found = joinings(organisation_id).filter(joined_id=person_id).values("leads_id")[:1]
    return Coalesce(Subquery(found), Value(person_id, output_field=UUIDField()))


def joinings_of(organisation_id: UUID, person_id: UUID) -> list[Joining]:
    """The joinings in force that bind the person's files together, the oldest first; none for most persons."""
    bound = joinings(organisation_id).filter(leads_id=head_of(organisation_id, person_id))
    return list(bound.order_by("id"))


def files_of(organisation_id: UUID, person_id: UUID) -> Q:
    """Of rows that name a person as `person_id`: those of every file of the same person; part of another query."""
    head = head_of(organisation_id, person_id)
    members = joinings(organisation_id).filter(leads_id=head).values("joined_id")
    return Q(person_id=head) | Q(person_id__in=members) | Q(person_id=person_id)


def has_others_rules(organisation_id: UUID, person_id: UUID) -> Exists:
    """Whether rules of safe contact of another file than the person's own hold, as an expression inside a query."""
    bound = joinings(organisation_id).filter(leads_id=head_of(organisation_id, person_id))
    return Exists(bound.filter(Q(contact_of__isnull=True) | ~Q(contact_of_id=person_id)))


def undecided_in(organisation_id: UUID, person_id: UUID) -> QuerySet[Joining]:
    """Joinings of the person's files that say differently how they are reached safely, and about which nobody chose."""
    bound = joinings(organisation_id).filter(leads_id=head_of(organisation_id, person_id))
    return bound.filter(contact_of__isnull=True)


def is_undecided(organisation_id: UUID, person_id: UUID) -> bool:
    """Whether joined files of the person say differently how they are reached safely, and nobody has chosen."""
    return undecided_in(organisation_id, person_id).exists()


def leading(organisation_id: UUID, person_id: UUID) -> UUID:
    """The file that leads: the person's own where it is joined to none."""
    found: UUID | None = (
        joinings(organisation_id).filter(joined_id=person_id).values_list("leads_id", flat=True).first()
    )
    return found or person_id


def same_person(organisation_id: UUID, person_id: UUID) -> tuple[UUID, ...]:
    """Ids of every file of the same person, the leading one first; the person's own alone where nothing is joined."""
    rows = joinings_of(organisation_id, person_id)
    if not rows:
        return (person_id,)
    return (rows[0].leads_id, *(row.joined_id for row in rows))


def counted_as(column: str = "person_id") -> Coalesce:
    """The person as numbers count them: whoever has two files is one."""
    leads = Joining.objects.filter(
        organisation_id=OuterRef("organisation_id"), joined_id=OuterRef(column), undone_at__isnull=True
    )
    return Coalesce(Subquery(leads.values("leads_id")[:1]), F(column))


def with_joined(actor: Actor, rows: QuerySet[Case], found: QuerySet[Case]) -> QuerySet[Case]:
    """Those of `rows` that are in `found`, or of the same person as one that is: either code leads to both."""
    persons = set(found.values_list("person_id", flat=True)[:100])
    bound = joinings(actor.organisation_id)
    touched = bound.filter(Q(joined_id__in=persons) | Q(leads_id__in=persons))
    pairs = bound.filter(leads_id__in=touched.values("leads_id")).values_list("joined_id", "leads_id")
    of_one_person = {person for pair in pairs for person in pair}
    return rows.filter(person_id__in=persons | of_one_person) if of_one_person else found


def contacts(person: Person) -> list[str]:
    """The rules of safe contact that hold for a person: one text, or several while nobody chose between joined files.

    Opened for the program itself; empty where none is recorded.
    """
    return _texts(_whose_contact(person), lambda one: unseal(one, "safe_contact")["safe_contact"])


def contacts_shown(actor: Actor, person: Person) -> list[str]:
    """The same for a person's eyes: a look at each file that was opened, and recorded there."""
    return _texts(
        _whose_contact(person),
        lambda one: reveal(actor, one, "safe_contact", object_type="person")["safe_contact"],
    )


def _whose_contact(person: Person) -> list[Person]:
    """Whose rules hold: the person's own file first, so that nobody has to look for what they know."""
    rows = joinings_of(person.organisation_id, person.pk)
    if not rows:
        return [person]
    chosen = {row.contact_of_id for row in rows}
    if chosen == {person.pk}:
        return [person]
    ids: set[Any] = chosen if None not in chosen else {rows[0].leads_id, *(row.joined_id for row in rows)}
    found = Person.objects.filter(organisation_id=person.organisation_id, pk__in=ids - {person.pk})
    files = [*([person] if person.pk in ids else []), *found.order_by("pk")]
    with suppress(Unreadable):  # each is asked again
        load_subject_keys(person.organisation_id, [one.pk for one in files], person.vault_room)
    return files


def _texts(files: list[Person], read: Callable[[Person], str]) -> list[str]:
    return list(dict.fromkeys(text for one in files if (text := read(one).strip())))
