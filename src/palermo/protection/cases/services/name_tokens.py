"""The tokens under which a person is found by name: written with the names, made anew when rules or key change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.rules import names_in
from palermo.protection.cases.verbs import CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import service
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.keys import load_subject_keys
from palermo.trust.vault.names import VERSION
from palermo.trust.vault.rotation.progress import Work, move, walk_again, work_of
from palermo.trust.vault.rotation.search import Newest, begin_search, newest, settle_search
from palermo.trust.vault.slots import root_slots
from palermo.trust.vault.tokens import tokens_to_write
from palermo.trust.vault.vault import unseal

AT_ONCE: Final = 500


def write_tokens(person: Person) -> None:
    """Write the tokens of a person's names in place of those before; inside the service that changes the names.

    A person without a name has tokens too: their number tells nobody whether one is recorded.
    """
    _write([person], [sealed_names(person)])


def sealed_names(person: Person) -> list[str]:
    """Each name sealed in the person's file, opened for the program itself and shown to nobody."""
    texts = unseal(person, "name", "other_names")
    return names_in(texts["name"], texts["other_names"])


def _write(persons: Sequence[Person], names: Sequence[Collection[str]]) -> None:
    """Write the tokens of persons of one office with these names."""
    organisation_id = persons[0].organisation_id
    key, tokens = tokens_to_write(organisation_id, names)
    NameToken.objects.filter(organisation_id=organisation_id, person__in=persons).delete()
    NameToken.objects.bulk_create(
        NameToken(organisation_id=organisation_id, person=person, token=token, version=VERSION, key=key)
        for person, theirs in zip(persons, tokens, strict=True)
        for token in sorted(theirs)
    )


@service
def renew_tokens(actor: Actor) -> int:
    """Make tokens of earlier rules, or of an earlier search key, anew; how many persons', at most 500 a time.

    The names are shown to nobody. Once nobody is left, the earlier search key is destroyed.
    """
    key = newest(actor)
    if key.number == 0:
        if not root_slots(actor.organisation_id).exists():
            return 0  # its recovery share has to open the office's key first
        key = begin_search(actor)
    rows = Person.objects.filter(organisation_id=actor.organisation_id, erased_at__isnull=True)
    if not key.settled:
        return _renew_for_key(actor, rows, key)
    old = NameToken.objects.filter(
        organisation_id=actor.organisation_id, person_id=OuterRef("pk"), version__lt=VERSION
    )
    return len(_renew(actor, rows.filter(Exists(old)).select_for_update(skip_locked=True)))


def _renew_for_key(actor: Actor, rows: QuerySet[Person], key: Newest) -> int:
    """The next persons in the order of their rows. At the end the key is settled, or the walk begins again.

    What is written since the key was made is written with it: only rows of before are behind.
    """
    work = work_of(actor.organisation_id, Work.SEARCH_KEY)
    if work.after is None:
        work.done, work.remaining = 0, rows.count()
    ahead = rows.filter(pk__gt=work.after) if work.after else rows
    if persons := _renew(actor, ahead.select_for_update()):
        move(work, done=len(persons), after=persons[-1].pk)
        return len(persons)
    tokens = NameToken.objects.filter(
        organisation_id=actor.organisation_id, key__lt=key.number, person__erased_at__isnull=True
    )
    if not settle_search(actor, is_left=tokens.exists):
        walk_again(work)
    return 0


def _renew(actor: Actor, rows: QuerySet[Person]) -> list[Person]:
    """Make the tokens of the first of `rows` anew."""
    persons = list(rows.order_by("pk")[:AT_ONCE])
    if not persons:
        return []
    with suppress(Unreadable):  # each is asked again below
        load_subject_keys(actor.organisation_id, (person.pk for person in persons), ROOM)
    names = []
    for person in persons:
        try:
            names.append(sealed_names(person))
        except Unreadable:
            names.append([])  # altered by somebody: found by code, as before
    _write(persons, names)
    record(
        actor,
        verb=CaseVerb.NAMES_RENEWED,
        object_type="organisation",
        object_id=actor.organisation_id,
        codes={"persons": len(persons), "version": VERSION},
    )
    return persons
