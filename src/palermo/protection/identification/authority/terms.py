"""The terms under which the authority is asked: purpose, caveats, how long an unread request is kept."""

from __future__ import annotations

from datetime import timedelta

from palermo.exchange.caveats import STANDARD, Caveat
from palermo.trust.basis.rules import ProcessingPurpose

PURPOSE = ProcessingPurpose.IDENTIFICATION
KEPT_UNREAD = timedelta(days=30)
"""How long after its due time an unread body waits before it is deleted."""
CAVEATS = (*STANDARD, Caveat.NOT_FOR_MIGRATION, Caveat.NOT_AGAINST_PERSON)
"""Not for migration, not against the person: signed with the request, shown before it leaves and beside the matter."""
