"""Who may work on which case, and see whose file. Need to know inside an office is by assignment.

A case once assigned stays so while the colleague keeps a role that fits; after a break it is assigned anew.

coordinator                every case of the office
caseworker, focal point    cases assigned to them
decision-maker             the coded part of cases assigned to them
the office's inbox         may open and fill a file that arrived, sees no identity through a page
everybody else             nothing
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery, UUIDField, Value

from palermo.protection.cases.assignments import ASSIGNABLE, assignments_of
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.persons import Person
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

A = TypeVar("A", bound=StrEnum)

_OPENERS = (Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT)


class CaseAction(StrEnum):
    """What is asked of cases."""

    OPEN = "open"
    SEE = "see"
    SEE_IDENTITY = "see_identity"
    IDENTIFY = "identify"
    CALL = "call"
    RECORD_NEED = "record_need"
    ASSIST = "assist"
    REFER = "refer"
    OVERRIDE = "override"
    CLOSE = "close"
    REOPEN = "reopen"
    WHO_SAW = "who_saw"
    ASSIGN = "assign"
    TAKE_ROWS = "take_rows"
    HOLD = "hold"
    ERASE = "erase"
    ERASE_ON_WITHDRAWAL = "erase_on_withdrawal"
    KEEP_LONGER = "keep_longer"
    LEAD = "lead"


class PersonAction(StrEnum):
    """What is asked of persons."""

    SEE_IDENTITY = "see_identity"
    IDENTIFY = "identify"
    WHO_SAW = "who_saw"
    HOLD = "hold"
    ERASE = "erase"
    ERASE_ON_WITHDRAWAL = "erase_on_withdrawal"


class NeedAction(StrEnum):
    """What is asked of needs."""

    SEE = "see"


_WORK = frozenset(
    {
        CaseAction.SEE,
        CaseAction.SEE_IDENTITY,
        CaseAction.IDENTIFY,
        CaseAction.CALL,
        CaseAction.RECORD_NEED,
        CaseAction.ASSIST,
        CaseAction.REFER,
        CaseAction.OVERRIDE,
        CaseAction.CLOSE,
        CaseAction.REOPEN,
        CaseAction.WHO_SAW,
    }
)
_LEAD = _WORK | {
    CaseAction.ASSIGN,
    CaseAction.TAKE_ROWS,
    CaseAction.HOLD,
    CaseAction.ERASE,
    CaseAction.ERASE_ON_WITHDRAWAL,
    CaseAction.KEEP_LONGER,
    CaseAction.LEAD,
}
_SYSTEM = frozenset(
    {
        CaseAction.OPEN,
        CaseAction.SEE,
        CaseAction.IDENTIFY,
        CaseAction.RECORD_NEED,
        CaseAction.ASSIST,
        CaseAction.ASSIGN,
        CaseAction.REFER,
    }
)
_OF_A_CASE: dict[PersonAction, CaseAction] = {
    PersonAction.SEE_IDENTITY: CaseAction.SEE_IDENTITY,
    PersonAction.IDENTIFY: CaseAction.IDENTIFY,
    PersonAction.WHO_SAW: CaseAction.WHO_SAW,
    PersonAction.HOLD: CaseAction.HOLD,
    PersonAction.ERASE: CaseAction.ERASE,
    PersonAction.ERASE_ON_WITHDRAWAL: CaseAction.ERASE_ON_WITHDRAWAL,
}
_NEED_OF_CASE: dict[NeedAction, CaseAction] = {NeedAction.SEE: CaseAction.SEE}


def enters(actor: Actor) -> bool:
    """True when the actor's mandate opens the protection room."""
    return ROOM in actor.rooms


