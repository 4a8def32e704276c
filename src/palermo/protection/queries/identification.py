"""What pages show of identification and of a child: the rows of a case, and the cases that wait for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from palermo.desk.clocks import running_clocks
from palermo.desk.models import Clock
from palermo.kit.pieces import Page, page_of
from palermo.protection.codes import CaseState
from palermo.protection.codes.children import Conflict
from palermo.protection.codes.identification import ClockKind, DecisionOutcome
from palermo.protection.models import (
    Account,
    AgeDecision,
    Case,
    ChildView,
    Decision,
    Guardian,
    GuardianRequest,
    Presumption,
    Reconsideration,
    Reflection,
    Screening,
)
from palermo.protection.policies.identification import IDENTIFICATION, IdentificationAction
from palermo.protection.queries.file import own_visible_case
from palermo.reference.persons import CHILDS_BANDS
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.people.queries import colleague_names

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


@dataclass(frozen=True, kw_only=True)
class ChildFile:
    """A child in one case: proposals about the age, guardians, requests for one, the child's views. Newest first."""

    case: Case
    ages: tuple[AgeDecision, ...]
    requests: tuple[GuardianRequest, ...]
    guardians: tuple[Guardian, ...]
    views: tuple[ChildView, ...]
    clocks: tuple[Clock, ...]
    names: dict[UUID, str]


def case_of_identification(actor: Actor, case_id: UUID, *, action: IdentificationAction) -> Case:
    """The case, if the actor may do `action` in its identification. 404 and a probe for a foreign one."""
    case = own_visible_case(actor, case_id)
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
        names=colleague_names(actor, people),
        **{name: tuple(rows) for name, rows in found.items()},
    )


def child_file(actor: Actor, case_id: UUID) -> ChildFile:
    """Everything about the child in a case that may be shown without opening a seal."""
    case = case_of_identification(actor, case_id, action=IdentificationAction.SEE)
    here = {"organisation_id": actor.organisation_id, "case_id": case.pk}
    found = gather(
        {
            "ages": AgeDecision.objects.filter(**here).defer("age_reasons").order_by("-id")[:MOST],
            "requests": GuardianRequest.objects.filter(**here).order_by("-id")[:MOST],
            "guardians": Guardian.objects.filter(**here).order_by("-id")[:MOST],
            "views": ChildView.objects.filter(**here).order_by("-id")[:MOST],
            "clocks": clocks_of(actor, case),
        }
    )
    people = {pk for row in found["ages"] for pk in (row.proposed_by_id, row.answered_by_id)}
    people |= {pk for row in found["guardians"] for pk in (row.verified_by_id, row.conflict_checked_by_id)}
    people |= {row.recorded_by_id for row in found["views"]}
    return ChildFile(
        case=case,
        names=colleague_names(actor, {pk for pk in people if pk is not None}),
        **{name: tuple(rows) for name, rows in found.items()},
    )


def clocks_of(actor: Actor, case: Case) -> QuerySet[Clock]:
    """The clocks that run about a case, the first due first."""
    return running_clocks(actor, room="protection").filter(object_id=case.pk)


def clocks_in_sight(actor: Actor, *, before: datetime) -> QuerySet[Clock]:
    """Clocks due before a time in the open cases the actor may see, paused ones too; each with its case's `code`."""
    seen = IDENTIFICATION.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    of_case = seen.filter(pk=OuterRef("object_id"))
    rows = running_clocks(actor, room="protection").filter(Exists(of_case), due_at__lt=before)
    return rows.annotate(code=Subquery(Case.objects.filter(pk=OuterRef("object_id")).values("code")[:1]))


def waiting_cases(actor: Actor, *, after: str = "", size: int = PAGE_SIZE) -> Page[Case]:
    """Cases in which somebody is presumed a victim and it is not decided, or a decision is asked again; newest first.

    Each carries `due_at` of its decision's clock. Closed cases stand there too: closing decides nothing.
    """
    IDENTIFICATION.require(actor, IdentificationAction.SEE)
    rows = cases_to_decide(actor).select_related("person")
    if (key := _read_key(after)) is not None:
        rows = rows.filter(pk__lt=key)
    return page_of(list(rows.order_by("-id")[: size + 1]), size=size, key=lambda case: str(case.pk))


def cases_to_decide(actor: Actor) -> QuerySet[Case]:
    """The cases of `waiting_cases`, each with `due_at` and whether the decision was `asked_again`."""
    due = _running_clock(ClockKind.DECISION)
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


def _asked_again() -> Exists:
    here = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef("pk")}
    return Exists(Reconsideration.objects.filter(**here, answer__isnull=True))


def children_in_sight(actor: Actor) -> QuerySet[Case]:
    """Open cases of children in which somebody has to act, the newest first.

    `unasked`: no guardian counts, or none any more, and none is awaited. `proposal_id`: a proposal about the age
    waits for somebody else than its author.
    """
    same = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef("pk")}
    mandate_holds = Q(mandate_until__isnull=True) | Q(mandate_until__gte=timezone.now().date())
    counts = Guardian.objects.filter(
        mandate_holds, **same, verified_on__isnull=False, conflict=Conflict.NONE_FOUND, ended_on__isnull=True
    )
    awaited = _running_clock(ClockKind.GUARDIAN)
    proposals = AgeDecision.objects.filter(**same, answered_at__isnull=True)
    if actor.user_id is not None:
        proposals = proposals.exclude(proposed_by_id=actor.user_id)
    rows = IDENTIFICATION.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    return (
        rows.filter(person__age_band__in=CHILDS_BANDS)
        .annotate(unasked=Q(~Exists(awaited)) & Q(~Exists(counts)))
        .annotate(proposal_id=Subquery(proposals.values("pk")[:1]))
        .filter(Q(unasked=True) | Q(proposal_id__isnull=False))
        .order_by("-id")
    )


def _running_clock(kind: ClockKind) -> QuerySet[Clock]:
    """The clock of a kind that runs, or stands still, about an outer case."""
    return Clock.objects.filter(
        organisation_id=OuterRef("organisation_id"), object_id=OuterRef("pk"), kind=kind, done_at__isnull=True
    )


def _read_key(after: str) -> UUID | None:
    try:
        return UUID(after)
    except ValueError:
        return None
