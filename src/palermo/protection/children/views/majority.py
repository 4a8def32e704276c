"""What pages say of an eighteenth birthday, and of the day on which a band of age was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from palermo.kit.choices import Text
from palermo.kit.components import Cell
from palermo.kit.dates import day_text
from palermo.kit.fields import today
from palermo.protection.cases.majority import Majority
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.words import AGE_BANDS
from palermo.protection.children.queries.majority import eighteenth_of, stands
from palermo.protection.children.words import MAJORITIES
from palermo.reference.persons import AgeBand, is_child
from palermo.trust.actor import Actor
from palermo.trust.vault.vault import record_look


@dataclass(frozen=True, kw_only=True)
class Eighteen:
    """What a page says: in words, and the days for whoever may see who the person is."""

    says: Text
    is_past: bool
    doubted: bool
    first: date | None
    last: date | None

    @property
    def own_yes(self) -> bool:
        """Whether the person themselves is asked from now on."""
        return self.is_past and not self.doubted

    @property
    def may_confirm(self) -> bool:
        """Whether one person may decide the age by a proven date of birth: it is known to the day, and past."""
        return self.own_yes and self.first is not None and self.first == self.last


def eighteen_of(actor: Actor, case: Case) -> Eighteen | None:
    """What is said of the person's eighteenth birthday: None while it is far, or for somebody who is no child.

    Showing the days is a look at the date of birth, and recorded.
    """
    person = case.person
    span = eighteenth_of(person) if is_child(person.age_band) and person.erased_at is None else None
    where = stands(person) if span else Majority.CHILD
    if span is None or where is Majority.CHILD:
        return None
    seen = CASES.may(actor, CaseAction.SEE_IDENTITY, case).allowed
    if seen:
        record_look(actor, object_type="person", object_id=person.pk, columns=["birth"])
    return Eighteen(
        says=MAJORITIES[where],
        is_past=span.on(today()) is Majority.OF_AGE,
        doubted=where is Majority.PERHAPS or person.age_band == AgeBand.IN_DOUBT,
        first=span.first if seen else None,
        last=span.last if seen else None,
    )


def age_said(person: Person) -> Cell:
    """The band of age, with the day it was said where that is known."""
    band = AGE_BANDS[person.age_band]
    if person.age_said_on is None:
        return band
    return _("%(age)s, said on %(day)s") % {"age": band, "day": day_text(person.age_said_on)}
