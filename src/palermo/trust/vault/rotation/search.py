"""Another search key for an office: all tokens are made anew from the names; both keys are searched meanwhile.

Who keeps tokens registers how they are made anew. The old key is destroyed once no person's tokens need it. An office
from before there were search keys gets its first one the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.service import service
from palermo.trust.vault.aead import encrypt, new_key
from palermo.trust.vault.keys import search_place
from palermo.trust.vault.models import KeyWork, SearchKey
from palermo.trust.vault.rotation.progress import Work, begin_again, end
from palermo.trust.vault.slots import newest_office_key, office_key_lock
from palermo.trust.verbs import VaultVerb

Renewal = Callable[[Actor], int]
_renewals: dict[str, Renewal] = {}


@dataclass(frozen=True)
class Newest:
    """The number of an office's newest search key (0: none of its own), and whether all tokens are made with it."""

    number: int
    settled: bool


def register(name: str, renewal: Renewal) -> None:
    """Have `renewal` make some tokens anew, in a unit of work of its own; it returns 0 once the key is settled."""
    _renewals[name] = renewal


def renewals() -> list[Renewal]:
    """What makes tokens anew."""
    return [renewal for _name, renewal in sorted(_renewals.items())]


def newest(actor: Actor) -> Newest:
    """How it stands with the acting office's search key."""
    row = SearchKey.objects.filter(organisation_id=actor.organisation_id).order_by("-ordinal").first()
    return Newest(row.ordinal, row.settled_at is not None) if row else Newest(0, settled=False)


@service
def begin_search(actor: Actor) -> Newest:
    """Make the next search key of the acting office, unless one is not settled yet; nothing if it was begun before."""
    one_at_a_time(office_key_lock(actor.organisation_id))
    last = newest(actor)
    if last.number and not last.settled:
        return last
    number = last.number + 1
    generation, key = newest_office_key(actor.organisation_id)
    SearchKey.objects.create(
        organisation_id=actor.organisation_id,
        ordinal=number,
        generation=generation,
        wrapped=encrypt(key, new_key(), place=search_place(actor.organisation_id, number)),
    )
    begin_again(actor.organisation_id, Work.SEARCH_KEY, left=0)
    record(
        actor,
        verb=VaultVerb.KEY_ROTATION_BEGUN,
        object_type="organisation",
        object_id=actor.organisation_id,
        codes={"key": "search"},
    )
    return Newest(number, settled=False)


def settle_search(actor: Actor, *, is_left: Callable[[], bool]) -> bool:
    """Destroy the keys before the newest, unless rows of theirs are left; inside a service that wrote no token.

    Whoever writes tokens holds the lock together with others, so none with an older key can still come.
    """
    one_at_a_time(office_key_lock(actor.organisation_id))
    number = newest(actor).number
    if is_left():
        return False
    keys = SearchKey.objects.filter(organisation_id=actor.organisation_id)
    keys.filter(ordinal=number).update(settled_at=timezone.now())
    keys.filter(ordinal__lt=number).delete()
    for row in KeyWork.objects.filter(organisation_id=actor.organisation_id, work=Work.SEARCH_KEY):
        end(row)
    record(
        actor,
        verb=VaultVerb.KEY_ROTATED,
        object_type="organisation",
        object_id=actor.organisation_id,
        codes={"key": "search"},
    )
    return True
