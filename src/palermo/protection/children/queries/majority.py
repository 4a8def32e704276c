"""Whether somebody is of age by their date of birth, and what follows for whose yes is asked.

The date is opened for the program itself and shown to nobody; the page that shows it records the look.
"""

from __future__ import annotations

from datetime import date

from palermo.kit.fields import today
from palermo.kit.office_time import local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.majority import Eighteenth, Majority, eighteenth
from palermo.protection.cases.models.persons import Person
from palermo.reference.persons import AgeBand, is_child
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.vault import unseal


def eighteenth_of(person: Person) -> Eighteenth | None:
    """Between which days the person turns eighteen; None where no date of birth is recorded, or none opens."""
    try:
        birth = unseal(person, "birth")["birth"]
    except Unreadable:
        return None
    return eighteenth(PartialDate.parse(birth)) if birth else None


def stands(person: Person, *, day: date | None = None) -> Majority:
    """Where a person who is treated as a child stands by their date of birth on the office's day.

    Where the date said eighteen already when somebody said "a child", the two do not fit: then it is perhaps, and no
    birthday settles it.
    """
    span = eighteenth_of(person)
    if span is None:
        return Majority.CHILD
    said_on = person.age_said_on or local_day(person.created_at)
    found = span.on(day or today())
    contradicts = found is Majority.OF_AGE and span.on(said_on) is Majority.OF_AGE
    return Majority.PERHAPS if contradicts else found


def is_childs_yes(person: Person) -> bool:
    """Whether somebody else says yes for the person: a child, or treated as one, and not of age by date of birth.

    An age in doubt is a child's until two people decide: a date that is doubted with it settles nothing.
    """
    if not is_child(person.age_band):
        return False
    return person.age_band == AgeBand.IN_DOUBT or stands(person) is not Majority.OF_AGE
