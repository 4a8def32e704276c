"""What the ledger says of a case, its person and its referrals: the hour and the author of each line of the history."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, OuterRef, QuerySet, Subquery, UUIDField, Value

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.verbs import CaseVerb
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.verbs import ReferralVerb
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import User

MOST: Final = 200
"""Events of one kind that the page of a case looks at, the newest."""


def needs_recorded(case: Case) -> QuerySet[LedgerEvent]:
    """Who recorded which need, newest first."""
    return _named(case, [CaseVerb.NEED_RECORDED]).filter(object_id=case.pk).order_by("-sequence")[:MOST]


def answers_yes(case: Case) -> QuerySet[LedgerEvent]:
    """Which referrals of the case were accepted when, newest first."""
    rows = _named(case, [ReferralVerb.REFERRAL_ACCEPTED_IN_PRINCIPLE]).filter(_about(case))
    return rows.order_by("-sequence")[:MOST]


def events_of(
    case: Case, verbs: Collection[str], *, before: int | None = None, most: int
) -> QuerySet[LedgerEvent]:
    """The newest of these acts about the case, its person and its referrals, each with the `name` of who did it.

    `before` is the place in the office's chain before which they lie.
    """
    rows = _named(case, verbs).filter(_about(case))
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    return rows.order_by("-sequence")[:most]


def _about(case: Case) -> Func:
    here = {"organisation_id": case.organisation_id, "person_id": case.person_id, "case_id": case.pk}
    sent, received = (
        ArraySubquery(table.objects.filter(**here).values("pk")) for table in (Referral, Enquiry)
    )
    itself: Any = Func(
        Value(case.pk, output_field=UUIDField()),
        Value(case.person_id, output_field=UUIDField()),
        template="ARRAY[%(expressions)s]",
    )
    # Known before the ledger is looked at, so that it is read by its index of objects and never along the chain.
    ids = Func(itself, Func(sent, received, function="array_cat"), function="array_cat")
    return Func(
        F("object_id"), ids, template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField()
    )


def _named(case: Case, verbs: Collection[str]) -> QuerySet[LedgerEvent]:
    name = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")
    rows = LedgerEvent.objects.filter(organisation_id=case.organisation_id, verb__in=list(verbs))
    read = rows.only("organisation_id", "sequence", "at", "actor_id", "verb", "object_id", "codes")
    return read.annotate(name=Subquery(name[:1]))
