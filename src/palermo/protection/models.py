"""The tables of this room, handed on from their subjects for Django, which looks for them here."""

from __future__ import annotations

from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, CaseAssignment, Need
from palermo.protection.cases.models.goals import Closing, Goal, ServiceJudgement
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.paper import Paper
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.children.models import AgeDecision, ChildView, ComingOfAge, Guardian, GuardianRequest
from palermo.protection.conference.models import (
    Conference,
    ConferenceDecision,
    Member,
    Seat,
    SeatDecision,
)
from palermo.protection.first_contact.models.contact import CountedHelp, Decline
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.models import (
    Account,
    Decision,
    Presumption,
    Reconsideration,
    Reflection,
    Screening,
)
from palermo.protection.identification.notifying.models import Notification, NotificationReceived
from palermo.protection.need_to_know.models import LookAlike, NeverShare, SearchHit
from palermo.protection.referral.models.changes import ArrivedChange, SentChange
from palermo.protection.referral.models.matching import PlaceTold, UnmetNeed
from palermo.protection.referral.models.referrals import Enquiry, Referral

__all__ = [
    "Account",
    "AgeDecision",
    "ArrivedChange",
    "Ask",
    "Assistance",
    "AuthorityRequest",
    "Case",
    "CaseAssignment",
    "ChildView",
    "Closing",
    "ComingOfAge",
    "Complaint",
    "Conference",
    "ConferenceDecision",
    "CountedHelp",
    "Decision",
    "Decline",
    "Enquiry",
    "Event",
    "EventPerson",
    "FirstContact",
    "Goal",
    "Guardian",
    "GuardianRequest",
    "Information",
    "Interpreting",
    "Joining",
    "LookAlike",
    "Matter",
    "Member",
    "NameToken",
    "Need",
    "NeverShare",
    "Notification",
    "NotificationReceived",
    "Paper",
    "Person",
    "PlaceTold",
    "Presumption",
    "Reconsideration",
    "Referral",
    "Reflection",
    "Screening",
    "SearchHit",
    "Seat",
    "SeatDecision",
    "SentChange",
    "ServiceJudgement",
    "UnmetNeed",
]
