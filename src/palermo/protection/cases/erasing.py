"""What an erasure takes of a person and their cases: tokens and texts go, codes become coarse, open cases close.

Part of `file.erasing.erase_rows`: it names the office in every query and asks no policy.
"""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Left
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import CaseState, CloseReason
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Closing, Goal, ServiceJudgement
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.paper import Paper
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.rules import coarse_nationality
from palermo.reference.persons import NOT_KEPT, coarse_age
from palermo.trust.vault.vault import SealedModel


def erase_cases(person: Person) -> None:
    """Empty the person's row, notes, goals and closings, delete name tokens and neutral words, close open cases."""
    _empty_person(person)
    theirs = {"organisation_id": person.organisation_id, "person_id": person.pk}
    NameToken.objects.filter(**theirs).delete()
    Joining.objects.filter(
        Q(leads_id=person.pk) | Q(joined_id=person.pk), organisation_id=person.organisation_id
    ).delete()
    Case.objects.filter(**theirs).update(narrative=b"", trouble=0, known_as="")
    Case.objects.filter(**theirs, state=CaseState.OPEN).update(
        state=CaseState.CLOSED, closed_on=office_today(), closed_reason=CloseReason.ERASED
    )
    Assistance.objects.filter(**theirs).update(note=b"", given_on=Left("given_on", 7))
    Paper.objects.filter(**theirs).update(
        kept=b"", witness=b"", language=NOT_KEPT, taken_on=Left("taken_on", 7)
    )
    for model in (Goal, ServiceJudgement, Closing):
        model._default_manager.filter(**theirs).update(**emptied(model))


def emptied(model: type[SealedModel]) -> dict[str, bytes]:
    """What stands in the sealed columns of `model` after an erasure."""
    return dict.fromkeys(model.sealed_columns(), b"")


def _empty_person(person: Person) -> None:
    for column in Person.sealed_columns():
        setattr(person, column, b"")
    person.age_band, person.age_said_on = coarse_age(person.age_band), None
    person.nationality = coarse_nationality(person.nationality)
    person.other_nationalities = []
    person.languages = []
    person.erased_at = person.erased_at or timezone.now()
    person.save()
