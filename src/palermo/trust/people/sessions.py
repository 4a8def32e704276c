"""Sessions whose table tells nothing: rows are found by a digest of the cookie, and their content is sealed.

While somebody signs in, a session holds the address typed, a reset key or the seed of a second factor not yet
confirmed. Whoever reads the table, or a copy of it, learns none of these and cannot enter anybody's session.
Content is bound to its row's key: copied into the row of another cookie it opens for nobody.

A session ends half an hour after it was last used, and twelve hours after it began whatever is done in it. Which
sessions are whose stands in a table beside (`SignedIn`: a key and an account): their owner can see and end them. So
does whose a sign-in is that waits for its second step: it is no session of theirs yet, and ends with all of them.
A row stays for an hour after it expired: it signs nobody in, and tells whose late form comes (`past`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.contrib.sessions.serializers import JSONSerializer
from django.http import HttpRequest
from django.utils import timezone

from palermo.trust.people.browsers import browser_code
from palermo.trust.people.models import SignedIn, User
from palermo.trust.people.pending import account_under_way
from palermo.trust.vault.aead import Unreadable, encrypt
from palermo.trust.vault.root import decrypt_derived, derive, root_key

LASTS: Final = timedelta(hours=12)
"""How long a session lasts at most, however much it is used."""
TOLD_BEFORE: Final = timedelta(minutes=30)
"""How long before that end each page says it."""

KNOWN_FOR: Final = timedelta(hours=1)
"""How long after a session ended its author is still known for what they typed."""

_TOUCHED = "touched"
_NAME = "name"
_BEGAN, _BROWSER, _LISTED = "began", "browser", "listed"
_SECONDS_BETWEEN_TOUCHES = 60
_KEY_LENGTH = 40  # of the column; 160 bits of the digest


def stored_key(session_key: str | None) -> str:
    """Under which key the table has the session of a cookie."""
    return hashlib.sha256(f"palermo-session:{session_key}".encode()).hexdigest()[:_KEY_LENGTH]


def place_of(stored: str) -> str:
    """What the content of the session in the row `stored` is bound to."""
    return f"django_session/{stored}"


@dataclass(frozen=True, kw_only=True)
class OwnSession:
    """A session of an account, as its owner sees it; `key` is its key in the table, `browser` a code of `browsers`."""

    key: str
    browser: str
    began: datetime
    last_used: datetime


@dataclass(frozen=True, kw_only=True)
class ExpiredSession:
    """A session that nobody used for too long: whose, its name, what shows the password it was of, and its end."""

    user_id: str
    name: str
    password: str
    at: datetime


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with digests for keys and sealed content."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The content as it is stored."""
        return encrypt(_key(), JSONSerializer().dumps(session_dict), place=self._place()).hex()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The content; nothing for a session of another root key or of another row."""
        text = session_data.decode("ascii", "replace") if isinstance(session_data, bytes) else session_data
        return _open(text, stored_key(self.session_key))

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Store the session; once somebody signs in, or begins to, it is listed as theirs, under each new key anew."""
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        stored = stored_key(self.session_key)
        account = content.get(SESSION_KEY) or account_under_way(content)
        is_new = bool(account) and self.session_key is not None and content.get(_LISTED) != stored
        if is_new:
            content[_LISTED] = stored
        if is_new and SESSION_KEY in content:
            content.setdefault(_BEGAN, _seconds_now())
        super().save(must_create)
        if is_new:
            SignedIn.objects.bulk_create(
                [SignedIn(session_key=stored, user_id=UUID(account))], ignore_conflicts=True
            )

    def _place(self) -> str:
        return place_of(stored_key(self.session_key))

    def _get_session_from_db(self) -> Any:
        rows = self.model.objects.filter(
            session_key=stored_key(self.session_key), expire_date__gt=timezone.now()
        )
        row = rows.first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether the table has a session of this cookie."""
        return bool(super().exists(stored_key(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row for the session."""
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session of this cookie, the present one unless another is given."""
        if session_key is None:
            session_key = self.session_key
        if session_key is not None:
            stored = stored_key(session_key)
            super().delete(stored)
            SignedIn.objects.filter(pk=stored).delete()


def stay_signed_in(request: HttpRequest) -> None:
    """Count the session's time anew from this request; written at most once a minute, not with every page."""
    session, now = request.session, _seconds_now()
    if now - session.get(_TOUCHED, 0) >= _SECONDS_BETWEEN_TOUCHES:
        session[_TOUCHED] = now
        session.setdefault(_BEGAN, now)
        session.setdefault(_NAME, secrets.token_hex(8))
        session[_BROWSER] = browser_code(request.headers.get("User-Agent", ""))


