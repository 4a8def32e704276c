"""The person's goals, what they said of services, and how the case was closed before, for those who work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Closing, Goal, ServiceJudgement
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.trust.actor import Actor
from palermo.trust.vault.vault import SealedModel, record_look, unseal

R = TypeVar("R", bound=SealedModel)
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the person said: a coded answer with their words, or none. `settled` is a second code, if there is one."""

    pk: UUID
    code: str
    settled: str
    words: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Closed:
    """How the case was closed once; `left` are codes of what was still out and left, each with why."""

    on: date
    reason: str
    continues: tuple[str, ...]
    left: tuple[tuple[str, str], ...]
    summary: str
    reopened_on: date | None
    reopen_reason: str


def goals_of(actor: Actor, case: Case) -> list[Said]:
    """Goals of the case's person, newest first. Reading their words is a look at the file, and recorded."""
    CASES.require(actor, CaseAction.SEE_IDENTITY, case)
    rows = Goal.objects.filter(organisation_id=case.organisation_id, case_id=case.pk).order_by("-id")
    return [
        Said(pk=row.pk, code=row.area, settled=row.state, words=words, at=row.state_at)
        for row, words in _opened(actor, case, rows, "words", shown_as="goals")
    ]


def goals_in_short(case: Case) -> list[tuple[str, str]]:
    """Areas of the goals of a case that the actor may see, and where each stands, newest first; no word is opened."""
    rows = Goal.objects.filter(organisation_id=case.organisation_id, case_id=case.pk).order_by("-id")
    return list(rows.values_list("area", "state")[:MOST])


def judgements_of(actor: Actor, case: Case) -> list[Said]:
    """What the person said of services, newest first; reading their words is recorded."""
    CASES.require(actor, CaseAction.SEE_IDENTITY, case)
    rows = ServiceJudgement.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    return [
        Said(pk=row.pk, code=row.service, settled=row.said, words=words, at=row.created_at)
        for row, words in _opened(actor, case, rows.order_by("-id"), "words", shown_as="judgement")
    ]


def closings_of(actor: Actor, case: Case) -> list[Closed]:
    """How the case was closed before, newest first; reading a summary is recorded."""
    CASES.require(actor, CaseAction.SEE_IDENTITY, case)
    rows = Closing.objects.filter(organisation_id=case.organisation_id, case_id=case.pk).order_by("-id")
    return [
        Closed(
            on=row.closed_on,
            reason=row.reason,
            continues=tuple(row.continues),
            left=tuple((one["what"], one["why"]) for one in row.left),
            summary=summary,
            reopened_on=row.reopened_on,
            reopen_reason=row.reopen_reason,
        )
        for row, summary in _opened(actor, case, rows, "summary", shown_as="closing")
    ]


def _opened(
    actor: Actor, case: Case, rows: QuerySet[R], column: str, *, shown_as: str
) -> list[tuple[R, str]]:
    """The newest rows with their sealed words; one event says that they were shown."""
    opened = [(row, unseal(row, column)[column]) for row in rows[:MOST]]
    if any(words for _row, words in opened):
        record_look(actor, object_type="person", object_id=case.person_id, columns=[shown_as])
    return opened
