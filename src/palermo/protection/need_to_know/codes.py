"""Codes of need to know: what a never-share list names, and how a search found somebody."""

from __future__ import annotations

from enum import StrEnum


class NeverKind(StrEnum):
    """Whom or what the person never wants to reach their file: an office by reference, the others in sealed words."""

    OFFICE = "office"
    OFFICIAL = "official"
    PLACE = "place"


class FoundBy(StrEnum):
    """How a colleague came upon a file that is not theirs."""

    CODE = "code"
    NAME = "name"
    OPENING = "opening"
