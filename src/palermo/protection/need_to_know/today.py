"""On Today: searches of one’s own files, and files that arrived of somebody the office may know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.need_to_know.codes import CameUpon
from palermo.protection.need_to_know.queries.joined_files import undecided_joinings
from palermo.protection.need_to_know.queries.look_alikes import arrived_alike
from palermo.protection.need_to_know.queries.searches_of_a_file import MOST_HITS, recent_searches, unusual
from palermo.trust.actor import Actor, Staff
from palermo.trust.today import Group, TodayItem, Waiting


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


def arrived_and_known(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Files that another office's message opened, of somebody who may have one here already."""
    yield Waiting(
        arrived_alike(actor),
        lambda found: map(_alike, found),
        kind="look_alike",
        waits=True,
        **of_cases(actor),
        all_of_it=Link(_("All open cases, the most urgent first"), reverse("protection:cases")),
    )


def _alike(pair: Any) -> TodayItem:
    title = _("Say whether it is the same person: there may be a file already")
    if pair.came_upon == CameUpon.CAME_BACK:
        title = _("Came back: your office sent this person there. Say that it is the same person")
    return TodayItem(
        title=title,
        url=reverse("protection:case", args=[pair.case_id]) + "#alike",
        group=Group.CAME_IN,
        subject=pair.pk,
        since=pair.created_at,
        file=pair.case_id,
    )


def contacts_undecided(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Joined files that say differently how the person is reached safely."""
    yield Waiting(
        undecided_joinings(actor),
        lambda found: map(_undecided, found),
        kind="contact_undecided",
        waits=True,
        **of_cases(actor),
        all_of_it=Link(_("All open cases, the most urgent first"), reverse("protection:cases")),
    )


def _undecided(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Choose how the person is reached safely: two joined files differ"),
        url=reverse("protection:joined", args=[row.case_id, row.pk]),
        group=Group.CAME_IN,
        subject=row.pk,
        since=row.created_at,
        file=row.case_id,
    )
