"""Logs without identities: one line each, no request values, no exception messages."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

from palermo.trust.scrub import KEYS_FOLLOW, where

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
# From where a word begins, and never back: tried from each of its letters, a long word takes the square of its length.
_EMAIL = re.compile(r"(?<![^\s<>\"'])[^\s@<>\"']*+@[^\s<>\"']*+")
_QUERY = re.compile(r"\?\S*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Whatever a terminal obeys, an editor takes for the end of a line, or turns the direction of writing."""
_LINK = re.compile(rf"({'|'.join(map(re.escape, KEYS_FOLLOW))})[^/\s]+", re.IGNORECASE)


class ScrubFilter(logging.Filter):
    """Takes addresses, ids and query strings out of messages, and keeps of an exception only where it happened."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrub `record` in place; it is always logged."""
        text = record.getMessage()
        if record.exc_info:
            text = _without_message(text, record.exc_info[1])
        for pattern, instead in (
            (_EMAIL, "[address]"),
            (_UUID, "[id]"),
            (_QUERY, "?[…]"),
            (_LINK, r"\1[link]"),
        ):
            text = pattern.sub(instead, text)
        if record.exc_info:
            text = f"{text} | {where(record.exc_info[1])}"
            record.exc_info = record.exc_text = None
        record.msg, record.args = text, ()
        return True


def _without_message(text: str, error: BaseException | None) -> str:
    """`text` without what the exception says: Django quotes it, escaped or not, for requests it refuses."""
    said = str(error) if error is not None else ""
    for form in (said, said.encode("unicode_escape").decode("ascii")):
        if form:
            text = text.replace(form, "[…]")
    return text


class LineFormatter(logging.Formatter):
    """`2026-11-23T20:15:02Z ERROR palermo.web message`, on one line whatever the message holds."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line, its control signs in writing."""
        return _CONTROL.sub(_written, super().format(record))


def _written(sign: re.Match[str]) -> str:
    if sign[0] == "\n":
        return " ⏎ "
    code = ord(sign[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "palermo.web.logs.ScrubFilter"}},
    "formatters": {"line": {"()": "palermo.web.logs.LineFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["scrub"], "formatter": "line"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"palermo": {"level": "INFO"}, "django_tasks": {"level": "WARNING"}},
}
"""What is logged, and where: as Django wants it."""
