"""Cases as the desk asks about them: who reads and writes notes, tasks, appointments and safety plans of one.

read     who may see who the person is: coordinators, and the caseworkers and focal points to whom the case is assigned
write    the same, who may help in the case
lead     coordinators
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from palermo.desk.files import FileAction, Files
from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.leaving import decides_here
from palermo.protection.cases.services.cases import own_case
from palermo.trust.actor import Actor
from palermo.trust.people.models import User
from palermo.trust.people.queries import told_apart
from palermo.trust.policy import Verdict, refused
from palermo.trust.service import Refused

_ASKED: Final = {
    FileAction.READ: CaseAction.SEE_IDENTITY,
    FileAction.WRITE: CaseAction.ASSIST,
    FileAction.LEAD: CaseAction.LEAD,
}


def _may(actor: Actor, action: FileAction, case_id: UUID | None) -> Verdict:
    """A colleague alone: Palermo itself writes and reads none of it."""
    if actor.user_id is None:
        return refused("named_person_needed")
    if case_id is None:
        return CASES.may(actor, _ASKED[action])
    role = CASES.may(actor, _ASKED[action])
    # Found in sight, a case is asked about without another look at who works on it.
    case = CASES.visible(actor, Case.objects.filter(pk=case_id)).first() if role else None
    return CASES.may(actor, _ASKED[action], case) if case is not None else role and refused("not_assigned")


def may_read_words(actor: Actor, case: Case) -> bool:
    """Whether the actor may read what the desk keeps about a case found in their sight; it is not looked up again."""
    return actor.user_id is not None and CASES.may(actor, _ASKED[FileAction.READ], case).allowed


def _readable(actor: Actor) -> QuerySet[Case]:
    """Cases in which the actor may read."""
    if not _may(actor, FileAction.READ, None):
        return Case.objects.none()
    return CASES.visible(actor, Case.objects.all())


def _take(actor: Actor, case_id: UUID) -> UUID:
    """The person of a case that is written into, locked. Raises Refused, also once they were erased."""
    case = own_case(actor, case_id, action=CaseAction.ASSIST)
    if case.person.erased_at is not None:
        asked = CASES.asked(CaseAction.ASSIST)
        raise Refused("erased", verb=asked, object_type="case", object_id=case.pk)
    return case.person_id


def _colleagues(actor: Actor, case_id: UUID) -> list[tuple[UUID, str]]:
    """Who works on the case now and helps in it, by name; the actor too, who was allowed to write into it."""
    decides, helps = decides_here()
    here = CaseAssignment.objects.filter(organisation_id=actor.organisation_id, case_id=case_id)
    working = open_assignments(here).exclude(decides & ~helps).values("user_id")
    found = told_apart(User.objects.filter(Q(pk__in=working) | Q(pk=actor.user_id)))
    return sorted(found.items(), key=lambda one: one[1])


CASE_FILES: Final = Files(
    room=ROOM,
    object_type="case",
    subject_type="person",
    may=_may,
    readable=_readable,
    take=_take,
    colleagues=_colleagues,
)
