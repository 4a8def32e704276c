"""Information given to a person, and the interpreters who were there. Interpreters have no account and no name here."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.first_contact.codes import (
    AsWished,
    ConflictCheck,
    Independent,
    InformationForm,
    Presence,
    Understood,
)
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.vault.vault import SealedField


class Interpreting(OwnedModel):
    """An interpreter who works in one case, known by the office's own code for the interpreter.

    `another_wanted_at` is when the person asked for another one; the right to another needs no reason.
    """

    case = OwnedForeignKey(Case, related_name="interpreters")
    person = OwnedForeignKey(Person, related_name="+")
    code = models.CharField(max_length=12)
    language = models.CharField(max_length=20)
    presence = models.CharField(max_length=20, choices=choices(Presence))
    independent = models.CharField(max_length=20, choices=choices(Independent))
    as_wished = models.CharField(max_length=20, choices=choices(AsWished))
    check_result = models.CharField(
        max_length=20, choices=choices(ConflictCheck), default=ConflictCheck.NOT_CHECKED
    )
    checked_by_id = models.UUIDField(null=True)
    checked_at = models.DateTimeField(null=True)
    another_wanted_at = models.DateTimeField(null=True)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_interpreting"
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_interpreting_case"),
            models.Index(fields=["organisation", "person"], name="protection_interpreting_who"),
            models.Index(fields=["organisation", "code"], name="protection_interpreting_code"),
        ]


class Information(PersonsRow):
    """A card given to the person: which, in which language and version, how, and what they understood of it.

    `words` are their own words for it, sealed and optional.
    """

    case = OwnedForeignKey(Case, related_name="information")
    person = OwnedForeignKey(Person, related_name="+")
    card = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    form = models.CharField(max_length=20, choices=choices(InformationForm))
    understood = models.CharField(max_length=20, choices=choices(Understood), default=Understood.NOT_ASKED)
    words = SealedField()
    interpreting = OwnedForeignKey(Interpreting, null=True, related_name="+")
    given_on = models.CharField(max_length=10)
    given_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_information"
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_information_case"),
            models.Index(fields=["organisation", "person"], name="protection_information_who"),
        ]
