"""The row of one closing: what goes on afterwards, and why a case was opened again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max

from palermo.desk.clocks import end_clocks_about, start_clocks_again
from palermo.protection.cases.changed import tell_changed
from palermo.protection.cases.codes import AssistanceKind, CloseReason, Stage
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.codes.goals import ReopenReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Closing
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.vault.vault import seal

_UNDECIDED = frozenset({Stage.PRESUMED, Stage.ASKED_AGAIN})
"""Stages in which a decision is awaited: it may have been made while the case was closed."""


def write_closing(
    actor: Actor,
    case: Case,
    *,
    closed_on: date,
    reason: CloseReason,
    continues: Collection[str],
    summary: str,
) -> Closing:
    """Keep how a case was closed, and end its clocks; part of the service that closes it and records its own event."""
    row = Closing(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        closed_on=closed_on,
        reason=reason,
        continues=sorted(AssistanceKind(kind).value for kind in continues),
        closed_by_id=named(actor),
    )
    if summary.strip():
        seal(row, summary=summary.strip())
    row.save(force_insert=True)
    end_clocks_about(actor, object_id=case.pk)
    if reason is CloseReason.PERSON_DIED:
        tell_changed(actor, case.person_id, {Changed.DIED})
    return row


def write_reopening(actor: Actor, case: Case, *, reopened_on: date, reason: ReopenReason) -> None:
    """Keep on the newest closing why the case was opened again; part of the service that does it.

    The clocks that ended with it run on.
    """
    row = (
        Closing.objects.filter(organisation_id=case.organisation_id, case_id=case.pk, reopened_on=None)
        .order_by("-id")
        .first()
    )
    if row is not None:
        row.reopened_on, row.reopen_reason = reopened_on, reason
        row.save(update_fields=["reopened_on", "reopen_reason"])
        kinds = [kind for kind in ClockKind if kind is not ClockKind.DECISION or case.stage in _UNDECIDED]
        start_clocks_again(actor, object_id=case.pk, ended_since=row.created_at, kinds=kinds)


def last_reopening(case: Case) -> date | None:
    """The day on which a case was last opened again, None when it never was."""
    rows = Closing.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    day: date | None = rows.aggregate(last=Max("reopened_on"))["last"]
    return day
