"""What the page of a case says of changes: which offices have the old one, and what arrived here anew."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.words.changed import CHANGED
from palermo.protection.referral.queries.changes import arrived_changes, as_outside, changes_of_person
from palermo.trust.actor import Actor
from palermo.trust.gather import gather


def changes_shown(actor: Actor, case: Case) -> dict[str, Any]:
    """Context of `cases/_outside.html` and `referral/_arrived.html`, in one statement; nothing for who only sees."""
    lists: dict[str, QuerySet[Any]] = {}
    if CASES.may(actor, CaseAction.REFER, case):
        lists["outside"] = changes_of_person(actor, case.person_id)
    if CASES.may(actor, CaseAction.SEE_IDENTITY, case):
        lists["arrived"] = arrived_changes(actor, case).filter(seen_at__isnull=True)
    found = gather(lists)
    anew: dict[str, list[str]] = {}
    for row in found.get("arrived", ()):
        words = anew.setdefault(row.office, [])
        words += [str(CHANGED[row.what])] if str(CHANGED[row.what]) not in words else []
    url = reverse("protection:arrived_changes", args=[case.pk])
    return {
        "outside": as_outside(found.get("outside", ())),
        "arrived_anew": [(office, " · ".join(words), url) for office, words in anew.items()],
    }
