"""What can be switched, and how a switch stands. Plain values."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from palermo.trust.mandates import SERVICES_ROOM


class SwitchCode(StrEnum):
    """Everything that keeps persons, publishes, promises an answer, or takes rows of persons out."""

    CASE_FILES = "case_files"
    SERVICE_DIRECTORY = "service_directory"
    ENQUIRIES = "enquiries"
    ROW_FILES = "row_files"


class SwitchKind(StrEnum):
    """Why it needs a switch."""

    KEEPS = "keeps"
    PUBLISHES = "publishes"
    PROMISES = "promises"
    TAKES_OUT = "takes_out"


class SwitchState(StrEnum):
    """How it stands in an office today."""

    OFF = "off"
    ASKED = "asked"
    COMES = "comes"
    ON = "on"
    ON_UNNAMED = "on_unnamed"


class EndReason(StrEnum):
    """Why a switch went off."""

    BY_PERSON = "by_person"
    TAKEN_BACK = "taken_back"
    NOBODY_ANSWERS_FOR_IT = "nobody_answers_for_it"
    CONDITION_LAPSED = "condition_lapsed"
    RESTORED = "restored"


CLOSES: Final[dict[SwitchCode, str]] = {SwitchCode.CASE_FILES: SERVICES_ROOM}
"""The room of the pillars that a switch closes for the whole office: row-level security then shows none of its rows."""


def rooms_closed(off: Iterable[str]) -> frozenset[str]:
    """The rooms closed where these switches are off.

    >>> sorted(rooms_closed({"case_files", "enquiries"}))
    ['protection']
    """
    return frozenset(CLOSES[code] for code in CLOSES if code in set(off))
