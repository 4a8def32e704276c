"""A party is whoever can be a side of an agreement or of a package; it has an id of its own."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.db import models

from palermo.trust.actor import INSTALLATION_ID


class PartyKind(StrEnum):
    """Where a party is, and whether it runs the software."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    EXTERNAL = "external"


class Party(models.Model):
    """An office here, an office on another server (elsewhere), or a contact without the software (external).

    An office here has its organisation's id, which is the id that its signed headers carry and that row-level
    security compares with; nobody else may have it. `known_as` names a party that is no organisation here.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in PartyKind])
    organisation = models.OneToOneField(
        "people.Organisation", null=True, on_delete=models.DO_NOTHING, related_name="party"
    )
    known_as = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "directory_party"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind=PartyKind.HERE,
                    organisation__isnull=False,
                    organisation=models.F("id"),
                    known_as="",
                )
                | (
                    models.Q(kind__in=[PartyKind.ELSEWHERE, PartyKind.EXTERNAL], organisation__isnull=True)
                    & ~models.Q(known_as="")
                ),
                name="directory_party_here_is_its_office",
            ),
            models.CheckConstraint(
                condition=~models.Q(id=INSTALLATION_ID), name="directory_party_no_installation"
            ),
        ]

    @property
    def name(self) -> str:
        """Its public name: its office's, or the one it is known by."""
        return self.organisation.name if self.organisation is not None else self.known_as
