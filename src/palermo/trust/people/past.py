"""Whose session of this browser ended less than an hour ago, and where they were.

One cookie of a neutral name, sealed, says it for an hour: nobody reads it, nobody writes one, and it signs nobody in.
It is worth two things. What the author of a page sends too late from it is kept for them (`refused_forms`), and after
signing in they land where they were. A session that somebody ended from elsewhere, and one from before the password
changed, leaves nothing behind; nor does leaving in haste.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from palermo.trust.people.models import User
from palermo.trust.people.sessions import KNOWN_FOR, ends_at, expired_session, name_of
from palermo.trust.vault.aead import Unreadable, encrypt
from palermo.trust.vault.root import decrypt_derived, derive, root_key

MOST: Final = 5
"""Sessions of one account, one after the other, that a browser's cookie names at most."""
LEAVES_NOTHING: Final = frozenset({"web:leave"})
"""Who leaves in haste leaves no trace of where they were."""
_PLACE = "past_session"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A session that is over: whose, its name, a digest of what shows the password it was of, since when (seconds)."""

    user_id: str
    session: str
    password: str
    at: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where somebody was: for which unit, on which page; `page` is the id of what was kept of it ("" for nothing)."""

    user_id: str
    unit_id: str
    path: str
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a browser's cookie tells."""

    ended: tuple[Ended, ...] = ()
    place: Place | None = None

    def plus(self, ended: Ended) -> Past:
        """With one more session that ended; of one account alone, the newest few."""
        others = [one for one in self.ended if one.session != ended.session and one.user_id == ended.user_id]
        place = self.place if self.place and self.place.user_id == ended.user_id else None
        return Past(ended=(ended, *others)[:MOST], place=place)

    def at(self, place: Place | None) -> Past:
        """With another place."""
        return replace(self, place=place)

    def is_of_another(self, user_id: str) -> bool:
        """Whether it tells of another account: whoever is signed in now has nothing to do with it."""
        return any(one.user_id != user_id for one in (*self.ended, self.place) if one is not None)

    def names(self, user: User, session: str) -> bool:
        """Whether the session was the account's and ended less than an hour ago, under the password it has now."""
        return any(
            one.user_id == str(user.pk) and one.session == session and one.password == _password_of(user)
            for one in self.ended
            if _is_recent(one.at)
        )


class PastRequest(HttpRequest):
    """A request that knows what its browser's cookie tells."""

    past: Past


def past_sessions(
    get_response: Callable[[PastRequest], HttpResponse],
) -> Callable[[PastRequest], HttpResponse]:
    """Middleware before the actor is known: read the cookie, see sessions end, write the cookie anew."""

    def middleware(request: PastRequest) -> HttpResponse:
        told = request.past = _read(request)
        here = _here(request)
        if here is None and (over := _expired(request)):
            request.past = told.plus(over)
        elif here is not None and told.is_of_another(here.user_id):
            request.past = Past()
        if here is not None and here.at < _now():
            request.past = request.past.plus(here)  # past its absolute end
        response = get_response(request)
        if here is not None and not isinstance(request.user, User):
            request.past = request.past.plus(here)
        match = request.resolver_match
        if match is not None and match.view_name in LEAVES_NOTHING:
            request.past = Past()
        if request.past != told:
            _write(response, request.past)
        return response

    return middleware


def _here(request: HttpRequest) -> Ended | None:
    """The session in which the request came, as it is remembered where it ends with it, or ended before."""
    name = name_of(request.session)
    if not isinstance(request.user, User) or not name:
        return None
    at = min(_now(), int(ends_at(request.session).timestamp()))
    return Ended(user_id=str(request.user.pk), session=name, password=_password_of(request.user), at=at)


def _expired(request: HttpRequest) -> Ended | None:
    """The session of the cookie that nobody used for too long."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    # A session that is there, of somebody who is not signed in yet, is none that expired.
    if not cookie or request.session.session_key is not None:
        return None
    row = expired_session(cookie)
    if row is None:
        return None
    return Ended(
        user_id=row.user_id, session=row.name, password=_digest(row.password), at=int(row.at.timestamp())
    )


def _read(request: HttpRequest) -> Past:
    text = request.COOKIES.get(settings.PALERMO_PAST_COOKIE_NAME, "")
    if not text:
        return Past()
    try:
        sealed = base64.urlsafe_b64decode(f"{text}{'=' * (-len(text) % 4)}")
        told = json.loads(decrypt_derived("past-session", sealed, place=_PLACE))
    except (Unreadable, binascii.Error, ValueError):
        return Past()
    ended = tuple(one for one in (Ended(**entry) for entry in told["ended"]) if _is_recent(one.at))
    return Past(ended=ended, place=Place(**told["place"]) if told["place"] else None)


def _write(response: HttpResponse, past: Past) -> None:
    if past == Past():
        response.delete_cookie(settings.PALERMO_PAST_COOKIE_NAME, samesite="Lax")
        return
    sealed = encrypt(derive(root_key(), "past-session"), json.dumps(asdict(past)).encode(), place=_PLACE)
    response.set_cookie(
        settings.PALERMO_PAST_COOKIE_NAME,
        base64.urlsafe_b64encode(sealed).decode().rstrip("="),
        max_age=int(KNOWN_FOR.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )


def _password_of(user: User) -> str:
    return _digest(user.get_session_auth_hash())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _is_recent(at: int) -> bool:
    return _now() - at < KNOWN_FOR.total_seconds()


def _now() -> int:
    return int(timezone.now().timestamp())