class CasePolicy(Policy[Case, CaseAction]):
    """Cases, and with them needs, assistance and assignments."""

    object_type = "case"
    actions = CaseAction

    def _decide(self, actor: Actor, action: CaseAction, obj: Case | None) -> Verdict:
        """Without a case: might there be one."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if not enters(actor):
            return refused("role_missing")
        if isinstance(actor, System):
            return allowed("system") if action in _SYSTEM else refused("named_person_needed")
        if not isinstance(actor, Staff):
            return refused("role_missing")
        if action is CaseAction.OPEN:
            return allowed("role") if actor.has(*_OPENERS) else refused("role_missing")
        return self._staff_may(actor, action, obj)

    def _staff_may(self, actor: Staff, action: CaseAction, case: Case | None) -> Verdict:
        if actor.has(Role.COORDINATOR):
            return allowed("coordinator") if action in _LEAD else refused("role_missing")
        if action is CaseAction.ERASE_ON_WITHDRAWAL and actor.has(Role.FOCAL_POINT):
            return allowed("focal_point")
        works = actor.has(Role.CASEWORKER, Role.FOCAL_POINT) and action in _WORK
        reads = actor.has(Role.DECISION_MAKER) and action is CaseAction.SEE
        if not works and not reads:
            return refused("role_missing")
        if case is None or is_assigned(actor, case):
            return allowed("assigned")
        return refused("not_assigned")

    def visible(self, actor: Actor, rows: QuerySet[Case]) -> QuerySet[Case]:
        """Every case of the office for coordinators and the inbox, assigned ones for others, else none."""
        if not enters(actor):
            return rows.none()
        rows = rows.filter(organisation_id=actor.organisation_id)
        if isinstance(actor, System) or (isinstance(actor, Staff) and actor.has(Role.COORDINATOR)):
            return rows
        if not isinstance(actor, Staff) or not actor.has(*ASSIGNABLE):
            return rows.none()
        mine = assignments_of(actor).filter(case_id=OuterRef("pk"))
        # What the list has found assigned, `may` need not ask again.
        return rows.filter(Exists(mine)).annotate(seen_by=Value(actor.user_id, output_field=UUIDField()))


class PersonPolicy(Policy[Person, PersonAction]):
    """A person's file is open to those who work on one of their cases; the identity to fewer."""

    object_type = "person"
    actions = PersonAction

    def _decide(self, actor: Actor, action: PersonAction, obj: Person | None) -> Verdict:
        """What the case policy says of any case of the person."""
        asked = _OF_A_CASE.get(action)
        if asked is None:
            return refused("role_missing")
        if obj is None:
            return CASES.may(actor, asked)
        if obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        verdict = refused("not_assigned")
        cases = Case.objects.filter(organisation_id=obj.organisation_id, person_id=obj.pk)
        if isinstance(actor, Staff):
            # Found assigned in the same statement, a case is asked about without another look.
            mine = assignments_of(actor).filter(case_id=OuterRef("pk"))
            cases = cases.annotate(seen_by=Subquery(mine.values("user_id")[:1]))
        for case in cases:
            verdict = CASES.may(actor, asked, case)
            if verdict:
                return verdict
        return verdict

    def visible(self, actor: Actor, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Persons with a case that the actor may see."""
        cases = CASES.visible(actor, Case.objects.all()).filter(person_id=OuterRef("pk"))
        return rows.filter(Exists(cases), organisation_id=actor.organisation_id)


def verdict_in_case(
    actor: Actor, case: Case | None, action: A, *, decides: frozenset[A], works: frozenset[A]
) -> Verdict:
    """May a named colleague who may see the case do `action` in it.

    `decides` are for decision-makers, `works` for those who help. Without a case: might there be one.
    """
    seen = CASES.may(actor, CaseAction.SEE, case)
    if not seen:
        return seen
    if not isinstance(actor, Staff):
        return refused("named_person_needed")
    if actor.has(Role.DECISION_MAKER) and action in decides:
        return allowed("decision_maker")
    if actor.has(Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT) and action in works:
        return allowed("works_on_it")
    return refused("role_missing")


def is_assigned(actor: Staff, case: Case) -> bool:
    """True when the case is assigned to the actor now."""
    seen_by: UUID | None = getattr(case, "seen_by", None)
    return seen_by == actor.user_id or assignments_of(actor).filter(case_id=case.pk).exists()


CASES = CasePolicy()
PERSONS = PersonPolicy()


SPEAKING = (Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT)
"""Roles that meet persons, and may answer their complaints."""


def leads(actor: Actor) -> bool:
    """True for a coordinator in a unit that helps persons."""
    return isinstance(actor, Staff) and enters(actor) and actor.has(Role.COORDINATOR)


def speaks(actor: Actor) -> bool:
    """True for whoever meets persons and answers the door and the telephone."""
    return isinstance(actor, Staff) and enters(actor) and actor.has(*SPEAKING)


class NeedPolicy(Policy[Need, NeedAction]):
    """A need follows its case."""

    object_type = "need"
    actions = NeedAction

    def _decide(self, actor: Actor, action: NeedAction, obj: Need | None) -> Verdict:
        """See: what the case policy says of its case."""
        asked = _NEED_OF_CASE.get(action)
        if asked is None:
            return refused("role_missing")
        return CASES.may(actor, asked, obj.case if obj else None)

    def visible(self, actor: Actor, rows: QuerySet[Need]) -> QuerySet[Need]:
        """Needs of the cases the actor may see."""
        return rows.filter(
            organisation_id=actor.organisation_id, case__in=CASES.visible(actor, Case.objects.all())
        )


NEEDS = NeedPolicy()
