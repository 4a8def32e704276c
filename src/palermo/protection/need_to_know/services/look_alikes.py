"""Whether the office may know a person already: looked at whenever names are written, answered by a colleague, once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.policies import CASES, PERSONS, PersonAction
from palermo.protection.cases.services.name_tokens import sealed_names
from palermo.protection.need_to_know.codes import Alike, CameUpon, FoundBy
from palermo.protection.need_to_know.models import LookAlike, SearchHit
from palermo.protection.need_to_know.queries.look_alikes import about, pairs_of
from palermo.protection.need_to_know.queries.search import MOST_FOUND
from palermo.protection.need_to_know.queries.search_limit import record_search, require_few_searches
from palermo.protection.need_to_know.services.search import record_found, record_hits
from palermo.protection.need_to_know.verbs import NeedToKnowAsked, NeedToKnowVerb
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.tokens import tokens_to_find

ONE_LOOK: Final = timedelta(hours=1)
"""So long a colleague who came upon a file comes upon it once: the last page of a flow looks as well."""


def look_alikes(actor: Actor, person: Person) -> None:
    """Keep which files of the office may be of the same person. Part of the service that changed the names.

    A colleague's writing counts as a search by name, so that nobody tries names out in a file of their own: past the
    limit nothing is looked up. What arrives is looked up always; that answers nobody but the office itself.
    """
    names = sealed_names(person)
    if isinstance(actor, Staff) and names:
        try:
            require_few_searches(actor)
        except Refused:
            return
    found = _alike(person, names)
    _forget_others(person, found)
    if isinstance(actor, Staff) and names:
        record_search(actor, by="name", found=len(found))
        _tell_files(actor, found)
    known = {about(pair, person.pk) for pair in pairs_of(person.organisation_id, person.pk)}
    came_upon = CameUpon.WRITTEN if isinstance(actor, Staff) else CameUpon.ARRIVED
    for other_id in found:
        if other_id not in known:
            keep_pair(actor, person, other_id, came_upon=came_upon)


def keep_pair(actor: Actor, person: Person, other_id: UUID, *, came_upon: CameUpon) -> LookAlike:
    """Ask whether two files are of one person, inside the service that came upon it."""
    pair = LookAlike.objects.create(
        organisation_id=person.organisation_id, person=person, other_id=other_id, came_upon=came_upon
    )
    record(
        actor,
        verb=NeedToKnowVerb.LOOK_ALIKE_FOUND,
        object_type="person",
        object_id=person.pk,
        codes={"other": str(other_id)},
    )
    return pair


@service
def say_another_person(actor: Actor, *, pair_id: UUID) -> LookAlike:
    """Say that two files are of two persons: nobody is asked again.

    Raises Refused for whoever may not open both files, and where it was answered.
    """
    pair = pair_to_answer(actor, pair_id)
    return write_answer(actor, pair, Alike.ANOTHER)


def pair_to_answer(actor: Actor, pair_id: UUID) -> LookAlike:
    """The pair, locked, if the actor may say who both persons are and nobody has answered. Raises Refused."""
    rows = LookAlike.objects.select_related("person", "other")
    pair = own_row(actor, rows, pair_id, verb=NeedToKnowAsked.LOOK_ALIKE_ANSWER, object_type="look_alike")
    for person in (pair.person, pair.other):
        PERSONS.require(actor, PersonAction.IDENTIFY, person)
    if pair.answer != Alike.OPEN:
        raise Refused(
            "look_alike_answered",
            verb=NeedToKnowAsked.LOOK_ALIKE_ANSWER,
            object_type="look_alike",
            object_id=pair.pk,
        )
    return pair


def write_answer(actor: Actor, pair: LookAlike, answer: Alike) -> LookAlike:
    """Write what a colleague said of a pair, and tell both files' histories."""
    pair.answer, pair.answered_by_id, pair.answered_at = answer, named(actor), timezone.now()
    pair.save(update_fields=["answer", "answered_by_id", "answered_at"])
    for person_id, other_id in ((pair.person_id, pair.other_id), (pair.other_id, pair.person_id)):
        record(
            actor,
            verb=NeedToKnowVerb.LOOK_ALIKE_ANSWERED,
            object_type="person",
            object_id=person_id,
            codes={"answer": answer.value, "other": str(other_id)},
        )
    return pair


def _alike(person: Person, names: Collection[str]) -> list[UUID]:
    """Ids of other persons of the office who may bear one of the names, the newest first; at most 20."""
    tokens = set[bytes]().union(*(tokens_to_find(person.organisation_id, name) for name in names))
    if not tokens:
        return []
    rows = NameToken.objects.filter(organisation_id=person.organisation_id, token__in=tokens)
    others = rows.exclude(person_id=person.pk).order_by("-person_id").values_list("person_id", flat=True)
    return list(others.distinct()[:MOST_FOUND])


def _forget_others(person: Person, found: Collection[UUID]) -> None:
    """A question whose names are alike no longer is asked no longer; what was answered stays."""
    rows = pairs_of(person.organisation_id, person.pk).filter(answer=Alike.OPEN)
    rows = rows.exclude(came_upon=CameUpon.CAME_BACK)  # no name said so, and no name unsays it
    stale = [pair.pk for pair in rows if about(pair, person.pk) not in found]
    LookAlike.objects.filter(organisation_id=person.organisation_id, pk__in=stale).delete()


def _tell_files(actor: Staff, found: Collection[UUID]) -> None:
    """What a colleague's writing came upon is told as a search is: of their own files in the ledger, on others' too."""
    cases = Case.objects.filter(organisation_id=actor.organisation_id, person_id__in=found).order_by("-id")
    seen = set(CASES.visible(actor, cases).values_list("pk", flat=True))
    record_found(actor, [case for case in cases if case.pk in seen])
    just_now = SearchHit.objects.filter(
        organisation_id=actor.organisation_id,
        searched_by_id=actor.user_id,
        created_at__gte=timezone.now() - ONE_LOOK,
    )
    told = set(just_now.values_list("case_id", flat=True)) | seen
    record_hits(actor, [case for case in cases if case.pk not in told], FoundBy.WRITING)
