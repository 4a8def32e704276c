"""A line of Today as one sentence of a test: what to do, and whose file it is about by its code."""

from __future__ import annotations

from palermo.trust.today import TodayItem


def said(item: TodayItem) -> str:
    """The title, and the code of whom it is about."""
    return f"{item.title}: {item.person.code}" if item.person else str(item.title)
