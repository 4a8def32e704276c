"""How a person came to the office."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.codes.arrival import CameBy, GenderWish, ReferrerKind, Route
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
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
    enquiry = OwnedForeignKey("protection.Enquiry", null=True, related_name="+")
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
