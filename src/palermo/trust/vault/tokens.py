"""Search tokens: find a person by name without the database holding a name.

A name is transliterated to Latin letters, each word reduced to how it sounds (Metaphone), and the *whole* name,
and each pair of its words, made into a keyed digest. Single words of a longer name make no token: how often a
first name occurs would tell a reader of the database too much. Equal tokens still show that two names are alike.

The key is derived from the office's key, which nothing in the database opens (docs/decisions/search-tokens.md).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from itertools import combinations
from uuid import UUID

import jellyfish
from anyascii import anyascii

from palermo.trust.vault.keys import office_key
from palermo.trust.vault.root import derive

TOKEN_BYTES = 16
_MAX_WORDS = 6


def sounds(name: str) -> list[str]:
    """The sorted, distinct sounds of a name's words.

    >>> sounds("Amina  Dembélé") == sounds("Demmbele Ameena")
    True
    >>> sounds("Мария Петрова") == sounds("Maria Petrova")
    True
    """
    words = re.findall(r"[a-z]+", anyascii(name).lower())[:_MAX_WORDS]
    return sorted({_sound(word) for word in words})


def _sound(word: str) -> str:
    # Double letters and silent endings differ between spellings of one name in another script.
    single = re.sub(r"(.)\1+", r"\1", word)
    return jellyfish.metaphone(single) or single


def phrases(name: str) -> set[str]:
    """What is made into tokens: the whole name, and each pair of its words; a single word if it is all there is."""
    parts = sounds(name)
    if len(parts) <= 1:
        return set(parts)
    return {" ".join(parts)} | {" ".join(pair) for pair in combinations(parts, 2)}


def name_tokens(organisation_id: UUID, name: str) -> set[bytes]:
    """The keyed digests under which `name` is found inside this office, 16 bytes each."""
    key = derive(office_key(organisation_id), "search-tokens")
    return {hmac.new(key, phrase.encode(), hashlib.sha256).digest()[:TOKEN_BYTES] for phrase in phrases(name)}
