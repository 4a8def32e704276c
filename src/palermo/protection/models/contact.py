"""First contact: how this office came to know a person, what they decline, and help given to nobody by name."""

from __future__ import annotations

from django.db import models

from palermo.protection.codes.contact import CameBy, DeclinedThing, GenderWish, ReferrerKind, Route
from palermo.protection.models.cases import Case
from palermo.protection.models.persons import Person
from palermo.protection.models.referrals import Enquiry
from palermo.reference.persons import NeedKind, PlaceKind
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel


class FirstContact(OwnedModel):
    """How this office came to know the person of one case, and with whom they wish to speak; one for each case.

    `came_on` is a partial date as text. `referrer` is an office of the alliance, `referrer_kind` what is known
    otherwise; `enquiry` is set where the file arrived through a referral. `recorded_by_id` is empty then.
    """

    case = OwnedForeignKey(Case, related_name="first_contacts")
    person = OwnedForeignKey(Person, related_name="+")
    came_by = models.CharField(max_length=20, choices=choices(CameBy), default=CameBy.NOT_KNOWN)
    route = models.CharField(max_length=20, choices=choices(Route), default=Route.NOT_ASKED)
    came_on = models.CharField(max_length=10)
    referrer = models.ForeignKey(
        "people.Organisation", null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    referrer_kind = models.CharField(max_length=40, choices=choices(ReferrerKind), blank=True)
    enquiry = OwnedForeignKey(Enquiry, null=True, related_name="+")
    interviewer_wish = models.CharField(
        max_length=20, choices=choices(GenderWish), default=GenderWish.NOT_ASKED
    )
    interpreter_wish = models.CharField(
        max_length=20, choices=choices(GenderWish), default=GenderWish.NOT_ASKED
    )
    recorded_by_id = models.UUIDField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "protection_first_contact"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case"], name="protection_first_contact_case"),
        ]
        indexes = [models.Index(fields=["organisation", "person"], name="protection_first_contact_who")]


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

    kind = models.CharField(max_length=40, choices=choices(NeedKind))
    units = models.PositiveIntegerField()
    given_on = models.CharField(max_length=10)
    zone = models.CharField(max_length=40, choices=choices(PlaceKind), default=PlaceKind.NOT_ASKED)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_counted_help"
        indexes = [models.Index(fields=["organisation", "-id"], name="protection_counted_help_list")]
