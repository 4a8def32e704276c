"""What the ledger says of a case and of its referrals: the hour and the author of each line of the history."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, OuterRef, QuerySet, Subquery

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.verbs import CaseVerb
from palermo.protection.identification.verbs import OURS, THEIRS
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.verbs import ReferralVerb
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import User
from palermo.trust.verbs import Verb

MOST = 200
"""Events of each kind that a history goes back, the newest."""

_OF_A_CASE: Final = (
    CaseVerb.CASE_OPENED,
    CaseVerb.CASE_CLOSED,
    CaseVerb.CASE_REOPENED,
    CaseVerb.NEED_RECORDED,
    CaseVerb.NEED_STATE_SET,
    *OURS,
    *THEIRS,
)
_OF_A_REFERRAL: Final = tuple(
    verb for verb in ReferralVerb if verb.value.startswith(("referral.", "enquiry.")) and "place" not in verb
)


def of_case(case: Case) -> QuerySet[LedgerEvent]:
    """What was done to the case and its needs, newest first; each with the `name` of the colleague who did it."""
    return _named(case, _OF_A_CASE).filter(object_id=case.pk).order_by("-sequence")[:MOST]


def of_referrals(case: Case) -> QuerySet[LedgerEvent]:
    """What was done to the referrals of the case, sent and received, newest first; each with `name`."""
    here = {"organisation_id": case.organisation_id, "person_id": case.person_id, "case_id": case.pk}
    sent, received = (
        ArraySubquery(table.objects.filter(**here).values("pk")) for table in (Referral, Enquiry)
    )
    # Known before the ledger is looked at, so that it is read by its index of objects and never along the chain.
    ids = Func(sent, received, function="array_cat")
    one_of = Func(
        F("object_id"), ids, template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField()
    )
    rows = _named(case, _OF_A_REFERRAL).filter(one_of)
    return rows.order_by("-sequence")[:MOST]


def _named(case: Case, verbs: tuple[Verb, ...]) -> QuerySet[LedgerEvent]:
    name = User.objects.filter(pk=OuterRef("actor_id")).values("full_name")
    rows = LedgerEvent.objects.filter(organisation_id=case.organisation_id, verb__in=verbs)
    read = rows.only("organisation_id", "sequence", "at", "actor_id", "verb", "object_id", "codes")
    return read.annotate(name=Subquery(name[:1]))
