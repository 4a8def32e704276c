"""On Today: records whose time ends within a week, and for whoever leads open files in which nothing happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.office_time import local_day
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.file.queries.ends import quiet_cases
from palermo.trust.actor import Actor, Staff
from palermo.trust.retention.models import Notice
from palermo.trust.retention.notices import shown_now
from palermo.trust.today import TodayItem, Waiting
from palermo.trust.vault.models import LegalHold

MOST = 100


def records_that_end(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """What ends within a week, as one thing: for whoever leads all of it, for others their files.

    What a legal hold keeps asks nothing of anybody, and stands on the page alone.
    """
    if not isinstance(actor, Staff) or not CASES.may(actor, CaseAction.ASSIST):
        return
    hold = LegalHold.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        subject_id=OuterRef("subject_id"),
        released_at__isnull=True,
    )
    yield Waiting(shown_now(actor, day=local_day(now)).filter(~Exists(hold)), _together, most=MOST)


def _together(found: Sequence[Notice]) -> Iterator[TodayItem]:
    if found:
        yield TodayItem(
            title=_("Look at what is erased soon"), url=reverse("protection:ends"), count=len(found)
        )


def files_without_activity(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """For whoever leads: open files in which nothing was recorded for months. Nothing closes them but a colleague."""
    if not CASES.may(actor, CaseAction.LEAD):
        return
    yield Waiting(quiet_cases(actor, day=local_day(now)).only("pk"), _quiet, most=MOST)


def _quiet(found: Sequence[Any]) -> Iterator[TodayItem]:
    if found:
        yield TodayItem(
            title=_("Look at open files in which nothing happened for months"),
            url=reverse("protection:ends"),
            count=len(found),
        )
