"""The terms under which packages of a referral leave: purpose, caveats, how long an unread one is kept."""

from __future__ import annotations

from datetime import timedelta

from palermo.exchange.caveats import STANDARD
from palermo.trust.basis.rules import ProcessingPurpose

PURPOSE = ProcessingPurpose.ASSISTANCE
CAVEATS = STANDARD
"""How the recipient may use an identity slice: shown before it leaves, and signed with it."""
KEPT_UNREAD = timedelta(days=14)
"""How long after its due time an unread body waits before it is deleted."""
