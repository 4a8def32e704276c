"""Clocks of a case as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from palermo.desk.models import Clock
from palermo.kit.components import Fact
from palermo.kit.office_time import local_day
from palermo.protection.cases.words.clocks import CLOCKS, clock_state


def clock_facts(clocks: Sequence[Clock], *, now: datetime) -> list[Fact]:
    """The clocks of a case: what for, until when, and a word for how it stands."""
    return [
        Fact(CLOCKS.get(row.kind, row.kind), [local_day(row.due_at), clock_state(row, now=now)])
        for row in clocks
    ]
