"""How plain values stand in a file, and how each is read back: bytes in base64, times in ISO 8601, short codes."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from palermo.exchange.sealing import FORMAT, EventText, Header
from palermo.trust.json_text import read_json
from palermo.trust.plain import is_code

MAX_BYTES = 256 * 1024
"""The largest file that is read."""

ROOM_LENGTH = 20
"""As long as the columns of a row's two rooms."""

YEARS = range(2000, 2200)
"""Of any time in a file. What lies beyond can be neither reckoned with nor shown."""
AHEAD = timedelta(days=1)
"""How far the clock of another server may be ahead of this one's."""


def written(value: Any) -> Any:
    """A value as JSON takes it."""
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return value


def written_fields(value: Header | EventText) -> dict[str, Any]:
    """The fields of a header or an event as JSON takes them."""
    return {name: written(field) for name, field in asdict(value).items()}


def as_file(content: Mapping[str, Any]) -> bytes:
    """The bytes of a file."""
    return json.dumps(content, indent=1, ensure_ascii=True).encode()


def content_of(data: bytes) -> dict[str, Any]:
    """What a file holds. Raises ValueError for one that is too long or no JSON, TypeError for no object."""
    if len(data) > MAX_BYTES:
        raise ValueError("too long")
    content = read_json(data)
    if not isinstance(content, dict):
        raise TypeError("no object")
    return content


def read_fields(cls: type[Header | EventText], content: Mapping[str, Any]) -> dict[str, Any]:
    """Every field of `cls` read from JSON. Raises ValueError, TypeError or AttributeError for anything else."""
    readers = {field.name: _BY_NAME.get(field.name) or _READERS[str(field.type)] for field in fields(cls)}
    if set(content) != set(readers):
        raise ValueError("other fields")
    return {name: read(content[name]) for name, read in readers.items()}


def read_bytes(text: Any) -> bytes:
    """Bytes from base64. Raises ValueError or AttributeError."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _time(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no time") from error
    if moment.year not in YEARS:
        raise ValueError("no time")
    return moment


def _code(text: Any) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= 40 or not text.isascii() or not text.isprintable():
        raise ValueError("no code")
    return text


def _room(text: Any) -> str:
    """A room has no comma: the database is told an actor's rooms as a list of names."""
    room = _code(text)
    if not is_code(room, longest=ROOM_LENGTH):
        raise ValueError("no room")
    return room


def _codes(texts: Any) -> tuple[str, ...]:
    if not isinstance(texts, list) or len(texts) > 50:
        raise ValueError("no list of codes")
    return tuple(map(_code, texts))


def _named_codes(texts: Any) -> dict[str, str]:
    if not isinstance(texts, dict):
        raise TypeError("no codes by name")
    return {_code(name): _code(text) for name, text in texts.items()}


def _number(value: Any) -> int:
    if type(value) is not int or not 0 < value <= FORMAT:
        raise ValueError("no format")
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "UUID": UUID,
    "str": _code,
    "int": _number,
    "tuple[str, ...]": _codes,
    "Mapping[str, str]": _named_codes,
    "datetime": _time,
    "bytes": read_bytes,
}
_BY_NAME: dict[str, Callable[[Any], Any]] = {"from_room": _room, "to_room": _room}
"""What is read more narrowly than its type says."""
