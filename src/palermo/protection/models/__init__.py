"""Persons, cases, needs, referrals and assistance of one office. Every identity field is optional."""

from palermo.protection.models.assistance import Assistance
from palermo.protection.models.cases import Case, CaseAssignment, Need
from palermo.protection.models.contact import CountedHelp, Decline, FirstContact
from palermo.protection.models.events import Event, EventPerson
from palermo.protection.models.information import Information, Interpreting
from palermo.protection.models.persons import NameToken, Person, PersonsRow
from palermo.protection.models.referrals import Enquiry, Referral

__all__ = [
    "Assistance",
    "Case",
    "CaseAssignment",
    "CountedHelp",
    "Decline",
    "Enquiry",
    "Event",
    "EventPerson",
    "FirstContact",
    "Information",
    "Interpreting",
    "NameToken",
    "Need",
    "Person",
    "PersonsRow",
    "Referral",
]
