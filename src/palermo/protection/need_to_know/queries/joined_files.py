"""Joined files as a page shows them together: code, needs and time limits of each that the reader works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from palermo.desk.models import Clock
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.queries.clocks import clocks_of
from palermo.protection.cases.queries.joined import joinings, joinings_of
from palermo.protection.need_to_know.queries.whom_to_ask import whom_to_ask
from palermo.trust.actor import Actor, Staff
from palermo.trust.rows import probed
from palermo.trust.vault.vault import reveal


@dataclass(frozen=True, kw_only=True)
class JoinedFile:
    """Another file of the same person that the reader works on."""

    joining_id: UUID
    case: Case
    leads: bool
    needs: tuple[Need, ...]
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, kw_only=True)
class JoinedFiles:
    """What binds a case to others: whether it leads, the others, and whom to ask about those one does not work on."""

    leads: bool
    files: tuple[JoinedFile, ...]
    ask: tuple[str, ...]
    undecided: bool


def joined_files(actor: Actor, case: Case, *, undecided: bool) -> JoinedFiles | None:
    """The other files of the case's person; None where nothing is joined."""
    rows = joinings_of(actor.organisation_id, case.person_id)
    if not rows:
        return None
    by_person = {row.joined_id: row.pk for row in rows}
    persons = {rows[0].leads_id, *by_person} - {case.person_id}
    own = by_person.get(case.person_id)
    cases = list(
        Case.objects.select_related("person")
        .filter(organisation_id=actor.organisation_id, person_id__in=persons)
        .order_by("-id")
    )
    seen = set(
        CASES.visible(actor, Case.objects.filter(pk__in=[one.pk for one in cases])).values_list(
            "pk", flat=True
        )
    )
    return JoinedFiles(
        leads=own is None,
        files=tuple(
            JoinedFile(
                joining_id=by_person.get(one.person_id) or own or rows[0].pk,
                case=one,
                leads=one.person_id == rows[0].leads_id,
                needs=tuple(
                    Need.objects.filter(
                        organisation_id=actor.organisation_id, case_id=one.pk, state__in=UNMET
                    ).order_by("id")
                ),
                clocks=tuple(clocks_of(actor, one)),
            )
            for one in cases
            if one.pk in seen
        ),
        ask=whom_to_ask(actor, [one for one in cases if one.pk not in seen]),
        undecided=undecided,
    )


def joining_of_case(actor: Actor, case: Case, joining_id: UUID) -> Joining:
    """The joining in force of this case's person. Raises Http404, counted as a probe, for another one."""
    for row in joinings_of(actor.organisation_id, case.person_id):
        if row.pk == joining_id:
            return row
    raise probed(actor, object_type="joining", object_id=joining_id)


def contacts_to_choose(actor: Actor, row: Joining) -> list[tuple[Person, Case | None, str]]:
    """How each of the joined files says that the person is reached safely, with its case; showing it is a look."""
    rows = joinings_of(actor.organisation_id, row.leads_id)
    ids = [row.leads_id, *(one.joined_id for one in rows)]
    files = Person.objects.filter(organisation_id=actor.organisation_id, pk__in=ids).order_by("pk")
    cases = {
        case.person_id: case
        for case in Case.objects.filter(organisation_id=actor.organisation_id, person_id__in=ids).order_by(
            "id"
        )
    }
    return [
        (one, cases.get(one.pk), reveal(actor, one, "safe_contact", object_type="person")["safe_contact"])
        for one in files
    ]


def may_part(actor: Actor, row: Joining) -> bool:
    """Whether the actor works on every file of the joining, so that they may undo it and choose."""
    cases = Case.objects.filter(
        organisation_id=actor.organisation_id, person_id__in=[row.leads_id, row.joined_id]
    )
    persons = {case.person_id for case in cases if CASES.may(actor, CaseAction.IDENTIFY, case)}
    return {row.leads_id, row.joined_id} <= persons


def is_final(at: datetime, *, now: datetime) -> bool:
    """Whether the time to undo is over."""
    return now >= at


def undecided_joinings(actor: Actor) -> QuerySet[Joining]:
    """Joinings of which nobody chose the safe contact, of cases that the actor works on; each with a `case_id`."""
    if not isinstance(actor, Staff) or not CASES.may(actor, CaseAction.IDENTIFY):
        return Joining.objects.none()
    cases = CASES.visible(
        actor, Case.objects.filter(Q(person_id=OuterRef("leads_id")) | Q(person_id=OuterRef("joined_id")))
    )
    rows = joinings(actor.organisation_id).filter(Exists(cases), contact_of__isnull=True)
    return rows.annotate(case_id=Subquery(cases.order_by("-id").values("pk")[:1])).order_by("-id")
