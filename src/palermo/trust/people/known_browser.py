"""Browsers that somebody chose to have known when they signed in: "this is the office's computer".

A stranger who tries passwords for an address, from wherever, uses up what everybody may fail with that address; who
then brings the mark of a known browser still has tries of their own (`palermo.trust.people.throttle`). The mark opens
nothing: without the right password and code it is worth five more wrong tries.

One cookie of a neutral name holds eight sealed places, one for each account made known there; a free place holds random
bytes, so that neither the cookie nor its length tells whose computer it is or how many work at it. In a place are a
random value and when it was made. It is bound to the account and to what the account signs in with: a mark opens for no
other account, and a new password, a second step set up or taken away, or new recovery codes make it void in every
other browser. It lasts ninety days from the last sign-in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from palermo.trust.people.models import User
from palermo.trust.vault.aead import Unreadable, decrypt, encrypt
from palermo.trust.vault.root import derive, root_key

PLACES: Final = 8
LASTS_SECONDS: Final = 90 * 24 * 60 * 60
_VALUE_BYTES, _TIME_BYTES = 16, 8
_PLACE_BYTES = 1 + 12 + _VALUE_BYTES + _TIME_BYTES + 16  # as the vault seals: algorithm, nonce, text, tag
_SESSION = "make_known"


@dataclass(frozen=True, kw_only=True)
class _Account:
    user_id: UUID
    password: str
    newest_factor: int | None


def value_for(request: HttpRequest, email: str) -> bytes | None:
    """The value this browser was given for the account with this address; None where it is not known for it."""
    places = _places_of(request)
    if not places:
        return None
    account = _account(User.objects.with_address(email).filter(is_active=True))
    return next((value for value in (_open(place, account) for place in places) if value), None)


def ask_to_remember(request: HttpRequest, *, asked: bool) -> None:
    """Make this browser known once the sign-in under way is complete, or not, whatever one begun before it asked."""
    request.session[_SESSION] = asked


def remember_where_asked(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """At the end of a sign-in: give the browser a mark if that was asked for, a newer one if it has one."""
    asked = request.session.pop(_SESSION, False)
    if asked or value_for(request, user.email):
        remember(request, response, user)


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Give this browser a fresh mark for the account, in the place of an older one."""
    account = _account(User.objects.filter(pk=user.pk))
    others = [place for place in _places_of(request) if _open(place, account) is None]
    own = secrets.token_bytes(_VALUE_BYTES) + int(time.time()).to_bytes(_TIME_BYTES)
    sealed = encrypt(derive(root_key(), "known-browser"), own, place=_binding(account))
    free = [_free_place() for _number in range(PLACES)]
    response.set_cookie(
        settings.PALERMO_KNOWN_COOKIE_NAME,
        base64.urlsafe_b64encode(b"".join([sealed, *others, *free][:PLACES])).decode().rstrip("="),
        max_age=LASTS_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )


def _free_place() -> bytes:
    return b"\x01" + secrets.token_bytes(_PLACE_BYTES - 1)


def _places_of(request: HttpRequest) -> list[bytes]:
    text = request.COOKIES.get(settings.PALERMO_KNOWN_COOKIE_NAME, "")
    try:
        sealed = base64.b64decode(f"{text}{'=' * (-len(text) % 4)}", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return []
    if len(sealed) != PLACES * _PLACE_BYTES:
        return []
    return [sealed[at : at + _PLACE_BYTES] for at in range(0, len(sealed), _PLACE_BYTES)]


def _account(which: QuerySet[User]) -> _Account:
    """The account, in one question to the database; for an address nobody has one that nothing opens for."""
    newest = Authenticator.objects.filter(user=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rows = which.annotate(newest_factor=Subquery(newest))
    row = rows.values_list("pk", "password", "newest_factor").first()
    user_id, password, newest_factor = row or (UUID(int=0), secrets.token_hex(), None)
    return _Account(user_id=user_id, password=password, newest_factor=newest_factor)


def _open(place: bytes, account: _Account) -> bytes | None:
    try:
        plain = decrypt(derive(root_key(), "known-browser"), place, place=_binding(account))
    except Unreadable:
        return None
    made = int.from_bytes(plain[_VALUE_BYTES:])
    return plain[:_VALUE_BYTES] if time.time() - made < LASTS_SECONDS else None


def _binding(account: _Account) -> str:
    signs_in_with = f"{account.user_id}|{account.password}|{account.newest_factor}"
    return hmac.new(
        derive(root_key(), "known-browser-account"), signs_in_with.encode(), hashlib.sha256
    ).hexdigest()
