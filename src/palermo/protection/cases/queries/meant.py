"""Which cases somebody means who types a code: what stands beside a case is found by the case's code too."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES
from palermo.trust.actor import Actor
from palermo.trust.search import MOST, Question

_KEPT = "protection.cases"


def of_codes(actor: Actor, rows: QuerySet[Case], codes: tuple[str, ...]) -> QuerySet[Case]:
    """Those of `rows`, of the acting office, whose own or person's code is one of these.

    Persons are looked up first, so that each half is led by an index.
    """
    persons = Person.objects.filter(organisation_id=actor.organisation_id, code__in=codes)
    return rows.filter(Q(code__in=codes) | Q(person_id__in=list(persons.values_list("pk", flat=True))))


def meant_cases(actor: Actor, question: Question) -> list[UUID]:
    """Visible cases whose own or person's code was typed; looked up once for all parts of a search."""
    if _KEPT not in question.kept:
        rows = CASES.visible(actor, Case.objects.all())
        found = of_codes(actor, rows, question.codes) if question.codes else rows.none()
        question.kept[_KEPT] = list(found.order_by("-id").values_list("pk", flat=True)[:MOST])
    known: list[UUID] = question.kept[_KEPT]
    return known
