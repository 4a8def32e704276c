"""On Today: what is needed tonight and is still to be found, and needs whose night has passed unmet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.nights import asked_from, night_over, nights, nights_text
from palermo.protection.cases.policies import CASES, NEEDS, CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.reference.persons import Urgency
from palermo.trust.actor import Actor, Staff
from palermo.trust.today import Group, TodayItem, Waiting

KIND = "need_tonight"
_FOUND = (ReferralState.ACCEPTED_IN_PRINCIPLE, ReferralState.IDENTITY_SENT, ReferralState.IN_SERVICE)


def needs_due_tonight(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Needs for tonight, unmet, in open cases of the actor: those of this night, and those whose night has passed.

    A need for which another office has said yes is found, and stands among the answers; one for which a person has
    arrived stands among the arrivals.
    """
    if not isinstance(actor, Staff) or not CASES.may(actor, CaseAction.RECORD_NEED):
        return
    same = {"organisation_id": OuterRef("organisation_id")}
    found = Referral.objects.filter(**same, need_id=OuterRef("pk"), state__in=_FOUND)
    arrived = Enquiry.objects.filter(
        **same,
        person_id=OuterRef("person_id"),
        case_id=OuterRef("case_id"),
        need_kind=OuterRef("kind"),
        state=ReferralState.IDENTITY_SENT,
    )
    rows = NEEDS.visible(
        actor,
        Need.objects.filter(urgency=Urgency.TONIGHT, state__in=UNMET, case__state=CaseState.OPEN),
    )
    rows = rows.filter(~Exists(found), ~Exists(arrived)).order_by("-asked_at")
    since = asked_from(now)
    for group, some in (
        (Group.TONIGHT, rows.filter(asked_at__gte=since)),
        (Group.LATE, rows.filter(asked_at__lt=since)),
    ):
        yield Waiting(
            some,
            partial(_needs, group=group, now=now),
            kind=KIND,
            **of_cases(actor),
            all_of_it=Link(_("All open cases, the most urgent first"), reverse("protection:cases")),
        )


def _needs(found: Sequence[Any], *, group: Group, now: datetime) -> list[TodayItem]:
    return [_need(row, group, nights(row.asked_at, now)) for row in found]


def _need(row: Any, group: Group, passed: int) -> TodayItem:
    return TodayItem(
        title=NEED_KINDS[row.kind],
        url=reverse("protection:case", args=[row.case_id]),
        group=group,
        subject=row.pk,
        since=row.asked_at,
        due=night_over(row.asked_at),
        topic=row.kind,
        end=nights_text(passed),
        file=row.case_id,
    )
