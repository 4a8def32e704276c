"""What may change of a person after it was told to another office, and safety hangs on it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Changed(StrEnum):
    """Something that another office may have as it was before; the most dangerous first."""

    SAFE_CONTACT = "safe_contact"
    CONTACT = "contact"
    NAME = "name"
    GENDER = "gender"
    NEVER_SHARE = "never_share"
    GUARDIAN = "guardian"
    AGE = "age"
    NATIONALITY = "nationality"
    DIED = "died"


OF_PERSON: Final = frozenset({Changed.SAFE_CONTACT, Changed.NEVER_SHARE, Changed.DIED})
"""What holds for every file of the same person once they are joined."""
