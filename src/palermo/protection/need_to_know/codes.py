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
    WRITING = "writing"


class Alike(StrEnum):
    """Whether two files whose names sound alike are of one person: nobody has said, or somebody has."""

    OPEN = "open"
    ANOTHER = "another"
    SAME = "same"


class CameUpon(StrEnum):
    """How it came up that two files may be of one person.

    A colleague wrote a name; another office sent one; or it sent back, by this office's code, whom this office sent.
    """

    WRITTEN = "written"
    ARRIVED = "arrived"
    CAME_BACK = "came_back"
