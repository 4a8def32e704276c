"""The terms of a notification: purpose, caveats, how long an unread one is kept."""

from __future__ import annotations

from datetime import timedelta

from palermo.exchange.caveats import Caveat
from palermo.trust.basis.rules import ProcessingPurpose

PURPOSE = ProcessingPurpose.IDENTIFICATION
KIND = "notification"
KEPT_UNREAD = timedelta(days=30)
"""How long an unread body waits before it is deleted."""
CAVEATS = (
    Caveat.PURPOSE_ONLY,
    Caveat.NO_ONWARD,
    Caveat.NOT_FOR_ENFORCEMENT,
    Caveat.NOT_FOR_MIGRATION,
    Caveat.NOT_AGAINST_PERSON,
)
