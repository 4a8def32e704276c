"""Which cases somebody means who types a code, or the word that colleagues say for a case.

What stands beside a case (a referral, a request, a decision) is found by these too.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES
from palermo.trust.actor import Actor
from palermo.trust.plain_text import plain_text
from palermo.trust.search import MOST, Question

_KEPT = "protection.cases"
_LAST = "\U0010ffff"


def of_codes(actor: Actor, rows: QuerySet[Case], codes: tuple[str, ...]) -> QuerySet[Case]:
    """Those of `rows`, of the acting office, whose own or person's code is one of these.

    Persons are looked up first, so that each half is led by an index.
    """
    persons = Person.objects.filter(organisation_id=actor.organisation_id, code__in=codes)
    return rows.filter(Q(code__in=codes) | Q(person_id__in=list(persons.values_list("pk", flat=True))))


def known_as(actor: Actor, text: str) -> QuerySet[Case]:
    """Visible cases whose neutral word begins so, accents and capitals aside, newest first."""
    begins = plain_text(text)
    # Two comparisons and not LIKE: below row-level security only what tells nothing by failing is led by an index.
    rows = Case.objects.filter(
        organisation_id=actor.organisation_id, plain_word__gte=begins, plain_word__lt=begins + _LAST
    )
    return CASES.visible(actor, rows).order_by("-id")


def meant_cases(actor: Actor, question: Question) -> list[UUID]:
    """Visible cases whose own or person's code was typed, or their word; looked up once for all parts of a search."""
    if _KEPT not in question.kept:
        if question.codes:
            rows = of_codes(actor, CASES.visible(actor, Case.objects.all()), question.codes).order_by("-id")
        else:
            rows = known_as(actor, question.text)
        question.kept[_KEPT] = list(rows.values_list("pk", flat=True)[:MOST])
    found: list[UUID] = question.kept[_KEPT]
    return found
