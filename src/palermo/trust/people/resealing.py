"""What of accounts lies under keys derived from the root key is sealed anew while that key is changed.

Each row is changed only if it still holds what was read: whoever works meanwhile wins, and writes for the right keys.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.people.authentication import MFAAdapter
from palermo.trust.people.sessions import place_of
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.aead import Unreadable, encrypt
from palermo.trust.vault.root import decrypt_derived, derive, root_key
from palermo.trust.verbs import VaultVerb

_SEALED = ("secret", "seed", "migrated_codes", "hashes")


def reseal_second_factors() -> int:
    """Seal every seed, and what is kept of recovery codes, for each root key in use; how many rows."""
    adapter, done = MFAAdapter(), 0
    actor = System(organisation_id=INSTALLATION_ID, reason="keys")
    with unit_of_work(actor):
        for row in Authenticator.objects.order_by("pk"):
            data = {
                name: _anew(adapter, value) if name in _SEALED else value for name, value in row.data.items()
            }
            same = Authenticator.objects.filter(pk=row.pk, data=row.data)
            done += same.update(data=data)
        record(actor, verb=VaultVerb.KEYS_REWRAPPED, codes={"keys": done, "by": "second_factors"})
    return done


def _anew(adapter: MFAAdapter, value: Any) -> Any:
    """The text or texts sealed anew; one that does not open is left as it is."""
    if isinstance(value, list):
        return [_anew(adapter, one) for one in value]
    with suppress(Unreadable, ValueError):
        return adapter.encrypt(adapter.decrypt(value))
    return value


def reseal_sessions() -> int:
    """Seal every session under the present root key, so that nobody is signed out; how many rows."""
    done = 0
    with machinery():
        for stored, content in Session.objects.values_list("session_key", "session_data").iterator():
            with suppress(Unreadable, ValueError):
                plain = decrypt_derived("session", bytes.fromhex(content), place=place_of(stored))
                anew = encrypt(derive(root_key(), "session"), plain, place=place_of(stored)).hex()
                done += Session.objects.filter(pk=stored, session_data=content).update(session_data=anew)
    return done
