"""Joined files as a page shows them together: code, needs and time limits of each that the reader works on."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from palermo.desk.clocks import running_clocks
from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case, CaseAssignment, Need
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.queries.joined import files_of, joinings, joinings_of
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.models import User
from palermo.trust.rows import probed
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.keys import load_subject_keys
from palermo.trust.vault.vault import reveal


def joined_lists(actor: Actor, case: Case) -> dict[str, QuerySet[Any]]:
    """The other files of the case's person, to be gathered with its page: cases, needs not met, and time limits.

    Each case says whether it `leads`, by which `joining_id` it is bound, and whether it is `seen` by the actor; of one
    that is not, `ask` is who works on it. Needs and time limits are of those that are seen.
    """
    here = {"organisation_id": actor.organisation_id}
    bound = joinings(actor.organisation_id)
    others = Case.objects.filter(files_of(actor.organisation_id, case.person_id), **here).exclude(
        person_id=case.person_id
    )
    seen = CASES.visible(actor, others)
    by_other = bound.filter(joined_id=OuterRef("person_id")).values("pk")[:1]
    own = bound.filter(joined_id=case.person_id).values("pk")[:1]
    working = open_assignments(CaseAssignment.objects.filter(**here, case_id=OuterRef("pk"))).order_by("id")
    name = User.objects.filter(pk=OuterRef("worker_id")).values("full_name")[:1]
    files = others.defer("narrative").annotate(
        leads=Exists(bound.filter(leads_id=OuterRef("person_id"))),
        joining_id=Coalesce(Subquery(by_other), Subquery(own)),
        seen=Exists(CASES.visible(actor, Case.objects.filter(pk=OuterRef("pk")))),
        worker_id=Subquery(working.values("user_id")[:1]),
    )
    ids = seen.values("pk")
    return {
        "joined_files": files.annotate(ask=Subquery(name)).order_by("-id"),
        "joined_needs": Need.objects.filter(**here, case_id__in=ids, state__in=UNMET).order_by("id"),
        "joined_clocks": running_clocks(actor, room=ROOM).filter(object_id__in=ids),
    }


def joining_of_case(actor: Actor, case: Case, joining_id: UUID) -> Joining:
    """The joining in force of this case's person. Raises Http404, counted as a probe, for another one."""
    for row in joinings_of(actor.organisation_id, case.person_id):
        if row.pk == joining_id:
            return row
    raise probed(actor, object_type="joining", object_id=joining_id)


def contacts_to_choose(actor: Actor, row: Joining) -> list[tuple[Person, Case, str]] | None:
    """How each of the joined files says that the person is reached safely, with its newest case; showing it is a look.

    None for whoever does not work on every one of them: they neither choose nor undo.
    """
    cases = CASES.visible(
        actor, Case.objects.filter(files_of(actor.organisation_id, row.leads_id))
    ).select_related("person")
    newest = {case.person_id: case for case in cases.order_by("id")}
    if not {row.leads_id, row.joined_id} <= newest.keys():
        return None
    with suppress(Unreadable):  # each is asked again
        load_subject_keys(actor.organisation_id, list(newest), ROOM)
    return [
        (
            case.person,
            case,
            reveal(actor, case.person, "safe_contact", object_type="person")["safe_contact"],
        )
        for _person, case in sorted(newest.items())
    ]


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
