"""Persons of one office, known by a code; every identity field is optional and sealed."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from palermo.protection.cases.codes import ROOM
from palermo.reference.persons import AgeBand, Gender
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.vault.vault import SealedField, SealedModel, holds_text


class Person(SealedModel):
    """A person this office helps, known by `code`. Sealed: who they are and how to reach them safely.

    `birth` is a partial date as text ("2004", "2004-05", "2004-05-17") inside the seal; codes are coarse.
    `nationality` is the first that was told, `other_nationalities` are the rest, as told
    (docs/decisions/nationalities.md).
    `age_said_on` is the day on which somebody last said the age band, empty where that was before it was kept.
    """

    vault_room = ROOM

    code = models.CharField(max_length=12)
    name = SealedField()
    other_names = SealedField()
    birth = SealedField()
    contact = SealedField()
    safe_contact = SealedField()
    age_band = models.CharField(max_length=20, choices=choices(AgeBand), default=AgeBand.NOT_ASKED)
    age_said_on = models.DateField(null=True)
    gender = models.CharField(max_length=20, choices=choices(Gender), default=Gender.NOT_ASKED)
    nationality = models.CharField(max_length=20, default="not_asked")
    other_nationalities = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    languages = models.JSONField(default=list)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_person"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="protection_person_code"),
        ]
        indexes = [models.Index(fields=["organisation", "age_band"], name="protection_person_age")]

    @property
    def nationalities(self) -> tuple[str, ...]:
        """Every nationality in the order told; one alone where there is no answer, or none but one."""
        return self.nationality, *self.other_nationalities

    @property
    def has_safe_contact(self) -> bool:
        """Whether it is recorded how to contact the person safely."""
        return holds_text(self, "safe_contact")


class NameToken(OwnedModel):
    """A keyed digest under which a person is found by name (trust/vault/tokens.py), or bytes that fill up their number.

    `version` is that of the rules, `key` the number of the office's search key.
    """

    person = OwnedForeignKey(Person, related_name="tokens")
    token = models.BinaryField(max_length=16)
    version = models.PositiveSmallIntegerField(default=1)
    key = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "protection_name_token"
        indexes = [
            models.Index(fields=["organisation", "token"], name="protection_name_token_find"),
            models.Index(fields=["organisation", "person"], name="protection_name_token_person"),
            models.Index(fields=["organisation", "version"], name="protection_name_token_version"),
        ]


class PersonsRow(SealedModel):
    """Base of rows sealed under their person's key."""

    vault_room = ROOM

    class Meta:
        abstract = True

    @property
    def vault_subject_id(self) -> UUID:
        """The person's key opens the row."""
        person_id: UUID = self.person_id  # type: ignore[attr-defined]
        return person_id
