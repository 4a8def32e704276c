"""Sessions whose table tells nothing: rows are found by a digest of the cookie, and their content is sealed.

While somebody signs in, a session holds the address typed, a reset key or the seed of a second factor not yet
confirmed. Whoever reads the table, or a copy of it, learns none of these and cannot enter anybody's session.
Content is bound to its row's key: copied into the row of another cookie it opens for nobody.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.serializers import JSONSerializer
from django.utils import timezone

from palermo.trust.vault.aead import Unreadable, encrypt
from palermo.trust.vault.root import decrypt_derived, derive, root_key

_TOUCHED = "touched"
_SECONDS_BETWEEN_TOUCHES = 60
_KEY_LENGTH = 40  # of the column; 160 bits of the digest


def stored_key(session_key: str | None) -> str:
    """Under which key the table has the session of a cookie."""
    return hashlib.sha256(f"palermo-session:{session_key}".encode()).hexdigest()[:_KEY_LENGTH]


def place_of(stored: str) -> str:
    """What the content of the session in the row `stored` is bound to."""
    return f"django_session/{stored}"


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with digests for keys and sealed content."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The content as it is stored."""
        return encrypt(_key(), JSONSerializer().dumps(session_dict), place=self._place()).hex()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The content; nothing for a session of another root key or of another row."""
        text = session_data.decode("ascii", "replace") if isinstance(session_data, bytes) else session_data
        try:
            plain = decrypt_derived("session", bytes.fromhex(text), place=self._place())
        except (Unreadable, ValueError):
            return {}
        content: dict[str, Any] = JSONSerializer().loads(plain)
        return content

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
            super().delete(stored_key(session_key))


def stay_signed_in(session: SessionBase) -> None:
    """Count the session's time anew from this request; written at most once a minute, not with every page."""
    now = int(timezone.now().timestamp())
    if now - session.get(_TOUCHED, 0) >= _SECONDS_BETWEEN_TOUCHES:
        session[_TOUCHED] = now


def _key() -> bytes:
    return derive(root_key(), "session")
