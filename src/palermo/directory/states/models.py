"""A State's profile: its signed versions, which nobody changes, and the draft of the next one."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from palermo.trust.ids import uuid7
from palermo.trust.owned import OwnedModel, kept_by
from palermo.trust.retention.rules import Rule


class StateProfile(models.Model):
    """One signed version of a State's profile. `body` is what `reference.profiles` reads; `version` names its digest.

    `number` counts the versions of the State; the last one whose `valid_from` has come is in force.
    `asked_by_id` is who wrote it and said that it is ready, `signed_by_id` the second person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.DO_NOTHING, related_name="+")
    country = models.CharField(max_length=2)
    number = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=40, unique=True)
    body = models.JSONField()
    valid_from = models.DateField()
    asked_by_id = models.UUIDField()
    signed_by_id = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "directory_state_profile"
        constraints = [
            models.UniqueConstraint(fields=["country", "number"], name="directory_state_profile_number"),
            models.CheckConstraint(
                condition=~models.Q(asked_by_id=models.F("signed_by_id")),
                name="directory_state_profile_two_people",
            ),
        ]


class StateProfileDraft(OwnedModel):
    """The next version while an office writes it: one at a time.

    `written_by` are the accounts that changed it: none of them signs. `asked_by_id` has said that it is ready to be
    signed and holds from `valid_from`; a change takes that back.
    """

    retention_rule = kept_by(Rule.OFFICE)
    body = models.JSONField()
    written_by = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    asked_by_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "directory_state_profile_draft"
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="directory_state_profile_one_draft"),
        ]

    @property
    def writers(self) -> frozenset[UUID]:
        """The accounts that changed it, who asked for the signature included."""
        return frozenset(map(UUID, self.written_by)) | ({self.asked_by_id} if self.asked_by_id else set())
