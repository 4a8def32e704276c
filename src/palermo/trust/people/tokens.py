"""What proves something once: links that set a password, codes that are handed over, links of a mailed invitation.

A link that stood on somebody's page and one that went to a mailbox are of different make, so that the program knows at
its use which of the two it was: only the second proves the address.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from palermo.reference.spoken_codes import plain_signs
from palermo.trust.people.models import User
from palermo.trust.vault.root import derive, root_key

LINK_WORKS_FOR: Final = timedelta(hours=24)
"""For how long what is mailed or handed over works, where nobody gave a reason for longer."""

MOST_TRIES: Final = 5
"""Wrong codes after which an invitation's code is dead."""

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What codes are made of: none that passes for another."""

_HANDLE, _SECRET, _GROUP = 6, 12, 6


class _UnderTheRootKey(PasswordResetTokenGenerator):
    """Asks for the root key at each use, and for no other: what a replaced one makes works nowhere from then on."""

    def _get_secret(self) -> str:
        return derive(root_key(), "password-link").hex()

    secret = property(_get_secret)
    secret_fallbacks: list[str | bytes] = []


class _Mailed(_UnderTheRootKey):
    key_salt = "palermo.trust.people.tokens.mailed"


class LinkTokens(_UnderTheRootKey):
    """The key of a link that sets a password, shown on a page or mailed. A new password makes either useless."""

    key_salt = "palermo.trust.people.tokens.shown"
    _mailed = _Mailed()

    def make_mailed(self, user: User) -> str:
        """The key of a link that goes to the account's mailbox and nowhere else."""
        return self._mailed.make_token(user)

    def was_mailed(self, user: User, key: str) -> bool:
        """True when the key works now and was made for the mailbox."""
        return self._mailed.check_token(user, key)

    def check_token(self, user: User | None, token: str | None) -> bool:
        """True when the key works now, however it travelled."""
        return super().check_token(user, token) or self._mailed.check_token(user, token)


def account_id_of(email: str) -> UUID:
    """The id that a new account with this address gets; without the root key nobody can tell it from the address."""
    digest = hmac.new(derive(root_key(), "account-id"), email.encode(), hashlib.sha256).digest()
    return UUID(bytes=digest[:16], version=4)


def new_code() -> tuple[str, str]:
    """A code to hand over: its beginning, by which it is found, and the whole as people read it."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(_HANDLE + _SECRET))
    return letters[:_HANDLE], "-".join(
        letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP)
    )


def handle_of(typed: str) -> str:
    """The beginning of a code, by which its invitation is found."""
    return plain_signs(typed)[:_HANDLE]


def code_digest(invitation_id: UUID, typed: str) -> str:
    """What is kept of a code; of the same code for another invitation it is another."""
    key = derive(root_key(), "invitation-code")
    return hmac.new(key, invitation_id.bytes + plain_signs(typed).encode(), hashlib.sha256).hexdigest()


def mailed_key(invitation_id: UUID, email: str, sent_at: datetime) -> str:
    """The key of the link that is mailed for an invitation; offering it again makes the one before useless."""
    said = f"{invitation_id}/{email}/{sent_at.timestamp():.6f}"
    return hmac.new(derive(root_key(), "invitation-link"), said.encode(), hashlib.sha256).hexdigest()[:40]


def same(one: str, other: str) -> bool:
    """Compare without telling by the time it takes how much is alike."""
    return hmac.compare_digest(one.encode(), other.encode())


LINKS = LinkTokens()
