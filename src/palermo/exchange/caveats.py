"""Handling caveats: how the receiver may use what it is sent (Palermo Protocol, art. 10.3).

Under art. 10.3 whoever receives information complies with the restrictions that the one who sent it placed on
its use. A package carries them as codes inside its signed header; the pages show them in words beside the content.
"""

from __future__ import annotations

from enum import StrEnum


class Caveat(StrEnum):
    """A restriction on use. Codes are never renamed: signed headers hold them."""

    PURPOSE_ONLY = "purpose_only"
    NO_ONWARD = "no_onward"
    NOT_FOR_ENFORCEMENT = "not_for_enforcement"
    NOT_AS_EVIDENCE = "not_as_evidence"
    SAFE_CONTACT_ONLY = "safe_contact_only"
    ERASE_WHEN_DONE = "erase_when_done"
    NOT_FOR_MIGRATION = "not_for_migration"
    NOT_AGAINST_PERSON = "not_against_person"


STANDARD = (
    Caveat.PURPOSE_ONLY,
    Caveat.NO_ONWARD,
    Caveat.NOT_FOR_ENFORCEMENT,
    Caveat.SAFE_CONTACT_ONLY,
)
"""What every package carries unless its sender says more."""
