"""What is recorded of a child: age in doubt, guardians, views."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from palermo.desk.models import Clock
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.majority import Majority
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.cases import visible_case
from palermo.protection.cases.queries.clocks import clock_of_case, clocks_of
from palermo.protection.children.models import AgeDecision, ChildView, ComingOfAge, Guardian, GuardianRequest
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.protection.children.queries.guardians import guardian_counts
from palermo.reference.persons import CHILDS_BANDS, AgeBand
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.people.queries import colleague_names

MOST = 50


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


def case_of_child(actor: Actor, case_id: UUID, *, action: ChildAction) -> Case:
    """The case, if the actor may do `action` for its child. 404 and a probe for a foreign one."""
    case = visible_case(actor, case_id)
    CHILDREN.require(actor, action, case)
    return case


def child_file(actor: Actor, case_id: UUID) -> ChildFile:
    """Everything about the child in a case that may be shown without opening a seal."""
    case = case_of_child(actor, case_id, action=ChildAction.SEE)
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


def children_in_sight(actor: Actor) -> QuerySet[Case]:
    """Open cases of children in which somebody has to act, the newest first.

    `unasked`: no guardian counts, or none any more, none is awaited, and the person is not of age by date of birth.
    `proposal_id`: a proposal about the age waits for somebody else than its author.
    """
    same = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef("pk")}
    counts = Guardian.objects.filter(guardian_counts(office_today()), **same)
    awaited = clock_of_case(ClockKind.GUARDIAN)
    proposals = AgeDecision.objects.filter(**same, answered_at__isnull=True)
    if actor.user_id is not None:
        proposals = proposals.exclude(proposed_by_id=actor.user_id)
    rows = CHILDREN.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    of_age = ComingOfAge.objects.filter(
        organisation_id=OuterRef("organisation_id"), person_id=OuterRef("person_id"), stands=Majority.OF_AGE
    )
    doubted = Q(person__age_band=AgeBand.IN_DOUBT)
    return (
        rows.filter(person__age_band__in=CHILDS_BANDS)
        .annotate(unasked=Q(~Exists(awaited)) & Q(~Exists(counts)) & (doubted | Q(~Exists(of_age))))
        .annotate(proposal_id=Subquery(proposals.values("pk")[:1]))
        .filter(Q(unasked=True) | Q(proposal_id__isnull=False))
        .order_by("-id")
    )


def coming_of_age(actor: Actor) -> QuerySet[ComingOfAge]:
    """Whose eighteenth birthday is near or past, in open cases that the actor may see; each with its `case_id`."""
    cases = CHILDREN.visible(
        actor, Case.objects.filter(state=CaseState.OPEN, person_id=OuterRef("person_id"))
    )
    rows = ComingOfAge.objects.filter(Exists(cases), organisation_id=actor.organisation_id)
    return rows.annotate(case_id=Subquery(cases.order_by("-id").values("pk")[:1])).order_by("-id")
