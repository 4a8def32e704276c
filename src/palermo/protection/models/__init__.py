"""Persons, cases, needs, referrals and assistance of one office. Every identity field is optional."""

from palermo.protection.models.assistance import Assistance
from palermo.protection.models.authorities import AuthorityRequest
from palermo.protection.models.cases import Case, CaseAssignment, Need
from palermo.protection.models.children import AgeDecision, ChildView, Guardian, GuardianRequest
from palermo.protection.models.complaints import Complaint
from palermo.protection.models.contact import CountedHelp, Decline, FirstContact
from palermo.protection.models.events import Event, EventPerson
from palermo.protection.models.finding import PlaceTold, UnmetNeed
from palermo.protection.models.goals import Closing, Goal, ServiceJudgement
from palermo.protection.models.identification import (
    Account,
    Decision,
    Presumption,
    Reconsideration,
    Reflection,
    Screening,
)
from palermo.protection.models.information import Information, Interpreting
from palermo.protection.models.knowing import NeverShare, SearchHit
from palermo.protection.models.persons import NameToken, Person, PersonsRow
from palermo.protection.models.referrals import Enquiry, Referral

__all__ = [
    "Account",
    "AgeDecision",
    "Assistance",
    "AuthorityRequest",
    "Case",
    "CaseAssignment",
    "ChildView",
    "Closing",
    "Complaint",
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
    "NameToken",
    "Need",
    "NeverShare",
    "Person",
    "PersonsRow",
    "PlaceTold",
    "Presumption",
    "Reconsideration",
    "Referral",
    "Reflection",
    "Screening",
    "SearchHit",
    "ServiceJudgement",
    "UnmetNeed",
]
