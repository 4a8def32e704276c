"""Codes of a referral: where it stands, why it is declined, how it ended."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

OTHER: Final = "other"
"""What a row keeps of the other office's answer where its code is none of this version's; nobody here chooses it."""


class ReferralState(StrEnum):
    """Where a referral stands; both sides use the same words."""

    ENQUIRY_SENT = "enquiry_sent"
    DECLINED = "declined"
    ACCEPTED_IN_PRINCIPLE = "accepted_in_principle"
    NOT_PURSUED = "not_pursued"
    IDENTITY_SENT = "identity_sent"
    IN_SERVICE = "in_service"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_ANSWERED = "withdrawal_answered"
    WAITLISTED = "waitlisted"


class DeclineReason(StrEnum):
    """Why an enquiry is declined. The last three are counted as possible discrimination."""

    NO_ROOM = "no_room"
    NOT_OUR_SERVICE = "not_our_service"
    OUTSIDE_AREA = "outside_area"
    NOT_SAFE_HERE = "not_safe_here"
    NO_STAFF = "no_staff"
    NO_PAPERS = "no_papers"
    WILL_NOT_COOPERATE = "will_not_cooperate"
    NATIONALITY = "nationality"


class Outcome(StrEnum):
    """How a completed referral ended."""

    NEED_MET = "need_met"
    PARTLY_MET = "partly_met"
    PERSON_ENDED_IT = "person_ended_it"
    SERVICE_ENDED = "service_ended"


class WithdrawalAnswer(StrEnum):
    """What the recipient did when told that consent was withdrawn."""

    ERASED = "erased"
    KEPT_HER_AGREEMENT = "kept_her_agreement"
    KEPT_LEGAL_DUTY = "kept_legal_duty"
