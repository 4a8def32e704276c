"""The switch of enquiries: an office promises an answer to others that ask it for help."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.kit.office_time import office_today
from palermo.protection.cases.policies import SPEAKING
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.policies.referral import ENQUIRIES as ENQUIRIES_OF_OTHERS
from palermo.protection.referral.policies.referral import EnquiryAction
from palermo.protection.referral.thread import ENDED, TELLABLE
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import HELPING
from palermo.trust.people.models import Organisation, RoleAssignment
from palermo.trust.people.queries import in_force
from palermo.trust.switches.codes import SwitchCode, SwitchKind
from palermo.trust.switches.queries import is_on, office_has
from palermo.trust.switches.registry import Condition, Switch

_OPEN = frozenset(ReferralState) - ENDED


def _keeps_files(organisation_id: UUID) -> bool:
    return is_on(organisation_id, SwitchCode.CASE_FILES)


def _somebody_answers(organisation_id: UUID) -> bool:
    held = RoleAssignment.objects.filter(in_force(office_today()), organisation_id=organisation_id)
    return held.filter(role__in=[role.value for role in SPEAKING]).exists()


def _is_open(organisation_id: UUID) -> bool:
    return Enquiry.objects.filter(organisation_id=organisation_id, state__in=sorted(_OPEN)).exists()


ENQUIRIES: Final = Switch(
    code=SwitchCode.ENQUIRIES,
    kind=SwitchKind.PROMISES,
    name=_("Enquiries of other offices"),
    says=_(
        "Other offices with an agreement ask yours whether it could help somebody, and count on an answer by a time. "
        "While it is off, they read that your office takes no enquiries."
    ),
    addresses=frozenset(
        f"protection:{name}"
        # The page of one that ended stays, and a withdrawal that comes afterwards can be answered.
        for name in (
            *("enquiries", "enquiry_decline", "enquiry_complete", "enquiry_waitlist", "enquiry_place"),
        )
    ),
    mandates=HELPING,
    busy=_is_open,
    busy_words=_("Enquiries are open. Answer and end them first: whoever asked counts on it."),
    conditions=(
        Condition(words=_("Case files are on: who is accepted gets one"), holds=_keeps_files, lasting=True),
        Condition(
            words=_("Somebody who answers has a role: coordinator, caseworker or focal point"),
            holds=_somebody_answers,
            lasting=True,
        ),
    ),
)


def address_may_be_owed(organisation_id: UUID) -> bool:
    """Whether somebody accepted for a service may still need to be told where it is."""
    rows = Enquiry.objects.filter(organisation_id=organisation_id, service_id__isnull=False)
    return rows.filter(state__in=sorted(TELLABLE)).exists()


def lists_enquiries(actor: Actor) -> bool:
    """True for whoever may see the list of enquiries, where the office they act for has it switched on."""
    if isinstance(actor, Staff) and SwitchCode.ENQUIRIES in actor.off:
        return False
    return bool(ENQUIRIES_OF_OTHERS.may(actor, EnquiryAction.SEE))


def closed_offices(actor: Actor) -> dict[UUID, str]:
    """Other offices here that take no enquiries, each with the reason code to show: id → code."""
    ids = _that_take_none().exclude(pk=actor.organisation_id).values_list("pk", flat=True)
    return dict.fromkeys(ids, "takes_no_enquiries")


def takes_no_enquiries(office_id: UUID) -> bool:
    """True for an office here that takes none. One on another server says so itself, by its answer."""
    return _that_take_none().filter(pk=office_id).exists()


def _that_take_none() -> QuerySet[Organisation]:
    """Offices here that have enquiries off, or their files."""
    on = Q(office_has("pk", SwitchCode.ENQUIRIES)) & Q(office_has("pk", SwitchCode.CASE_FILES))
    return Organisation.objects.exclude(on)
