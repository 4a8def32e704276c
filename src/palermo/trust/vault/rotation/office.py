"""Another key for an office: every key it wraps is wrapped anew, a thousand at a time, while people work.

1. `begin_office`: the next generation of the office's key, a pair of party keys valid from now on, a search key.
   From here on what is new is wrapped by the new generation; what is there says which generation wraps it.
2. `rewrap`: subject keys, party keys and search keys of earlier generations, in batches.
3. Tokens are made anew with the new search key (search.py).
4. `finish_office`: once nothing is left, the earlier generations' slots are destroyed, recovery slots too.

Killed at any point it goes on: by the same command, and a thousand keys a minute by the worker's housekeeping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.service import Refused, service
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt
from palermo.trust.vault.keys import make_party_keys, party_place, search_place, subject_place
from palermo.trust.vault.models import (
    FORMER_PAIRS_KEPT,
    KeyWork,
    PartyKey,
    SearchKey,
    SubjectKey,
)
from palermo.trust.vault.root import next_root_key_file, old_root_key_file
from palermo.trust.vault.rotation.progress import Work, begin_again, end, move
from palermo.trust.vault.rotation.search import begin_search
from palermo.trust.vault.slots import (
    create_office_key,
    destroy_slots_before,
    newest_office_key,
    office_key,
    office_key_lock,
    root_slots,
)
from palermo.trust.verbs import VaultAsked, VaultVerb

AT_ONCE: Final = 1000

Publication = Callable[[Actor], object]
_publications: dict[str, Publication] = {}
_mistrusts: dict[str, Publication] = {}


def register_publication(name: str, publish: Publication) -> None:
    """Have `publish` publish a new pair in the unit of work that makes it. Called in AppConfig.ready."""
    _publications[name] = publish


def register_mistrust(name: str, distrust: Publication) -> None:
    """Have `distrust` end the belief in the acting office's former pairs. Called in AppConfig.ready."""
    _mistrusts[name] = distrust


def generations(organisation_id: UUID) -> list[int]:
    """Generations of the office's key that a root key of now opens, the newest first."""
    return sorted(set(root_slots(organisation_id).values_list("generation", flat=True)), reverse=True)


@service
def begin_office(actor: Actor) -> int:
    """Make the next generation of the acting office's key, unless a change is under way; the newest generation.

    Raises Refused while the root key is being changed, or where no root key opens the office's key.
    """
    one_at_a_time(office_key_lock(actor.organisation_id))
    there = generations(actor.organisation_id)
    if len(there) > 1:
        return there[0]
    if not there:
        raise Refused("key_does_not_open", verb=VaultAsked.KEY_ROTATE)
    if next_root_key_file().exists() or old_root_key_file().exists():
        raise Refused("root_key_under_way", verb=VaultAsked.KEY_ROTATE)
    generation = there[0] + 1
    key = create_office_key(actor.organisation_id, generation=generation)
    if PartyKey.objects.filter(organisation_id=actor.organisation_id).exists():
        make_party_keys(actor.organisation_id, key, generation=generation, valid_from=timezone.now())
        for _name, publish in sorted(_publications.items()):
            publish(actor)
    begin_search(actor)
    begin_again(
        actor.organisation_id, Work.OFFICE_KEY, left=_older(actor.organisation_id, generation).count()
    )
    record(
        actor,
        verb=VaultVerb.KEY_ROTATION_BEGUN,
        object_type="organisation",
        object_id=actor.organisation_id,
        codes={"key": "office", "generation": generation},
    )
    return generation


@service
def distrust_former_pairs(actor: Actor) -> None:
    """Have nothing believed that arrives from now on and is signed with a pair the acting office had before.

    For pairs that leaked: whoever has one can date back what they sign. To be repeated does no harm, and reaches pairs
    that were replaced before anybody knew.
    """
    for _name, distrust in sorted(_mistrusts.items()):
        distrust(actor)
    record(
        actor,
        verb=VaultVerb.PARTY_KEYS_DISTRUSTED,
        object_type="organisation",
        object_id=actor.organisation_id,
    )


def _older(organisation_id: UUID, generation: int) -> QuerySet[SubjectKey]:
    return SubjectKey.objects.filter(
        organisation_id=organisation_id, generation__lt=generation, wrapped__isnull=False
    )


def _is_left(organisation_id: UUID, generation: int) -> bool:
    """Whether any key of the office is wrapped by a generation before this one."""
    small = (model.objects.filter(organisation_id=organisation_id) for model in (PartyKey, SearchKey))
    return _older(organisation_id, generation).exists() or any(
        rows.filter(generation__lt=generation).exists() for rows in small
    )


