"""Who counts as a person's guardian now, and whether a child is without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from palermo.directory.profiles import profile_of
from palermo.kit.office_time import office_today
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.children.codes import Conflict
from palermo.protection.children.models import Guardian
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.children.rules import GuardianTerms, goes_on_without_guardian, guardian_refusal
from palermo.reference.persons import NeedKind
from palermo.trust.actor import Actor
from palermo.trust.service import Refused
from palermo.trust.verbs import WhatWasAsked


def counting_guardians(actor: Actor, person_id: UUID, *, lock: bool = False) -> list[Guardian]:
    """Guardians whose yes counts for the person today, the newest first; with `lock` none ends meanwhile."""
    rows = guardians(actor, person_id)
    return counting(rows.select_for_update() if lock else rows)


def guardians(actor: Actor, person_id: UUID) -> QuerySet[Guardian]:
    """Who is said to be the person's guardian, counting or not, and has not ended; the newest first."""
    return Guardian.objects.filter(
        organisation_id=actor.organisation_id, person_id=person_id, ended_on__isnull=True
    ).order_by("-id")


def counting(rows: Iterable[Guardian]) -> list[Guardian]:
    """Those of the rows whose yes counts today."""
    today = office_today()
    return [row for row in rows if guardian_state(row, day=today) is None]


def guardian_ids(actor: Actor, person_id: UUID, *, lock: bool = False) -> frozenset[UUID]:
    """Ids of the guardians who count now, as an evaluation of a disclosure needs them."""
    return frozenset(row.pk for row in counting_guardians(actor, person_id, lock=lock))


def guardian_state(row: Guardian, *, day: date, of_age: bool = False) -> str | None:
    """Why this guardian does not count on `day` (a reason code), or None; `of_age` ends every mandate."""
    if of_age and row.ended_on is None:
        return "guardian_of_age"
    terms = GuardianTerms(
        mandate=row.mandate,
        mandate_until=row.mandate_until,
        verified=row.verified_on is not None,
        conflict=row.conflict,
        ended=row.ended_on is not None,
    )
    return guardian_refusal(terms, profile_of(row.profile_version), day=day)


def lacks_guardian(actor: Actor, person: Person) -> bool:
    """Whether somebody has to say yes for the person, and nobody counts as guardian."""
    return is_childs_yes(person) and not counting_guardians(actor, person.pk)


def require_guardian(actor: Actor, case: Case, *, verb: WhatWasAsked) -> None:
    """Raise Refused for a child without a guardian who counts: until then only safety measures go on."""
    if lacks_guardian(actor, case.person):
        raise Refused("guardian_needed", verb=verb, object_type="case", object_id=case.pk)


def require_guardian_for_need(actor: Actor, case: Case, kind: str, *, verb: WhatWasAsked) -> None:
    """Raise Refused when a need of a child without a guardian is no safety measure of the profile."""
    if not goes_on_without_guardian(NeedKind(kind), profile_of(case.profile_version)):
        require_guardian(actor, case, verb=verb)


def guardian_stands(row: Guardian) -> list[str]:
    """What is recorded of a guardian's mandate, as the page showed it and the service compares it."""
    days = (row.verified_on, row.mandate_until, row.conflict_checked_on, row.ended_on)
    return [row.mandate, row.conflict, *map(str, days)]


def guardian_counts(day: date) -> Q:
    """Of guardians: their yes counts on that day, as `guardian_state` says of one."""
    holds = Q(mandate_until__isnull=True) | Q(mandate_until__gte=day)
    return Q(holds, verified_on__isnull=False, conflict=Conflict.NONE_FOUND, ended_on__isnull=True)
