"""Searches of one’s own files on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.need_to_know.queries.searches_of_a_file import MOST_HITS, recent_searches, unusual
from palermo.trust.actor import Actor, Staff
from palermo.trust.today import TodayItem, Waiting


def searched_unusually(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Cases of the actor that a colleague who does not work on them looked for unusually often."""
    if not isinstance(actor, Staff) or not CASES.may(actor, CaseAction.WHO_SAW):
        return
    yield Waiting(
        recent_searches(actor, now=now),
        lambda found: map(_searched, unusual(found, now=now)),
        most=MOST_HITS,
    )


def _searched(hit: Any) -> TodayItem:
    return TodayItem(
        title=_("Ask who searched for the case, and why"),
        url=reverse("protection:case", args=[hit.case_id]) + "#searched",
        subject=hit.case_id,
        since=hit.created_at,
        file=hit.case_id,
    )
