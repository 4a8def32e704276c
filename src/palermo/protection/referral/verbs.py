"""What this subject records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.referral.codes import ReferralState
from palermo.trust.verbs import Asked, Verb


class ReferralVerb(Verb):
    """Of enquiries and referrals, as either side sees them."""

    REFERRAL_ENQUIRY_SENT = "referral.enquiry_sent"
    REFERRAL_DECLINED = "referral.declined"
    REFERRAL_ACCEPTED_IN_PRINCIPLE = "referral.accepted_in_principle"
    REFERRAL_WAITLISTED = "referral.waitlisted"
    REFERRAL_CONFIRMED = "referral.confirmed"
    REFERRAL_PLACE_TOLD = "referral.place_told"
    NEED_UNMET = "need.unmet"
    REFERRAL_NOT_PURSUED = "referral.not_pursued"
    REFERRAL_IDENTITY_SENT = "referral.identity_sent"
    REFERRAL_IN_SERVICE = "referral.in_service"
    REFERRAL_COMPLETED = "referral.completed"
    REFERRAL_WITHDRAWN = "referral.withdrawn"
    REFERRAL_WITHDRAWAL_ANSWERED = "referral.withdrawal_answered"
    REFERRAL_CORRECTED = "referral.corrected"
    ENQUIRY_RECEIVED = "enquiry.received"
    ENQUIRY_WAITLISTED = "enquiry.waitlisted"
    ENQUIRY_PLACE_TOLD = "enquiry.place_told"
    ENQUIRY_DECLINED = "enquiry.declined"
    ENQUIRY_ACCEPTED_IN_PRINCIPLE = "enquiry.accepted_in_principle"
    ENQUIRY_NOT_PURSUED = "enquiry.not_pursued"
    ENQUIRY_IDENTITY_RECEIVED = "enquiry.identity_received"
    ENQUIRY_IDENTITY_SENT = "enquiry.identity_sent"
    ENQUIRY_IN_SERVICE = "enquiry.in_service"
    ENQUIRY_COMPLETED = "enquiry.completed"
    ENQUIRY_WITHDRAWN = "enquiry.withdrawn"
    ENQUIRY_WITHDRAWAL_ANSWERED = "enquiry.withdrawal_answered"
    ENQUIRY_HANDED_OVER = "enquiry.handed_over"
    ENQUIRY_HELP_STRUCK = "enquiry.help_struck"
    ENQUIRY_COMPLETION_STRUCK = "enquiry.completion_struck"
    REFERRAL_MORE_SENT = "referral.more_sent"
    REFERRAL_OUT_OF_DATE = "referral.out_of_date"
    REFERRAL_TOLD_CHANGE = "referral.told_change"
    ENQUIRY_MORE_RECEIVED = "enquiry.more_received"
    ENQUIRY_CHANGES_SEEN = "enquiry.changes_seen"
    ENQUIRY_OPENED = "enquiry.opened"
    REFERRAL_ASKED_BACK = "referral.asked_back"
    REFERRAL_ANSWERED = "referral.answered"
    ENQUIRY_ASKED_BACK = "enquiry.asked_back"
    ENQUIRY_ANSWERED = "enquiry.answered"
    QUESTIONS_FOLLOWED = "questions.followed"


class ReferralAsked(Asked):
    """What was asked here and refused."""

    REFERRAL_SEND_ENQUIRY = "referral.send_enquiry"
    REFERRAL_CONFIRM = "referral.confirm"
    REFERRAL_CONSENT = "referral.consent"
    REFERRAL_RECEIVE_PLACE = "referral.receive_place"
    ENQUIRY_RECEIVE_IDENTITY = "enquiry.receive_identity"
    ENQUIRY_TELL_PLACE = "enquiry.tell_place"
    ENQUIRY_STRIKE_COMPLETION = "enquiry.strike_completion"
    REFERRAL_SEND_MORE = "referral.send_more"
    REFERRAL_TELL = "referral.tell"
    ENQUIRY_RECEIVE_MORE = "enquiry.receive_more"
    ENQUIRY_ASK_BACK = "enquiry.ask_back"
    ENQUIRY_RECEIVE_ANSWERS = "enquiry.receive_answers"
    REFERRAL_ANSWER = "referral.answer"


VERBS: Final[dict[Verb, Text]] = {
    ReferralVerb.REFERRAL_ENQUIRY_SENT: _("Enquiry sent"),
    ReferralVerb.REFERRAL_DECLINED: _("Enquiry declined by the other office"),
    ReferralVerb.REFERRAL_ACCEPTED_IN_PRINCIPLE: _("Enquiry accepted in principle by the other office"),
    ReferralVerb.REFERRAL_WAITLISTED: _("Enquiry put on the other office’s waiting list"),
    ReferralVerb.REFERRAL_CONFIRMED: _("Offer of the other office taken"),
    ReferralVerb.REFERRAL_PLACE_TOLD: _("Address received from the other office"),
    ReferralVerb.NEED_UNMET: _("Need without a service recorded"),
    ReferralVerb.REFERRAL_NOT_PURSUED: _("Referral not pursued"),
    ReferralVerb.REFERRAL_IDENTITY_SENT: _("Identity sent"),
    ReferralVerb.REFERRAL_IN_SERVICE: _("The other office helps"),
    ReferralVerb.REFERRAL_COMPLETED: _("Referral completed"),
    ReferralVerb.REFERRAL_WITHDRAWN: _("Consent withdrawn, the other office told"),
    ReferralVerb.REFERRAL_WITHDRAWAL_ANSWERED: _("Withdrawal answered by the other office"),
    ReferralVerb.ENQUIRY_RECEIVED: _("Enquiry received"),
    ReferralVerb.ENQUIRY_WAITLISTED: _("Enquiry put on the waiting list"),
    ReferralVerb.ENQUIRY_PLACE_TOLD: _("Address told to the other office"),
    ReferralVerb.ENQUIRY_DECLINED: _("Enquiry declined"),
    ReferralVerb.ENQUIRY_ACCEPTED_IN_PRINCIPLE: _("Enquiry accepted in principle"),
    ReferralVerb.ENQUIRY_NOT_PURSUED: _("Enquiry not pursued by the sender"),
    ReferralVerb.ENQUIRY_IDENTITY_RECEIVED: _("Identity received"),
    ReferralVerb.ENQUIRY_IDENTITY_SENT: _("Identity sent by the sender"),
    ReferralVerb.ENQUIRY_IN_SERVICE: _("Help begun"),
    ReferralVerb.ENQUIRY_COMPLETED: _("Referral completed"),
    ReferralVerb.ENQUIRY_WITHDRAWN: _("Consent withdrawn by the person"),
    ReferralVerb.ENQUIRY_WITHDRAWAL_ANSWERED: _("Withdrawal answered"),
    ReferralVerb.ENQUIRY_HANDED_OVER: _("Enquiry handed over to another colleague"),
    ReferralVerb.REFERRAL_CORRECTED: _("The other office took back what it had told in error"),
    ReferralVerb.ENQUIRY_HELP_STRUCK: _("Other office told that no help had begun"),
    ReferralVerb.ENQUIRY_COMPLETION_STRUCK: _("Completion struck out, entered in error"),
    ReferralVerb.REFERRAL_MORE_SENT: _("More sent, or what has changed"),
    ReferralVerb.REFERRAL_OUT_OF_DATE: _("What was sent has changed"),
    ReferralVerb.REFERRAL_TOLD_CHANGE: _("Other office told by telephone what has changed"),
    ReferralVerb.ENQUIRY_MORE_RECEIVED: _("More received, or what has changed"),
    ReferralVerb.ENQUIRY_CHANGES_SEEN: _("What arrived anew was seen"),
    ReferralVerb.REFERRAL_ASKED_BACK: _("The other office asked back"),
    ReferralVerb.REFERRAL_ANSWERED: _("Questions of the other office answered"),
    ReferralVerb.ENQUIRY_ASKED_BACK: _("Office that asked was asked back"),
    ReferralVerb.ENQUIRY_ANSWERED: _("Answers of the office that asked received"),
    ReferralVerb.QUESTIONS_FOLLOWED: _("Open questions of an enquiry brought up to date"),
    ReferralVerb.ENQUIRY_OPENED: _("File of an arrived identity opened for the first time"),
}

OF_REFERRAL: Final[dict[str, ReferralVerb]] = {
    ReferralState.ENQUIRY_SENT: ReferralVerb.REFERRAL_ENQUIRY_SENT,
    ReferralState.ACCEPTED_IN_PRINCIPLE: ReferralVerb.REFERRAL_ACCEPTED_IN_PRINCIPLE,
    ReferralState.WAITLISTED: ReferralVerb.REFERRAL_WAITLISTED,
    ReferralState.DECLINED: ReferralVerb.REFERRAL_DECLINED,
    ReferralState.NOT_PURSUED: ReferralVerb.REFERRAL_NOT_PURSUED,
    ReferralState.IDENTITY_SENT: ReferralVerb.REFERRAL_IDENTITY_SENT,
    ReferralState.IN_SERVICE: ReferralVerb.REFERRAL_IN_SERVICE,
    ReferralState.COMPLETED: ReferralVerb.REFERRAL_COMPLETED,
    ReferralState.WITHDRAWN: ReferralVerb.REFERRAL_WITHDRAWN,
    ReferralState.WITHDRAWAL_ANSWERED: ReferralVerb.REFERRAL_WITHDRAWAL_ANSWERED,
}
"""How the office that refers records where a referral stands, and by the same code what brought it there."""

OF_ENQUIRY: Final[dict[str, ReferralVerb]] = {
    ReferralState.ENQUIRY_SENT: ReferralVerb.ENQUIRY_RECEIVED,
    ReferralState.ACCEPTED_IN_PRINCIPLE: ReferralVerb.ENQUIRY_ACCEPTED_IN_PRINCIPLE,
    ReferralState.WAITLISTED: ReferralVerb.ENQUIRY_WAITLISTED,
    ReferralState.DECLINED: ReferralVerb.ENQUIRY_DECLINED,
    ReferralState.NOT_PURSUED: ReferralVerb.ENQUIRY_NOT_PURSUED,
    ReferralState.IDENTITY_SENT: ReferralVerb.ENQUIRY_IDENTITY_SENT,
    ReferralState.IN_SERVICE: ReferralVerb.ENQUIRY_IN_SERVICE,
    ReferralState.COMPLETED: ReferralVerb.ENQUIRY_COMPLETED,
    ReferralState.WITHDRAWN: ReferralVerb.ENQUIRY_WITHDRAWN,
    ReferralState.WITHDRAWAL_ANSWERED: ReferralVerb.ENQUIRY_WITHDRAWAL_ANSWERED,
}
"""The same for the office that is asked."""
