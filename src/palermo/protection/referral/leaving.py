"""What other offices were told by a colleague who leaves: accepted enquiries whose person is still to come; reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.kit.components import Known
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.policies import SPEAKING, leads
from palermo.protection.cases.queries.colleagues import assignable
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.referrals import own_enquiry
from palermo.protection.referral.verbs import ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.models import Override
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.open_work import OpenThing, OpenWork
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.standing import not_over
from palermo.trust.service import Refused, service


@service
def hand_over_enquiry(actor: Actor, *, enquiry_id: UUID, to_id: UUID) -> Enquiry:
    """Let the file that opens when the person comes be given to another colleague than the one who accepted.

    Raises Refused once the person came or the enquiry ended, and when no role of theirs fits.
    """
    asked = ENQUIRIES.asked(EnquiryAction.HAND_OVER)
    enquiry = own_enquiry(actor, enquiry_id, verb=asked)
    ENQUIRIES.require(actor, EnquiryAction.HAND_OVER, enquiry)
    reason = ""
    if enquiry.state != ReferralState.ACCEPTED_IN_PRINCIPLE or enquiry.case_id is not None:
        reason = "referral_other_state"
    elif to_id not in {pk for pk, _name in assignable(actor)}:
        reason = "colleague_has_no_fitting_role"
    if reason:
        raise Refused(reason, verb=asked, object_type="enquiry", object_id=enquiry.pk)
    enquiry.accepted_by_id = to_id
    enquiry.save(update_fields=["accepted_by_id", "updated_at"])
    record(
        actor,
        verb=ReferralVerb.ENQUIRY_HANDED_OVER,
        object_type="enquiry",
        object_id=enquiry.pk,
        codes={"to": str(to_id)},
    )
    return enquiry


def _accepted(organisation_id: UUID, user_id: UUID) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(
        organisation_id=organisation_id,
        accepted_by_id=user_id,
        state=ReferralState.ACCEPTED_IN_PRINCIPLE,
        case__isnull=True,
    ).order_by("due_at", "id")


def _thing(row: Any) -> OpenThing:
    return OpenThing(id=row.pk, shown=Known("", row.code, reverse("protection:enquiry", args=[row.pk])))


def _give(actor: Actor, enquiry_id: UUID, from_id: UUID, to_id: UUID) -> None:  # noqa: ARG001 - one shape for all
    hand_over_enquiry(actor, enquiry_id=enquiry_id, to_id=to_id)


def _reviews(organisation_id: UUID, user_id: UUID) -> QuerySet[Override]:
    """Of acts in danger to life that the colleague may review as the second person."""
    leads_here = RoleAssignment.objects.filter(
        not_over(office_today()),
        organisation_id=OuterRef("organisation_id"),
        user_id=user_id,
        role=Role.COORDINATOR,
    )
    rows = Override.objects.filter(
        Exists(leads_here),
        organisation_id=organisation_id,
        room=ROOM,
        review_due_at__isnull=False,
        reviewed_at__isnull=True,
    )
    return rows.exclude(requested_by_id=user_id).order_by("review_due_at", "id")


ACCEPTED = OpenWork(
    code="protection.enquiries",
    words=_("Enquiries they accepted, whose person is still to come"),
    columns=frozenset({"protection_enquiry.accepted_by_id"}),
    rows=_accepted,
    seen=ENQUIRIES.visible,
    thing=_thing,
    roles=frozenset(SPEAKING),
    may_hand_over=leads,
    hand_over=_give,
)
REVIEWS = OpenWork(
    code="protection.reviews",
    words=_("Disclosures they may review as the second person"),
    columns=frozenset(),
    rows=_reviews,
    seen=lambda _actor, rows: rows,
    says=_(
        "Any other coordinator who did not ask for one reviews it. Where there is none, name one before the role ends."
    ),
)
