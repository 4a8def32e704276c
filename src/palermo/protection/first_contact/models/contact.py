"""First contact: how this office came to know a person, what they decline, and help given to nobody by name."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.first_contact.codes import DeclinedThing
from palermo.reference.persons import NeedKind, PlaceKind
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule


class Decline(OwnedModel):
    """Something the person does not want: a normal outcome. `ended_at` is when they wanted it after all."""

    case = OwnedForeignKey(Case, related_name="declines")
    person = OwnedForeignKey(Person, related_name="+")
    thing = models.CharField(max_length=40, choices=choices(DeclinedThing))
    service = models.CharField(max_length=40, choices=choices(NeedKind), blank=True)
    recorded_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_decline"
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_decline_case"),
            models.Index(fields=["organisation", "person"], name="protection_decline_person"),
        ]


class CountedHelp(OwnedModel):
    """Help given without any file: kind, how much, when, in what kind of place. No person, no case."""

    retention_rule = kept_by(Rule.CODED)

    kind = models.CharField(max_length=40, choices=choices(NeedKind))
    units = models.PositiveIntegerField()
    given_on = models.CharField(max_length=10)
    zone = models.CharField(max_length=40, choices=choices(PlaceKind), default=PlaceKind.NOT_ASKED)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_counted_help"
        indexes = [models.Index(fields=["organisation", "-id"], name="protection_counted_help_list")]
