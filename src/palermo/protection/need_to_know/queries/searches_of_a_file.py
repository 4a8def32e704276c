"""Who looked for a file that is not theirs: shown on the file, and on Today where it is unusual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES
from palermo.protection.need_to_know.models import SearchHit
from palermo.trust.actor import Staff
from palermo.trust.people.models import User

SHOWN = 5
MOST_HITS = 1000
SAME_FILE, WITHIN_DAYS = 3, timedelta(days=7)
MANY_FILES, WITHIN_A_DAY = 5, timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Searched:
    """A colleague who does not work on the case came upon it."""

    colleague: str
    found_by: str
    at: datetime


def searched_for(case: Case) -> list[Searched]:
    """The last five such searches that came upon the case, newest first; one query."""
    name = User.objects.filter(pk=OuterRef("searched_by_id")).values("full_name")
    rows = SearchHit.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return [
        Searched(colleague=row.name or "", found_by=row.found_by, at=row.created_at)
        for row in rows.annotate(name=Subquery(name[:1])).order_by("-id")[:SHOWN]
    ]


def recent_searches(actor: Staff, *, now: datetime) -> QuerySet[SearchHit]:
    """The searches of others within 7 days, newest first; each with whether the case is `seen` by the actor."""
    own = CASES.visible(actor, Case.objects.filter(pk=OuterRef("case_id")))
    rows = SearchHit.objects.filter(
        organisation_id=actor.organisation_id, created_at__gte=now - WITHIN_DAYS
    ).exclude(searched_by_id=actor.user_id)
    return rows.annotate(seen=Exists(own)).order_by("-id")


def unusual(hits: Sequence[Any], *, now: datetime) -> list[Any]:
    """Of `recent_searches`, one hit for each case the actor sees that was looked for unusually often (`is_unusual`)."""
    odd = is_unusual([(hit.searched_by_id, hit.case_id, hit.created_at) for hit in hits], now=now)
    first = {hit.case_id: hit for hit in hits if hit.seen and hit.case_id in odd}
    return [first[case_id] for case_id in sorted(first)]


def is_unusual(hits: Iterable[tuple[UUID, UUID, datetime]], *, now: datetime) -> set[UUID]:
    """The cases looked for unusually, from (colleague, case, when) of each search that came upon another's file.

    One colleague who comes upon one file three times within 7 days, or upon five files within a day. It
    accuses nobody: a busy night looks the same, so somebody who knows both is told to ask.
    """
    recent = [hit for hit in hits if hit[2] > now - WITHIN_DAYS]
    often = Counter((colleague, case) for colleague, case, _at in recent)
    files: dict[UUID, set[UUID]] = {}
    for colleague, case, at in recent:
        if at > now - WITHIN_A_DAY:
            files.setdefault(colleague, set()).add(case)
    unusual = {case for (_colleague, case), number in often.items() if number >= SAME_FILE}
    return unusual.union(*(cases for cases in files.values() if len(cases) >= MANY_FILES))
