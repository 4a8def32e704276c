"""It is the same person: two files of the office are joined, and parted again within 30 days.

One row is written and nothing else. Keys, codes, histories and texts of both files stay where they are; what holds for
the person and not for one file (never-share entries, safe contact, withdrawal, erasure, counts) reads the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from palermo.exchange.acts import lock_person
from palermo.protection.cases.changed import tell_file_changed
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import PERSONS, CaseAction, PersonAction
from palermo.protection.cases.queries.joined import contacts, is_undecided, joinings, joinings_of
from palermo.protection.cases.services.cases import own_case
from palermo.protection.need_to_know.codes import Alike, CameUpon
from palermo.protection.need_to_know.models import LookAlike, NeverShare
from palermo.protection.need_to_know.queries.look_alikes import about, pairs_of
from palermo.protection.need_to_know.services.look_alikes import keep_pair, pair_to_answer, write_answer
from palermo.protection.need_to_know.verbs import NeedToKnowAsked, NeedToKnowVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service

UNDO_WITHIN: Final = timedelta(days=30)


def final_at(row: Joining) -> datetime:
    """From when on a joining stays."""
    return row.created_at + UNDO_WITHIN


@service
def say_same_person(actor: Actor, *, pair_id: UUID, leads_id: UUID) -> Joining:
    """Join the two files of a pair; the one of `leads_id` leads.

    Raises Refused for whoever may not identify in both, where it was answered, where one was erased, and where the file
    that would follow leads others or is joined already.
    """
    pair = pair_to_answer(actor, pair_id)
    files = {pair.person_id: pair.person, pair.other_id: pair.other}
    _among(actor, files, leads_id, NeedToKnowAsked.FILES_JOIN)
    joined_id = about(pair, leads_id)
    one_at_a_time(f"joining:{actor.organisation_id}")
    for person_id in (joined_id, leads_id):
        lock_person(actor, person_id)
    reason = None
    if any(person.erased_at is not None for person in files.values()):
        reason = "joined_erased"
    elif joinings_of(actor.organisation_id, joined_id) or (
        joinings(actor.organisation_id).filter(joined_id=leads_id).exists()
    ):
        reason = "joined_already"
    if reason:
        raise Refused(reason, verb=NeedToKnowAsked.FILES_JOIN, object_type="look_alike", object_id=pair.pk)
    before = _told_rules(actor, files)
    row = Joining.objects.create(
        organisation_id=actor.organisation_id,
        leads_id=leads_id,
        joined_id=joined_id,
        joined_by_id=named(actor),
    )
    _settle_contact(row)
    write_answer(actor, pair, Alike.SAME)
    _tell(actor, row, NeedToKnowVerb.FILES_JOINED)
    _tell_outside(actor, before, never_share=_has_entries(row))
    return row


@service
def ask_about(actor: Actor, *, case_id: UUID, other_case_id: UUID) -> LookAlike:
    """Ask whether two files are of one person though no name says so; answered before, it is asked again.

    Raises Refused for whoever may not identify in both, and where they are joined.
    """
    case = own_case(actor, case_id, action=CaseAction.IDENTIFY)
    other = own_case(actor, other_case_id, action=CaseAction.IDENTIFY)
    for pair in pairs_of(actor.organisation_id, case.person_id):
        if about(pair, case.person_id) == other.person_id:
            if pair.answer == Alike.ANOTHER:
                return write_answer(actor, pair, Alike.OPEN)
            return pair
    return keep_pair(actor, case.person, other.person_id, came_upon=CameUpon.WRITTEN)


@service
def part_files(actor: Actor, *, joining_id: UUID) -> Joining:
    """Undo a joining within 30 days: both files are what they were, and whether it is one person is asked again.

    Raises Refused for whoever may not identify in both, and once it is final.
    """
    row = _own(actor, joining_id, NeedToKnowAsked.FILES_PART)
    if timezone.now() >= final_at(row):
        raise Refused(
            "joining_final", verb=NeedToKnowAsked.FILES_PART, object_type="joining", object_id=row.pk
        )
    before, entries = _told_rules(actor, (row.leads_id, row.joined_id)), _has_entries(row)
    row.undone_at, row.undone_by_id = timezone.now(), named(actor)
    row.save(update_fields=["undone_at", "undone_by_id"])
    pairs = pairs_of(row.organisation_id, row.joined_id).filter(answer=Alike.SAME)
    for pair in pairs:
        if about(pair, row.joined_id) == row.leads_id:
            pair.answer, pair.answered_by_id, pair.answered_at = Alike.OPEN, None, None
            pair.save(update_fields=["answer", "answered_by_id", "answered_at"])
    _tell(actor, row, NeedToKnowVerb.FILES_PARTED)
    _tell_outside(actor, before, never_share=entries)
    return row


@service
def choose_contact(actor: Actor, *, joining_id: UUID, person_id: UUID) -> Joining:
    """Choose which file's rules of safe contact hold for the person.

    Raises Refused for whoever may not identify in both, and for a file that is not among them.
    """
    row = _own(actor, joining_id, NeedToKnowAsked.FILES_CHOOSE_CONTACT)
    bound = joinings_of(actor.organisation_id, row.leads_id)
    ids = {row.leads_id, *(one.joined_id for one in bound)}
    _among(actor, ids, person_id, NeedToKnowAsked.FILES_CHOOSE_CONTACT)
    before = _told_rules(actor, ids)
    for one in bound:
        one.contact_of_id, one.contact_by_id = person_id, named(actor)
        one.save(update_fields=["contact_of", "contact_by_id"])
    _tell(actor, row, NeedToKnowVerb.FILES_CONTACT_CHOSEN)
    _tell_outside(actor, before)
    return row


def _settle_contact(row: Joining) -> None:
    """Where the files do not differ in how the person is reached safely, nobody has to choose."""
    leads = Person.objects.get(organisation_id=row.organisation_id, pk=row.leads_id)
    if len(contacts(leads)) > 1:
        return
    bound = joinings_of(row.organisation_id, row.leads_id)
    ids = [row.leads_id, *(one.joined_id for one in bound)]
    files = Person.objects.filter(organisation_id=row.organisation_id, pk__in=ids).order_by("pk")
    holds = next((one.pk for one in files if one.has_safe_contact), row.leads_id)
    Joining.objects.filter(organisation_id=row.organisation_id, pk__in=[one.pk for one in bound]).update(
        contact_of_id=holds
    )


def contact_undecided(person: Person) -> bool:
    """Whether joined files of the person say differently how they are reached safely, and nobody has chosen."""
    return is_undecided(person.organisation_id, person.pk)


def _told_rules(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The rules of safe contact that leave from each of these files; while nobody chose, those that left before."""
    files = Person.objects.filter(organisation_id=actor.organisation_id, pk__in=list(ids)).order_by("pk")
    return {person.pk: next(iter(contacts(person)), "") for person in files}


