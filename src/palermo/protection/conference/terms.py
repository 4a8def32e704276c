"""The terms under which a conference is called: purpose, caveats, which kinds sit there only as the person wishes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from palermo.exchange.caveats import STANDARD, Caveat
from palermo.trust.basis.rules import DataClass, ProcessingPurpose
from palermo.trust.mandates import OrganisationKind

PURPOSE: Final = ProcessingPurpose.PROTECTION
"""Of its own, not that of referrals: the newest yes for a purpose counts, and must end no yes to help that goes on."""
KEPT_UNREAD: Final = timedelta(days=14)
"""How long what nobody took in waits before it is deleted."""
CAVEATS: Final = (*STANDARD, Caveat.NOT_AGAINST_PERSON, Caveat.ERASE_WHEN_DONE)
OFFERED: Final = (
    DataClass.NAME,
    DataClass.BIRTH,
    DataClass.CONTACT,
    DataClass.LANGUAGES,
    DataClass.NATIONALITY,
    DataClass.NEEDS,
)
"""Classes among which the person chooses for each office; how to contact them safely always goes along."""
ONLY_AS_WISHED: Final = (
    OrganisationKind.POLICE,
    OrganisationKind.PROSECUTION,
    OrganisationKind.IMMIGRATION_AUTHORITY,
    OrganisationKind.BORDER_AUTHORITY,
)
"""Kinds to which nothing travels: they sit there only as the person wishes, and hear what is said at the table."""
TEXT_VERSION: Final = "conference-1"
"""Which words the person was told before the yes (`words.TOLD_BEFORE`)."""
