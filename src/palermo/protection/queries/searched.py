"""Who looked for a file that is not theirs: shown on the file, and on Today where it is unusual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery

from palermo.protection.models import Case, SearchHit
from palermo.protection.policies import CASES
from palermo.trust.actor import Staff
from palermo.trust.people.models import User

SHOWN = 5
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


def unusual_searches(actor: Staff, *, now: datetime) -> list[Case]:
    """Cases of the actor that somebody looked for unusually often; see `is_unusual`."""
    since = now - WITHIN_DAYS
    hits = list(
        SearchHit.objects.filter(organisation_id=actor.organisation_id, created_at__gte=since)
        .exclude(searched_by_id=actor.user_id)
        .values_list("searched_by_id", "case_id", "created_at")
    )
    found = is_unusual(hits, now=now)
    if not found:
        return []
    return list(CASES.visible(actor, Case.objects.filter(pk__in=found)).order_by("id"))


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
