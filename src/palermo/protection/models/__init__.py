"""Persons, cases, needs, referrals and assistance of one office. Every identity field is optional."""

from palermo.protection.models.assistance import Assistance
from palermo.protection.models.cases import Case, CaseAssignment, Need
from palermo.protection.models.finding import PlaceTold, UnmetNeed
from palermo.protection.models.persons import NameToken, Person, PersonsRow
from palermo.protection.models.referrals import Enquiry, Referral

__all__ = [
    "Assistance",
    "Case",
    "CaseAssignment",
    "Enquiry",
    "NameToken",
    "Need",
    "Person",
    "PersonsRow",
    "PlaceTold",
    "Referral",
    "UnmetNeed",
]
