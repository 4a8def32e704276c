"""What this room records in the ledger, in words, subject by subject."""

from __future__ import annotations

from typing import Final

from palermo.kit.choices import Text
from palermo.protection.verbs import (
    accountability,
    cases,
    children,
    first_contact,
    identification,
    need_to_know,
    referral,
)
from palermo.trust.verbs import Verb

VERBS: Final[dict[Verb, Text]] = {
    **cases.VERBS,
    **first_contact.VERBS,
    **children.VERBS,
    **need_to_know.VERBS,
    **identification.VERBS,
    **referral.VERBS,
    **accountability.VERBS,
}
