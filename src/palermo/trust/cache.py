"""Django's cache over the table `web_cache`: counts of failed sign-ins, used codes, forms already sent. No code in it.

1. A value is JSON, sealed under a key derived from the root key, bound to its cache key and to when it ends: whoever
   writes to the table can make no value, move none to another key and keep none beyond its time.
2. The table shows no cache key (some hold the address a request came from), only a keyed digest of it.
3. A row that does not open, or has ended, is as if it were absent.
4. `add`, `incr` and `set` are each decided by the database under the row's lock, also among several processes; inside
   a unit of work they hold until its commit.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection, transaction
from django.utils import timezone

from palermo.trust.times import LAST
from palermo.trust.vault.aead import Unreadable, encrypt
from palermo.trust.vault.root import decrypt_derived, derive, root_key

TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS web_cache"
    " (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
    "CREATE INDEX IF NOT EXISTS web_cache_expires ON web_cache (expires)",
)
"""What `migrate` makes. The columns are those of Django's own cache, whose table an older installation has."""
CULL_EVERY: Final = 100
"""Among how many values added by one process the rows are counted once: counting reads the whole table."""
_NEVER: Final = LAST
_PUT = (
    "INSERT INTO web_cache (cache_key, value, expires) VALUES (%s, %s, %s)"
    " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
)


class SealedCache(BaseCache):
    """Values that JSON can hold, and nothing else; its options are Django's (`MAX_ENTRIES`, `CULL_FREQUENCY`)."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._added = count(1)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default`."""
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """The values that are there, by key; one statement."""
        names = {self._stored(key, version): key for key in keys}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT cache_key, value, expires FROM web_cache WHERE cache_key = ANY(%s) AND expires > %s",
                [list(names), timezone.now()],
            )
            opened = {names[row[0]]: open_value(*row) for row in cursor.fetchall()}
        return {key: value[0] for key, value in opened.items() if value is not None}

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Whether there is a value."""
        return key in self.get_many([key], version)

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value for `timeout` seconds; for ever with None. Raises TypeError for one JSON would change."""
        self._cull_now_and_then()
        name, expires = self._stored(key, version), self._end(timeout)
        with connection.cursor() as cursor:
            cursor.execute(_PUT, [name, _seal(name, value, expires), expires])

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value unless there is one; whether it was kept. Raises as `set`."""
        self._cull_now_and_then()
        name, expires = self._stored(key, version), self._end(timeout)
        row = (name, _seal(name, value, expires), expires)
        with transaction.atomic(), connection.cursor() as cursor:
            # A second process waits here for the first one's commit, and then sees what it left.
            cursor.execute(
                f"{_PUT} WHERE web_cache.expires <= %s RETURNING true",
                [*row, timezone.now()],
            )
            if cursor.fetchone() is not None:
                return True
            if _held(cursor, name) is not None:
                return False
            cursor.execute(_PUT, row)
            return True

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` to a number, which keeps its end, and return it. Raises ValueError where there is none."""
        name = self._stored(key, version)
        with transaction.atomic(), connection.cursor() as cursor:
            held = _held(cursor, name)
            if held is None:
                raise ValueError("There is no number under this key.")
            number, expires = int(held[0]) + delta, held[1]
            cursor.execute(_PUT, [name, _seal(name, number, expires), expires])
        return number

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let a value end `timeout` seconds from now; False where there is none."""
        name, expires = self._stored(key, version), self._end(timeout)
        with transaction.atomic(), connection.cursor() as cursor:
            held = _held(cursor, name)
            if held is not None:
                cursor.execute(_PUT, [name, _seal(name, held[0], expires), expires])
        return held is not None

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; whether there was a row."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM web_cache WHERE cache_key = %s", [self._stored(key, version)])
            return bool(cursor.rowcount)

    def clear(self) -> None:
        """Forget everything."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM web_cache")

    def _stored(self, key: str, version: int | None) -> str:
        return stored_key(self.make_and_validate_key(key, version))

    def _end(self, timeout: float | None) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return _NEVER if seconds is None else datetime.fromtimestamp(int(seconds), tz=UTC)

    def _cull_now_and_then(self) -> None:
        if next(self._added) % CULL_EVERY:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM web_cache")
            (rows,) = cursor.fetchone()
            if rows <= self._max_entries:
                return
            rows -= delete_ended()
            if rows > self._max_entries:
                # By chance: whoever fills the table does not choose whose counts are forgotten.
                cursor.execute(
                    "DELETE FROM web_cache WHERE cache_key IN"
                    " (SELECT cache_key FROM web_cache ORDER BY random() LIMIT %s)",
                    [max(rows - self._max_entries, rows // max(self._cull_frequency, 1))],
                )


def stored_key(key: str) -> str:
    """Under which key the table has a value: a digest that only the holder of the root key can make."""
    return hmac.new(derive(root_key(), "cache-key"), key.encode(), hashlib.sha256).hexdigest()


def delete_ended() -> int:
    """Delete every value that has ended; how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_cache WHERE expires <= %s", [timezone.now()])
        return int(cursor.rowcount)


def _held(cursor: Any, name: str) -> tuple[Any, datetime] | None:
    """The value under a stored key and when it ends, its row locked; None where there is none that opens."""
    cursor.execute(
        "SELECT value, expires FROM web_cache WHERE cache_key = %s AND expires > %s FOR UPDATE",
        [name, timezone.now()],
    )
    row = cursor.fetchone()
    opened = open_value(name, *row) if row is not None else None
    return None if opened is None else (opened[0], row[1])


def _seal(name: str, value: Any, expires: datetime) -> str:
    text = json.dumps(value)
    if json.loads(text) != value:
        raise TypeError(
            "A cached value is made of what JSON knows: texts, numbers, lists, true, false, null."
        )
    return encrypt(derive(root_key(), "cache"), text.encode(), place=_place(name, expires)).hex()


def open_value(name: str, text: str, expires: datetime) -> tuple[Any] | None:
    """The value of a row in a tuple, which tells null from nothing; None where it was not sealed for this place."""
    try:
        plain = decrypt_derived("cache", bytes.fromhex(text), place=_place(name, expires))
    except (Unreadable, ValueError):
        return None
    return (json.loads(plain),)


def _place(name: str, expires: datetime) -> str:
    return f"web_cache/{name}/{expires.astimezone(UTC).isoformat()}"
