"""Codes of what changed after it was sent: what belongs to which class of data, and how it was settled."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from palermo.protection.cases.codes.changed import Changed
from palermo.protection.referral.codes import ReferralState
from palermo.trust.basis.rules import DataClass


class Settled(StrEnum):
    """How the other office came to know: sent under the same yes, or said by telephone."""

    SENT = "sent"
    TOLD = "told"


CLASS_OF: Final[dict[Changed, DataClass]] = {
    Changed.SAFE_CONTACT: DataClass.SAFE_CONTACT,
    Changed.CONTACT: DataClass.CONTACT,
    Changed.NAME: DataClass.NAME,
    Changed.GENDER: DataClass.NAME,
    # Whom nobody may tell and who acts for a child belong to how the person is kept safe, and go with it.
    Changed.NEVER_SHARE: DataClass.SAFE_CONTACT,
    Changed.GUARDIAN: DataClass.SAFE_CONTACT,
    Changed.AGE: DataClass.BIRTH,
    Changed.NATIONALITY: DataClass.NATIONALITY,
    Changed.DIED: DataClass.SAFE_CONTACT,
}
"""With which class of data a change leaves."""

HOLDS: Final = frozenset({ReferralState.IDENTITY_SENT, ReferralState.IN_SERVICE, ReferralState.COMPLETED})
"""States in which the other office has what was sent and may act on it."""

GUARDIAN_NONE, GUARDIAN_CHANGED, DIED = "none", "changed", "yes"
"""What a package says of a guardian and of a death: codes, nobody's name."""
