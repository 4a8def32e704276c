"""What pages show of identification and of a child: the rows of a case, and the cases that wait for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from palermo.desk.clocks import running_clocks
from palermo.desk.models import Clock
from palermo.kit.components import Page, page_of
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.cases import visible_case
from palermo.protection.cases.queries.clocks import clock_of_case, clocks_of
from palermo.protection.identification.codes import DecisionOutcome
from palermo.protection.identification.models import (
    Account,
    Decision,
    Presumption,
    Reconsideration,
    Reflection,
    Screening,
)
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.people.queries import colleague_names, offices

MOST = 50
PAGE_SIZE = 25


@dataclass(frozen=True, kw_only=True)
class IdentificationFile:
    """Identification in one case, newest first; no sealed text is opened. `names` are those of colleagues."""

    case: Case
    screenings: tuple[Screening, ...]
    accounts: tuple[Account, ...]
    presumptions: tuple[Presumption, ...]
    reflections: tuple[Reflection, ...]
    decisions: tuple[Decision, ...]
    reconsiderations: tuple[Reconsideration, ...]
    clocks: tuple[Clock, ...]
    names: dict[UUID, str]

    @property
    def running(self) -> Reflection | None:
        """The period of recovery and reflection that runs, if one does."""
        return next((row for row in self.reflections if row.ended_on is None), None)

    @property
    def waits_for_decision(self) -> bool:
        """Whether the decision-maker has something to decide."""
        decided = max(
            (row.pk for row in self.decisions if row.outcome != DecisionOutcome.NOT_YET), default=None
        )
        return any(decided is None or row.pk > decided for row in self.presumptions) or any(
            row.answer_id is None for row in self.reconsiderations
        )


def case_of_identification(actor: Actor, case_id: UUID, *, action: IdentificationAction) -> Case:
    """The case, if the actor may do `action` in its identification. 404 and a probe for a foreign one."""
    case = visible_case(actor, case_id)
    IDENTIFICATION.require(actor, action, case)
    return case


def identification_file(actor: Actor, case_id: UUID) -> IdentificationFile:
    """Everything of identification in a case that may be shown without opening a seal."""
    case = case_of_identification(actor, case_id, action=IdentificationAction.SEE)
    here = {"organisation_id": actor.organisation_id, "case_id": case.pk}
    found = gather(
        {
            "screenings": Screening.objects.filter(**here).order_by("-id")[:MOST],
            "accounts": Account.objects.filter(**here).defer("account").order_by("id")[:MOST],
            "presumptions": Presumption.objects.filter(**here).order_by("-id")[:MOST],
            "reflections": Reflection.objects.filter(**here).order_by("-id")[:MOST],
            "decisions": Decision.objects.filter(**here).defer("reasons").order_by("-id")[:MOST],
            "reconsiderations": Reconsideration.objects.filter(**here).order_by("-id")[:MOST],
            "clocks": clocks_of(actor, case),
        }
    )
    people = {
        row.recorded_by_id for kind in ("screenings", "accounts", "presumptions") for row in found[kind]
    }
    people |= {row.decided_by_id for row in found["decisions"]}
    return IdentificationFile(
        case=case,
        names={**_offices_of(people), **colleague_names(actor, people)},
        **{name: tuple(rows) for name, rows in found.items()},
    )


def _offices_of(ids: set[UUID]) -> dict[UUID, str]:
    """Names of offices among these ids: what another office sent is theirs, and no colleague's."""
    return dict(offices().filter(pk__in=ids).values_list("pk", "name"))


def written_by(actor: Actor, id_: UUID) -> str:
    """Who wrote down what was told: a colleague, or the office that sent it; "" where neither is known."""
    return {**_offices_of({id_}), **colleague_names(actor, {id_})}.get(id_, "")


def waiting_cases(
    actor: Actor, *, state: CaseState = CaseState.OPEN, after: str = "", size: int = PAGE_SIZE
) -> Page[Case]:
    """Cases in which somebody is presumed a victim and it is not decided, or it is asked again; first due first.

    Each carries `due_at` of its decision's clock. Closed cases stand apart: closing decides nothing. Two queries.
    """
    IDENTIFICATION.require(actor, IdentificationAction.SEE)
    rows = decisions_due(actor, state=state)
    if (key := _read_key(after)) is not None:
        rows = rows.filter(Q(due_at__gt=key[0]) | Q(due_at=key[0], pk__gt=key[1]))
    clocks = page_of(
        list(rows[: size + 1]), size=size, key=lambda clock: f"{clock.due_at.isoformat()}_{clock.pk}"
    )
    due = {clock.object_id: clock.due_at for clock in clocks.rows}
    cases = Case.objects.filter(organisation_id=actor.organisation_id, pk__in=due).select_related("person")
    found: dict[UUID, Any] = {case.pk: case for case in cases.annotate(asked_again=_asked_again())}
    for case in found.values():
        case.due_at = due[case.pk]
    return Page([found[pk] for pk in due if pk in found], clocks.next_key)


def decisions_due(actor: Actor, *, state: CaseState = CaseState.OPEN) -> QuerySet[Clock]:
    """The clocks of the decisions that wait, the first due first, each with whether it was `asked_again`."""
    seen = IDENTIFICATION.visible(actor, Case.objects.filter(state=state))
    waits = seen.filter(_awaits_decision(), person__erased_at__isnull=True, pk=OuterRef("object_id"))
    rows = running_clocks(actor, room=ROOM)
    if state is CaseState.CLOSED:
        # Their clocks ended with them, and nothing is decided by that: the newest of each says when it was due.
        same = {"organisation_id": OuterRef("organisation_id"), "object_id": OuterRef("object_id")}
        newer = Clock.objects.filter(**same, kind=ClockKind.DECISION, pk__gt=OuterRef("pk"))
        rows = Clock.objects.filter(~Exists(newer), organisation_id=actor.organisation_id, room=ROOM)
        rows = rows.order_by("due_at", "id")
    rows = rows.filter(Exists(waits), kind=ClockKind.DECISION)
    return rows.annotate(asked_again=_asked_again("object_id"))


def cases_to_decide(actor: Actor) -> QuerySet[Case]:
    """The cases of `waiting_cases`, open or closed, each with `due_at` and whether the decision was `asked_again`."""
    due = clock_of_case(ClockKind.DECISION)
    return (
        IDENTIFICATION.visible(actor, Case.objects.all())
        .filter(_awaits_decision(), person__erased_at__isnull=True)
        .annotate(due_at=Subquery(due.values("due_at")[:1]), asked_again=_asked_again())
    )


def awaits_decision(case: Case) -> bool:
    """Whether the decision-maker has something to decide in the case, as `cases_to_decide` finds it."""
    return Case.objects.filter(_awaits_decision(), pk=case.pk).exists()


def _awaits_decision() -> Q:
    """Of cases: somebody is presumed and no final decision came after, or one is asked to be looked at again."""
    same = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef("case_id")}
    after = Decision.objects.filter(**same, pk__gt=OuterRef("pk")).exclude(outcome=DecisionOutcome.NOT_YET)
    here = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef("pk")}
    return Q(Exists(Presumption.objects.filter(~Exists(after), **here))) | Q(_asked_again())


def _asked_again(case: str = "pk") -> Exists:
    here = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef(case)}
    return Exists(Reconsideration.objects.filter(**here, answer__isnull=True))


def _read_key(after: str) -> tuple[datetime, UUID] | None:
    due, _underscore, pk = after.partition("_")
    try:
        return datetime.fromisoformat(due), UUID(pk)
    except ValueError:
        return None
