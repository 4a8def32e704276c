"""An event at which several persons were met. Each has a case of their own; that they belong together stays here."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.codes.arrival import Route
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.first_contact.codes import Interview, Sector
from palermo.reference.persons import PlaceKind
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField, SealedModel


class Event(SealedModel):
    """One event: what kind of place, which month ("2026-11"), by which route, in which sector. The note is sealed.

    Its note is sealed under a key of its own, because it is about nobody in particular.
    """

    vault_room = ROOM

    retention_rule = kept_by(Rule.EVENT)

    code = models.CharField(max_length=12)
    zone = models.CharField(max_length=40, choices=choices(PlaceKind), default=PlaceKind.NOT_ASKED)
    month = models.CharField(max_length=7)
    route = models.CharField(max_length=20, choices=choices(Route), default=Route.NOT_ASKED)
    sector = models.CharField(max_length=40, choices=choices(Sector), default=Sector.NOT_KNOWN)
    note = SealedField()
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_event"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="protection_event_code"),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="protection_event_list")]


class EventPerson(OwnedModel):
    """That the person of a case was met at an event, how they are seen, and whether they were spoken with alone.

    `seen_as` holds any number of `SeenAs` codes. The row is deleted when the person is erased, and travels nowhere.
    """

    event = OwnedForeignKey(Event, related_name="persons")
    case = OwnedForeignKey(Case, related_name="met_at")
    person = OwnedForeignKey(Person, related_name="+")
    seen_as = models.JSONField(default=list)
    interview = models.CharField(max_length=20, choices=choices(Interview), default=Interview.WAITING)

    class Meta:
        db_table = "protection_event_person"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case"], name="protection_event_person_case"),
        ]
        indexes = [
            models.Index(fields=["organisation", "event", "id"], name="protection_event_person_list"),
            models.Index(fields=["organisation", "person"], name="protection_event_person_who"),
            models.Index(fields=["organisation", "interview", "id"], name="protection_event_person_wait"),
        ]
