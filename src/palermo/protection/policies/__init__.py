"""Who may work on which case, and see whose file. Need to know inside an office is by assignment.

A case once assigned stays so while the colleague keeps a role that fits; after a break it is assigned anew.

coordinator                every case of the office
caseworker, focal point    cases assigned to them
decision-maker             the coded part of cases assigned to them
the office's inbox         may open and fill a file that arrived, sees no identity through a page
everybody else             nothing
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, UUIDField, Value
from django.utils import timezone

from palermo.protection.models import Case, CaseAssignment, Person
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force
from palermo.trust.people.rules import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused

ROOM = "protection"
ASSIGNABLE = frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT, Role.DECISION_MAKER})
"""Roles to which a case may be assigned."""

_OPENERS = (Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT)
_WORK = frozenset(
    {
        "see",
        "see_identity",
        "identify",
        "record_need",
        "assist",
        "refer",
        "override",
        "close",
        "reopen",
        "who_saw",
    }
)
_LEAD = _WORK | {"assign", "hold", "erase", "erase_on_withdrawal", "lead"}
_SYSTEM = frozenset({"open", "see", "identify", "record_need", "assist", "assign", "refer"})


def enters(actor: Actor) -> bool:
    """True when the actor's mandate opens the protection room."""
    return ROOM in actor.rooms


class CasePolicy(Policy[Case]):
    """Cases, and with them needs, assistance and assignments."""

    object_type = "case"

    def may(self, actor: Actor, action: str, obj: Case | None = None) -> Verdict:
        """Actions: open; on a case see, see_identity, identify, record_need, assist, refer, override, close,
        reopen, who_saw; for those who lead assign, hold, erase, lead. Without a case: might there be one.
        """
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if not enters(actor):
            return refused("role_missing")
        if isinstance(actor, System):
            return allowed("system") if action in _SYSTEM else refused("named_person_needed")
        if not isinstance(actor, Staff):
            return refused("role_missing")
        if action == "open":
            return allowed("role") if actor.has(*_OPENERS) else refused("role_missing")
        return self._staff_may(actor, action, obj)

    def _staff_may(self, actor: Staff, action: str, case: Case | None) -> Verdict:
        if actor.has(Role.COORDINATOR):
            return allowed("coordinator") if action in _LEAD else refused("role_missing")
        if action == "erase_on_withdrawal" and actor.has(Role.FOCAL_POINT):
            return allowed("focal_point")
        works = actor.has(Role.CASEWORKER, Role.FOCAL_POINT) and action in _WORK
        reads = actor.has(Role.DECISION_MAKER) and action == "see"
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
        mine = _assignments(actor).filter(case_id=OuterRef("pk"))
        # What the list has found assigned, `may` need not ask again.
        return rows.filter(Exists(mine)).annotate(seen_by=Value(actor.user_id, output_field=UUIDField()))


class PersonPolicy(Policy[Person]):
    """A person's file is open to those who work on one of their cases; the identity to fewer."""

    object_type = "person"

    def may(self, actor: Actor, action: str, obj: Person | None = None) -> Verdict:
        """The case policy's actions, asked of any case of the person."""
        if obj is None:
            return CASES.may(actor, action)
        if obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        verdict = refused("not_assigned")
        for case in Case.objects.filter(organisation_id=obj.organisation_id, person_id=obj.pk):
            verdict = CASES.may(actor, action, case)
            if verdict:
                return verdict
        return verdict

    def visible(self, actor: Actor, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Persons with a case that the actor may see."""
        cases = CASES.visible(actor, Case.objects.all()).filter(person_id=OuterRef("pk"))
        return rows.filter(Exists(cases), organisation_id=actor.organisation_id)


def is_assigned(actor: Staff, case: Case) -> bool:
    """True when the case is assigned to the actor now."""
    seen_by: UUID | None = getattr(case, "seen_by", None)
    return seen_by == actor.user_id or _assignments(actor).filter(case_id=case.pk).exists()


def _assignments(actor: Staff) -> QuerySet[CaseAssignment]:
    return standing(
        CaseAssignment.objects.filter(organisation_id=actor.organisation_id, user_id=actor.user_id)
    )


def standing(rows: QuerySet[CaseAssignment]) -> QuerySet[CaseAssignment]:
    """Those of `rows` that open a case now: not ended, and made since the colleague holds a role that fits.

    Whoever loses the last such role and is given one again finds the cases of before closed until assigned anew.
    """
    return rows.filter(made_since_role(), ended_at__isnull=True)


def made_since_role() -> Exists:
    """Of an assignment: whether the colleague has held, since it was made, a role that fits and is in force."""
    roles = RoleAssignment.objects.filter(
        in_force(timezone.now().date()),
        organisation_id=OuterRef("organisation_id"),
        user_id=OuterRef("user_id"),
        role__in=[role.value for role in ASSIGNABLE],
        created_at__lte=OuterRef("created_at"),
        valid_from__lte=OuterRef("created_at__date"),
    )
    return Exists(roles)


CASES = CasePolicy()
PERSONS = PersonPolicy()
