"""Which files of the office may be of the same person, as far as the reader works on them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, PERSONS, CaseAction, PersonAction
from palermo.protection.need_to_know.codes import Alike, CameUpon
from palermo.protection.need_to_know.models import LookAlike
from palermo.protection.need_to_know.queries.whom_to_ask import whom_to_ask
from palermo.trust.actor import Actor, Staff
from palermo.trust.rows import probed


@dataclass(frozen=True, kw_only=True)
class Alikes:
    """Files that may be of the same person: `seen` with the pair's id, of the rest only whom to ask."""

    seen: tuple[tuple[UUID, Case], ...] = ()
    ask: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.seen or self.ask)


def pairs_of(organisation_id: UUID, person_id: UUID) -> QuerySet[LookAlike]:
    """Pairs in which the person stands on either side, answered ones included."""
    return LookAlike.objects.filter(
        Q(person_id=person_id) | Q(other_id=person_id), organisation_id=organisation_id
    )


def about(pair: LookAlike, person_id: UUID) -> UUID:
    """The other person of a pair."""
    return pair.other_id if pair.person_id == person_id else pair.person_id


def alikes_of(actor: Actor, case: Case) -> Alikes:
    """The files that may be of the same person as `case` and about which nobody has said."""
    pairs = {
        about(pair, case.person_id): pair.pk
        for pair in pairs_of(actor.organisation_id, case.person_id).filter(answer=Alike.OPEN)
    }
    if not pairs:
        return Alikes()
    cases = list(
        Case.objects.filter(organisation_id=actor.organisation_id, person_id__in=pairs)
        .defer("narrative")
        .order_by("-id")
    )
    visible = CASES.visible(actor, Case.objects.filter(pk__in=[row.pk for row in cases]))
    seen = set(visible.values_list("pk", flat=True))
    return Alikes(
        seen=tuple((pairs[row.person_id], row) for row in cases if row.pk in seen),
        ask=whom_to_ask(actor, [row for row in cases if row.pk not in seen]),
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
        if (
            other is not None
            and CASES.may(actor, CaseAction.IDENTIFY, other)
            and PERSONS.may(actor, PersonAction.IDENTIFY, other.person)
        ):
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
