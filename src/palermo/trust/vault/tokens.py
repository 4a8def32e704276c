"""Search tokens: find a person by name without the database holding a name.

What is looked for is how the *whole* name sounds, and each pair of its words (names.py), made into a keyed
digest. Single words of a longer name make no token: how often a first name occurs would tell a reader of the
database too much. Equal tokens still show that two names are alike.

Each office has a search key of its own, wrapped by the office's key, which nothing in the database opens
(docs/decisions/search-tokens.md). While it is changed there are two: both are searched, the newer is written.

A person has a number of tokens that tells a step, not how many words the names have: what is missing to the step
are random bytes, which no search ever makes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from uuid import UUID

from palermo.trust.locks import together
from palermo.trust.vault.aead import decrypt
from palermo.trust.vault.keys import search_place
from palermo.trust.vault.models import SearchKey
from palermo.trust.vault.names import VERSION, phrases
from palermo.trust.vault.root import derive
from palermo.trust.vault.slots import office_key, office_key_lock, open_slot, slot_to_open

TOKEN_BYTES = 16
FEWEST = 8
"""How many tokens a person has at least, named or not; more are 16, 32, 64 and so on."""


def tokens_to_write(organisation_id: UUID, names: Sequence[Collection[str]]) -> tuple[int, list[set[bytes]]]:
    """Number of the newest search key, and the tokens of each person with these names, filled up to a step.

    From here to the end of the transaction that key is the newest. The version of names.py is part of each token's
    key: tokens of two versions never meet, so a change of its rules asks for all tokens to be made again. Raises
    Unreadable when the office's key does not open.
    """
    together(office_key_lock(organisation_id))
    number, key = max(_search_keys(organisation_id).items())
    found = []
    for theirs in names:
        tokens = set[bytes]().union(*(_tokens(key, name) for name in theirs))
        while len(tokens) < filled(len(tokens)):
            tokens.add(secrets.token_bytes(TOKEN_BYTES))
        found.append(tokens)
    return number, found


def filled(number: int) -> int:
    """How many tokens a person has whose names make `number`.

    >>> [filled(number) for number in (0, 8, 9, 40)]
    [8, 8, 16, 64]
    """
    step = FEWEST
    while step < number:
        step *= 2
    return step


def tokens_to_find(organisation_id: UUID, name: str) -> set[bytes]:
    """The keyed digests under which `name` is found in this office, by each of its search keys; none for no letters.

    Raises Unreadable when the office's key does not open.
    """
    keys = _search_keys(organisation_id).values()
    return set[bytes]().union(*(_tokens(key, name) for key in keys))


def _tokens(key: bytes, name: str) -> set[bytes]:
    versioned = derive(key, f"search-tokens/{VERSION}")
    return {
        hmac.new(versioned, phrase.encode(), hashlib.sha256).digest()[:TOKEN_BYTES]
        for phrase in phrases(name)
    }


def _search_keys(organisation_id: UUID) -> dict[int, bytes]:
    """The acting office's search keys by number; 0 is the office's first key itself, until there is a settled one."""
    rows = SearchKey.objects.filter(organisation_id=organisation_id).annotate(slot=slot_to_open())
    found: dict[int, bytes] = {}
    settled = False
    for row in rows:
        if row.slot is not None:
            open_slot(organisation_id, bytes(row.slot), generation=row.generation)
        found[row.ordinal] = decrypt(
            office_key(organisation_id, row.generation),
            bytes(row.wrapped),
            place=search_place(organisation_id, row.ordinal),
        )
        settled = settled or row.settled_at is not None
    return found if settled else {0: office_key(organisation_id, 1), **found}
