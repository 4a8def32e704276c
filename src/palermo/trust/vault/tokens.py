"""Search tokens: find a person by name without the database holding a name.

What is looked for is how the *whole* name sounds, and each pair of its words (names.py), made into a keyed
digest. Single words of a longer name make no token: how often a first name occurs would tell a reader of the
database too much. Equal tokens still show that two names are alike.

The key is derived from the office's key, which nothing in the database opens (docs/decisions/search-tokens.md).
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from palermo.trust.vault.names import VERSION, phrases
from palermo.trust.vault.root import derive
from palermo.trust.vault.slots import office_key

TOKEN_BYTES = 16


def name_tokens(organisation_id: UUID, name: str) -> set[bytes]:
    """The keyed digests under which `name` is found inside this office, 16 bytes each; none for no letters.

    The version of names.py is part of the key: tokens of two versions never meet, so a change of its rules asks
    for all tokens to be made again. Raises Unreadable when the office's key does not open.
    """
    key = derive(office_key(organisation_id), f"search-tokens/{VERSION}")
    return {hmac.new(key, phrase.encode(), hashlib.sha256).digest()[:TOKEN_BYTES] for phrase in phrases(name)}
