"""Asking the authority on Today: answers, what is with it, what nobody was asked about; an authority's own matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.policies import leads
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.queries import (
    asks,
    matters,
    matters_without_decider,
    unasked,
    waiting_asks,
)
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.words import OUTCOMES
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting


def answers_to_tell(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Decisions of an authority that the person was not told yet, in the actor's cases."""
    if not IDENTIFICATION.may(actor, IdentificationAction.ASK_AUTHORITY):
        return
    rows = asks(actor).filter(state=AskState.ANSWERED, told_on__isnull=True, person__erased_at__isnull=True)
    yield Waiting(
        rows.order_by("-answered_at", "-pk"),
        lambda found: map(_answer, found),
        kind="authority_answer",
        waits=True,
        **of_cases(actor),
    )


def _answer(row: Any) -> TodayItem:
    return TodayItem(
        title=_("%(office)s decided: tell the person") % {"office": row.office},
        url=reverse("protection:asking", args=[row.case_id, row.pk]),
        group=Group.CAME_IN,
        subject=row.pk,
        since=row.answered_at,
        file=row.case_id,
        facts=(OUTCOMES[row.outcome].label,),
    )


def with_the_authority(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """What an authority was asked and still has; what is late stands among what is late."""
    if not IDENTIFICATION.may(actor, IdentificationAction.ASK_AUTHORITY):
        return
    every = Link(_("All that is with an authority"), reverse("protection:with_authority"))
    for late in (False, True):
        rows = waiting_asks(actor).filter(Q(due_at__lt=now) if late else Q(due_at__gte=now))
        yield Waiting(
            rows,
            lambda found, late=late: (_with(row, late=late) for row in found),  # type: ignore[misc]
            kind="authority_late" if late else "with_authority",
            all_of_it=every,
            **of_cases(actor),
        )


def _with(row: Any, *, late: bool) -> TodayItem:
    return TodayItem(
        title=_("With the authority"),
        url=reverse("protection:asking", args=[row.case_id, row.pk]),
        group=Group.LATE if late else Group.OTHERS,
        subject=row.pk,
        since=row.sent_at,
        due=row.due_at,
        file=row.case_id,
        facts=(row.office,),
    )


def presumptions_unasked(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """For whoever leads an office that decides nothing itself: presumptions about which nobody was asked."""
    if not leads(actor):
        return
    yield Waiting(unasked(actor), lambda found: map(_unasked, found), kind="unasked", **of_cases(actor))


def _unasked(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Presumed, and nobody is asked to decide: ask, or record why not"),
        url=reverse("protection:identification", args=[row.case_id]),
        subject=row.pk,
        since=row.created_at,
        file=row.case_id,
    )


def matters_to_handle(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """At an authority: files to give to who decides; what the person took back; answers that could not leave."""
    if not IDENTIFICATION.may(actor, IdentificationAction.HANDLE_MATTER):
        return
    mine = of_cases(actor)
    if leads(actor):
        yield Waiting(
            matters_without_decider(actor),
            lambda found: map(_give, found),
            kind="matter_without_decider",
            waits=True,
            **mine,
        )
    rows = matters(actor).filter(person__erased_at__isnull=True)
    yield Waiting(
        rows.filter(state=AskState.WITHDRAWN).order_by("withdrawn_at", "pk"),
        lambda found: map(_taken_back, found),
        kind="matter_taken_back",
        waits=True,
        **mine,
    )
    yield Waiting(
        rows.filter(answer_waits=True).order_by("answered_at", "pk"),
        lambda found: map(_unsent, found),
        kind="matter_unsent",
        waits=True,
        **mine,
    )


def _give(row: Any) -> TodayItem:
    return _matter(
        row,
        _("Give this to a decision-maker"),
        reverse("protection:team", args=[row.case_id]),
        row.received_at,
    )


def _taken_back(row: Any) -> TodayItem:
    url = reverse("protection:matter_taken_back", args=[row.pk])
    return _matter(row, _("The person took the asking back: answer it"), url, row.withdrawn_at)


def _unsent(row: Any) -> TodayItem:
    url = reverse("protection:identification", args=[row.case_id])
    return _matter(row, _("A decision could not be told to the office that asked"), url, row.answered_at)


def _matter(row: Any, title: str, url: str, since: datetime | None) -> TodayItem:
    return TodayItem(
        title=title,
        url=url,
        group=Group.CAME_IN,
        subject=row.pk,
        since=since,
        file=row.case_id,
        facts=(row.office,),
    )