def name_of(session: SessionBase) -> str:
    """By what a session is told from others, whatever its key is just now; empty before it was used."""
    return str(session.get(_NAME, ""))


def expired_session(cookie: str) -> ExpiredSession | None:
    """The session of a cookie, if it expired by itself less than an hour ago and somebody was signed in."""
    now = timezone.now()
    row = Session.objects.filter(
        session_key=stored_key(cookie), expire_date__lte=now, expire_date__gt=now - KNOWN_FOR
    ).first()
    content = _open(row.session_data, row.session_key) if row is not None else {}
    if row is None or SESSION_KEY not in content or _NAME not in content:
        return None
    return ExpiredSession(
        user_id=content[SESSION_KEY],
        name=content[_NAME],
        password=content.get(HASH_SESSION_KEY, ""),
        at=row.expire_date,
    )


def ends_at(session: SessionBase) -> datetime:
    """When the session ends whatever is done in it."""
    return began(session) + LASTS


def began(session: SessionBase) -> datetime:
    """When somebody signed in with it; now for one that has not said so yet."""
    return datetime.fromtimestamp(session.get(_BEGAN, _seconds_now()), tz=UTC)


def sessions_of(user: User) -> list[OwnSession]:
    """The sessions in which the account is signed in now, the newest first."""
    keys = SignedIn.objects.filter(user_id=user.pk).values("session_key")
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    fingerprint = user.get_session_auth_hash()
    found = []
    for row in rows:
        content = _open(row.session_data, row.session_key)
        # One from before the password changed is in nobody's hands, though its row may stand until it expires.
        if content.get(SESSION_KEY) == str(user.pk) and content.get(HASH_SESSION_KEY) == fingerprint:
            start = datetime.fromtimestamp(content.get(_BEGAN, _seconds_now()), tz=UTC)
            found.append(
                OwnSession(
                    key=row.session_key,
                    browser=content.get(_BROWSER, ""),
                    began=start,
                    last_used=row.expire_date - timedelta(seconds=settings.SESSION_COOKIE_AGE),
                )
            )
    return sorted((one for one in found if one.began + LASTS > timezone.now()), key=_newest_first)


def end_sessions(user_id: UUID, *, keys: Iterable[str] | None = None, but: str | None = None) -> int:
    """End the account's sessions: those with these stored keys, or all but the one of the cookie `but`.

    All of them are its sign-ins that wait for the second step too. How many rows were ended.
    """
    rows = SignedIn.objects.filter(user_id=user_id)
    if keys is not None:
        rows = rows.filter(session_key__in=list(keys))
    if but is not None:
        rows = rows.exclude(session_key=stored_key(but))
    ended = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=ended).delete()
    SignedIn.objects.filter(session_key__in=ended).delete()
    return len(ended)


def _newest_first(session: OwnSession) -> float:
    return -session.began.timestamp()


def _open(text: str, stored: str) -> dict[str, Any]:
    try:
        plain = decrypt_derived("session", bytes.fromhex(text), place=place_of(stored))
    except (Unreadable, ValueError):
        return {}
    content: dict[str, Any] = JSONSerializer().loads(plain)
    return content


def _seconds_now() -> int:
    return int(timezone.now().timestamp())


def _key() -> bytes:
    return derive(root_key(), "session")
