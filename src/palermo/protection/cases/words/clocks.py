"""Deadlines about a case, in plain language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from palermo.desk.clocks import is_overdue
from palermo.desk.models import Clock
from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.protection.cases.codes.clocks import ClockKind

CLOCKS: dict[str, Text] = {
    ClockKind.REFLECTION: _("Recovery and reflection lasts until"),
    ClockKind.DECISION: _("Decision due"),
    ClockKind.GUARDIAN: _("Guardian awaited by"),
}

PAUSED = State(_("Time stands still"))
RUNS = State(_("Running"), Tone.SEA)
LATE = State(_("Overdue"), Tone.DANGER)

OVER = State(_("Time is over"), Tone.ATTENTION)
"""Of a period of reflection nothing is overdue: somebody ends it or gives more time."""


def clock_state(row: Clock, *, now: datetime) -> State:
    """How a clock stands, as a word."""
    if row.is_paused:
        return PAUSED
    if not is_overdue(row, now=now):
        return RUNS
    return OVER if row.kind == ClockKind.REFLECTION else LATE