@service
def rewrap(actor: Actor) -> int:
    """Wrap up to a thousand keys of earlier generations by the newest; how many, 0 once nothing is left.

    One that does not open, because somebody altered it, is counted and left as unreadable as it is.
    """
    organisation_id = actor.organisation_id
    generation, key = newest_office_key(organisation_id)
    done = _rewrap_few(organisation_id, generation, key)
    rows = list(
        _older(organisation_id, generation)
        .order_by("generation", "pk")
        .select_for_update(skip_locked=True)[:AT_ONCE]
    )
    ids, wrapped, unreadable = [], [], 0
    for row in rows:
        place, sealed = subject_place(organisation_id, row.subject_id, row.room), bytes(row.wrapped or b"")
        by = office_key(organisation_id, row.generation)
        try:
            sealed = encrypt(key, decrypt(by, sealed, place=place), place=place)
        except Unreadable:
            unreadable += 1
        ids.append(row.pk)
        wrapped.append(sealed)
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE subject_key SET wrapped = new.wrapped, generation = %s"
                " FROM unnest(%s::uuid[], %s::bytea[]) AS new (id, wrapped) WHERE subject_key.id = new.id",
                [generation, ids, wrapped],
            )
    if done + len(ids):
        for work in KeyWork.objects.filter(organisation_id=organisation_id, work=Work.OFFICE_KEY):
            move(work, done=len(ids))
        record(
            actor,
            verb=VaultVerb.KEYS_REWRAPPED,
            object_type="organisation",
            object_id=organisation_id,
            codes={"keys": done + len(ids) - unreadable, "generation": generation, "unreadable": unreadable},
        )
    return done + len(ids)


def _rewrap_few(organisation_id: UUID, generation: int, key: bytes) -> int:
    """The office's party keys and search keys: a handful."""
    few: Iterable[tuple[PartyKey | SearchKey, str]] = [
        *(
            (pair, party_place(organisation_id, pair.purpose, pair.valid_from))
            for pair in PartyKey.objects.filter(organisation_id=organisation_id, generation__lt=generation)
        ),
        *(
            (search, search_place(organisation_id, search.ordinal))
            for search in SearchKey.objects.filter(organisation_id=organisation_id, generation__lt=generation)
        ),
    ]
    done = 0
    for row, place in few:
        plain = decrypt(office_key(organisation_id, row.generation), bytes(row.wrapped), place=place)
        row.wrapped, row.generation = encrypt(key, plain, place=place), generation
        row.save(update_fields=["wrapped", "generation"])
        done += 1
    return done


@service
def finish_office(actor: Actor) -> bool:
    """Destroy the earlier generations of the acting office's key, if nothing needs them; whether it is done.

    Whoever wraps something holds the lock together with others, so nothing wrapped by them can still come.
    """
    organisation_id = actor.organisation_id
    one_at_a_time(office_key_lock(organisation_id))
    there = generations(organisation_id)
    if len(there) < 2:
        return True
    newest = there[0]
    if _is_left(organisation_id, newest):
        return False
    if not SearchKey.objects.filter(organisation_id=organisation_id, settled_at__isnull=False).exists():
        return False  # names are still found by a key derived from the first generation
    shares = destroy_slots_before(organisation_id, newest)
    for row in KeyWork.objects.filter(organisation_id=organisation_id, work=Work.OFFICE_KEY):
        end(row)
    record(
        actor,
        verb=VaultVerb.KEY_ROTATED,
        object_type="organisation",
        object_id=organisation_id,
        codes={"key": "office", "generation": newest, "share_lost": shares},
    )
    return True


@service
def go_on(actor: Actor) -> int:
    """What the housekeeping does: a batch of a change that was begun and left, and pairs whose time is over."""
    destroyed = _destroy_old_pairs(actor)
    there = generations(actor.organisation_id)
    if len(there) < 2:
        return destroyed
    if _is_left(actor.organisation_id, there[0]):
        return destroyed + rewrap(actor)
    finish_office(actor)
    return destroyed


def _destroy_old_pairs(actor: Actor) -> int:
    """Delete pairs that were replaced longer ago than they are kept; how many rows."""
    limit = timezone.now() - FORMER_PAIRS_KEPT
    rows = list(PartyKey.objects.filter(organisation_id=actor.organisation_id).order_by("valid_from"))
    gone = [
        row.pk
        for row in rows
        if any(later.purpose == row.purpose and row.valid_from < later.valid_from <= limit for later in rows)
    ]
    if gone:
        PartyKey.objects.filter(organisation_id=actor.organisation_id, pk__in=gone).delete()
        record(
            actor,
            verb=VaultVerb.PARTY_KEYS_DESTROYED,
            object_type="organisation",
            object_id=actor.organisation_id,
            codes={"keys": len(gone)},
        )
    return len(gone)
