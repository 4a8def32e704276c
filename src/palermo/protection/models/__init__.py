"""Persons, cases, needs, referrals and assistance of one office. Every identity field is optional."""

from palermo.protection.models.assistance import Assistance
from palermo.protection.models.authorities import AuthorityRequest
from palermo.protection.models.cases import Case, CaseAssignment, Need
from palermo.protection.models.complaints import Complaint
from palermo.protection.models.goals import Closing, Goal, ServiceJudgement
from palermo.protection.models.knowing import NeverShare, SearchHit
from palermo.protection.models.persons import NameToken, Person, PersonsRow
from palermo.protection.models.referrals import Enquiry, Referral

__all__ = [
    "Assistance",
    "AuthorityRequest",
    "Case",
    "CaseAssignment",
    "Closing",
    "Complaint",
    "Enquiry",
    "Goal",
    "NameToken",
    "Need",
    "NeverShare",
    "Person",
    "PersonsRow",
    "Referral",
    "SearchHit",
    "ServiceJudgement",
]
