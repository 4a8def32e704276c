"""What this room records in the ledger, in words, subject by subject."""

from __future__ import annotations

from typing import Final

from palermo.kit.choices import Text
from palermo.protection.accountability import verbs as accountability
from palermo.protection.cases import verbs as cases
from palermo.protection.children import verbs as children
from palermo.protection.first_contact import verbs as first_contact
from palermo.protection.identification import verbs as identification
from palermo.protection.need_to_know import verbs as need_to_know
from palermo.protection.referral import verbs as referral
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
