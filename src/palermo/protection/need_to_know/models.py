"""Need to know: whom a person never wants to reach their file, who looked for one, and which may be of one person."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.need_to_know.codes import Alike, CameUpon, FoundBy, NeverKind
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.vault.vault import SealedField


class NeverShare(PersonsRow):
    """An entry of a person's never-share list, in force until `ended_at`.

    An office is a reference, so that finder, enquiry and package can be checked; an official or a place is sealed
    words, shown before anything leaves. Without `recorded_by_id` it came with what another office sent.
    """

    person = OwnedForeignKey(Person, related_name="never_share")
    kind = models.CharField(max_length=20, choices=choices(NeverKind))
    office = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False, null=True
    )
    words = SealedField()
    reason = SealedField()
    recorded_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "protection_never_share"
        indexes = [models.Index(fields=["organisation", "person"], name="protection_never_share_person")]


class SearchHit(OwnedModel):
    """A colleague's search came upon a case that is not theirs. It says who and when, never what was typed."""

    case = OwnedForeignKey(Case, related_name="+")
    searched_by_id = models.UUIDField()
    found_by = models.CharField(max_length=20, choices=choices(FoundBy))

    class Meta:
        db_table = "protection_search_hit"
        indexes = [
            models.Index(fields=["organisation", "case", "-id"], name="protection_search_hit_case"),
            models.Index(fields=["organisation", "created_at"], name="protection_search_hit_new"),
        ]


class LookAlike(OwnedModel):
    """Two files whose names sound alike: `person` is the one whose names were written, `other` the one that was there.

    Once somebody said whether it is one person, nobody is asked again, whatever is corrected later.
    """

    person = OwnedForeignKey(Person, related_name="+")
    other = OwnedForeignKey(Person, related_name="+")
    came_upon = models.CharField(max_length=20, choices=choices(CameUpon))
    answer = models.CharField(max_length=20, choices=choices(Alike), default=Alike.OPEN)
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_look_alike"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "other"], name="protection_look_alike_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "other"], name="protection_look_alike_other"),
            models.Index(
                fields=["organisation", "came_upon", "-id"],
                condition=models.Q(answer=Alike.OPEN.value),
                name="protection_look_alike_open",
            ),
        ]
