"""Why an entry is struck out."""

from __future__ import annotations

from enum import StrEnum


class StruckWhy(StrEnum):
    """Why an entry was made in error."""

    WRONG_FILE = "wrong_file"
    TWICE = "twice"
    NOT_HAPPENED = "not_happened"
    SLIP = "slip"
