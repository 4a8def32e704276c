"""Children on Today: those for whom something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.protection.cases.lines import of_cases
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.protection.children.queries.child_file import children_in_sight
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
