"""Children on Today: those for whom something is missing, and those who turn eighteen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.majority import Majority
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.protection.children.queries.child_file import children_in_sight, coming_of_age
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting


def children_waiting(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Children for whom nobody asked for a guardian, and ages in doubt that wait for a second person."""
    rows: QuerySet[Any] = children_in_sight(actor).defer("narrative")
    cases = Link(_("All open cases, the most urgent first"), reverse("protection:cases"))
    if CHILDREN.may(actor, ChildAction.CARE_FOR_CHILD):
        yield Waiting(
            rows.filter(unasked=True),
            lambda found: map(_guardian, found),
            kind="guardian_unasked",
            **of_cases(actor, "pk"),
            all_of_it=cases,
        )
    if CHILDREN.may(actor, ChildAction.DECIDE_AGE):
        yield Waiting(
            rows.filter(proposal_id__isnull=False),
            lambda found: map(_age, found),
            kind="age_proposed",
            waits=True,
            **of_cases(actor, "pk"),
            all_of_it=cases,
        )


def _guardian(case: Any) -> TodayItem:
    return TodayItem(
        title=_("Ask for a guardian"),
        url=reverse("protection:child", args=[case.pk]),
        subject=case.pk,
        since=case.created_at,
        file=case.pk,
    )


def _age(case: Any) -> TodayItem:
    return TodayItem(
        title=_("Second of two: answer about an age in doubt"),
        url=reverse("protection:age_answer", args=[case.pk, case.proposal_id]),
        group=Group.CAME_IN,
        subject=case.pk,
        file=case.pk,
    )


def eighteen(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Who turns eighteen within 30 days, and who has by the date of birth while the file treats them as a child."""
    if not CHILDREN.may(actor, ChildAction.DECIDE_AGE):
        return
    rows: QuerySet[Any] = coming_of_age(actor)
    cases = Link(_("All open cases, the most urgent first"), reverse("protection:cases"))
    for kind, soon in (("eighteen", False), ("eighteen_soon", True)):
        yield Waiting(
            rows.filter(stands=Majority.SOON) if soon else rows.exclude(stands=Majority.SOON),
            lambda found: map(_eighteen, found),
            kind=kind,
            waits=not soon,
            **of_cases(actor),
            all_of_it=cases,
        )


def _eighteen(row: Any) -> TodayItem:
    titles = {
        Majority.SOON: _("Eighteen within 30 days: speak about what changes"),
        Majority.PERHAPS: _("Perhaps eighteen by the date of birth: settle the age"),
        Majority.OF_AGE: _("Eighteen by the date of birth: ask the person themselves"),
    }
    return TodayItem(
        title=titles[Majority(row.stands)],
        url=reverse("protection:child", args=[row.case_id]),
        group=Group.TODAY if row.stands == Majority.SOON else Group.CAME_IN,
        subject=row.pk,
        file=row.case_id,
    )