def _has_entries(row: Joining) -> bool:
    """Whether one of the two files has a never-share entry in force: joined, it holds for both."""
    entries = NeverShare.objects.filter(
        organisation_id=row.organisation_id,
        person_id__in=[row.leads_id, row.joined_id],
        ended_at__isnull=True,
    )
    return entries.exists()


def _tell_outside(actor: Actor, before: dict[UUID, str], *, never_share: bool = False) -> None:
    """Offices that were told from one of the files have what is no longer right where joining or parting changed it."""
    for person_id, rules in _told_rules(actor, before).items():
        what = {Changed.SAFE_CONTACT} if rules != before[person_id] else set()
        tell_file_changed(actor, person_id, what | ({Changed.NEVER_SHARE} if never_share else set()))


def _among(actor: Actor, ids: Iterable[UUID], person_id: UUID, asked: NeedToKnowAsked) -> None:
    """Raise Refused for a person who is not among these."""
    rows = Person.objects.filter(pk__in=list(ids))
    own_row(actor, rows, person_id, verb=asked, object_type="person", lock=False)


def _own(actor: Actor, joining_id: UUID, asked: NeedToKnowAsked) -> Joining:
    rows = Joining.objects.select_related("leads", "joined").filter(undone_at__isnull=True)
    seen = own_row(actor, rows, joining_id, verb=asked, object_type="joining", lock=False)
    lock_person(actor, seen.joined_id)
    row = own_row(actor, rows, joining_id, verb=asked, object_type="joining")
    for person in (row.leads, row.joined):
        PERSONS.require(actor, PersonAction.IDENTIFY, person)
    return row


def _tell(actor: Actor, row: Joining, verb: NeedToKnowVerb) -> None:
    for person_id, other_id in ((row.leads_id, row.joined_id), (row.joined_id, row.leads_id)):
        record(
            actor,
            verb=verb,
            object_type="person",
            object_id=person_id,
            codes={"other": str(other_id), "leads": row.leads_id == person_id},
        )
