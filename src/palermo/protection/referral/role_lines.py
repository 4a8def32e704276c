"""What roles see and do of referrals and enquiries, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.referral.policies.referral import (
    ENQUIRIES,
    REFERRALS,
    EnquiryAction,
    ReferralAction,
)
from palermo.protection.referral.policies.routes import ROUTES, RouteAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Sees where the referrals of these cases stand."),
        asked=questions(REFERRALS, ReferralAction.SEE),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Asks another office for help, and sends it what the person said yes to."),
        asked=(*questions(REFERRALS, ReferralAction.REFER), *questions(CASES, CaseAction.REFER)),
        brief=_("asks other offices for help"),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Sees every enquiry that other offices send here, and answers it."),
        asked=questions(
            ENQUIRIES,
            EnquiryAction.SEE,
            EnquiryAction.DECIDE,
            EnquiryAction.COMPLETE,
            EnquiryAction.ANSWER_WITHDRAWAL,
        ),
        brief=_("answers what other offices ask"),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Hands enquiries that a colleague answers over to another."),
        asked=questions(ENQUIRIES, EnquiryAction.HAND_OVER),
    ),
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Sees where answers are late and what nobody could meet, without the person."),
        asked=questions(ROUTES, RouteAction.SEE),
    ),
)
