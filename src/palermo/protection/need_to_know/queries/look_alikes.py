"""Which files of the office may be of the same person, as far as the reader works on them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, When

from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.need_to_know.codes import Alike, CameUpon
from palermo.protection.need_to_know.models import LookAlike
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.models import User
from palermo.trust.rows import probed


def pairs_of(organisation_id: UUID, person_id: UUID) -> QuerySet[LookAlike]:
    """Pairs in which the person stands on either side, answered ones included."""
    return LookAlike.objects.filter(
        Q(person_id=person_id) | Q(other_id=person_id), organisation_id=organisation_id
    )


def about(pair: LookAlike, person_id: UUID) -> UUID:
    """The other person of a pair."""
    return pair.other_id if pair.person_id == person_id else pair.person_id


def pairs_shown(actor: Actor, case: Case) -> QuerySet[LookAlike]:
    """Pairs of the case's person about which nobody has said, to be gathered; each with the other person's newest case.

    `seen_id`, `seen_code` and `seen_word` are of the one that the actor works on, None where there is none; `ask` is
    who works on it, "" where nobody does.
    """
    other = Case_(When(person_id=case.person_id, then=F("other_id")), default=F("person_id"))
    cases = Case.objects.filter(organisation_id=actor.organisation_id, person_id=OuterRef("about_id"))
    seen = CASES.visible(actor, cases).order_by("-id")
    working = open_assignments(
        CaseAssignment.objects.filter(
            organisation_id=actor.organisation_id, case__person_id=OuterRef("about_id")
        )
    ).order_by("id")
    name = User.objects.filter(pk=OuterRef("worker_id")).values("full_name")[:1]
    return (
        pairs_of(actor.organisation_id, case.person_id)
        .filter(answer=Alike.OPEN)
        .annotate(about_id=other)
        .annotate(
            seen_id=Subquery(seen.values("pk")[:1]),
            seen_code=Subquery(seen.values("code")[:1]),
            seen_word=Subquery(seen.values("known_as")[:1]),
            worker_id=Subquery(working.values("user_id")[:1]),
        )
        .annotate(ask=Subquery(name))
        .order_by("-id")
    )


def pair_of_case(actor: Actor, case: Case, pair_id: UUID) -> tuple[LookAlike, Case]:
    """The pair of this case's person and the other's newest case that the actor may identify.

    Raises Http404, counted as a probe, for a pair of another file and for one whose other file is not theirs to open.
    """
    rows = pairs_of(actor.organisation_id, case.person_id).select_related("person", "other")
    pair = rows.filter(pk=pair_id).first()
    if pair is not None:
        cases = CASES.visible(actor, Case.objects.filter(person_id=about(pair, case.person_id)))
        other = cases.select_related("person").order_by("-id").first()
        if other is not None and CASES.may(actor, CaseAction.IDENTIFY, other):
            return pair, other
    raise probed(actor, object_type="look_alike", object_id=pair_id)


def arrived_alike(actor: Actor) -> QuerySet[LookAlike]:
    """What other offices sent about somebody whom the office may know, unanswered, of files the actor works on.

    Each with the `case_id` of the file that arrived.
    """
    rows = LookAlike.objects.filter(
        organisation_id=actor.organisation_id,
        came_upon__in=[CameUpon.ARRIVED, CameUpon.CAME_BACK],
        answer=Alike.OPEN,
    )
    if not isinstance(actor, Staff) or not CASES.may(actor, CaseAction.IDENTIFY):
        return rows.none()
    cases = CASES.visible(actor, Case.objects.filter(person_id=OuterRef("person_id")))
    newest = Subquery(cases.order_by("-id").values("pk")[:1])
    return rows.filter(Exists(cases)).annotate(case_id=newest).order_by("-id")
