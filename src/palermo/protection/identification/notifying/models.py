"""A notification without identity: the row of the office that owes it, and what the receiver keeps."""

from __future__ import annotations

from django.db import models

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.identification.notifying.codes import (
    AgeClass,
    NotDue,
    NotificationState,
    NotifiedAbout,
    NotifiedSex,
    PersonSays,
)
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule


class Notification(OwnedModel):
    """What became of the notification due in a case. Only this row links `code` and thread to the file.

    `recipient`, `code` and `thread_id` stand where it was sent; `reason` where it is not due. An erasure takes code
    and thread away: nothing leads from the receiver's row to the person then.
    """

    case = OwnedForeignKey(Case, related_name="notifications")
    person = OwnedForeignKey(Person, related_name="+")
    recipient = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False, null=True
    )
    code = models.CharField(max_length=12, blank=True)
    thread_id = models.UUIDField(null=True)
    about = models.CharField(max_length=20, choices=choices(NotifiedAbout))
    event_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=choices(NotificationState))
    person_says = models.CharField(max_length=20, choices=choices(PersonSays), blank=True)
    reason = models.CharField(max_length=24, choices=choices(NotDue), blank=True)
    done_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_notification"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case"],
                condition=~models.Q(state=NotificationState.IN_ERROR.value),
                name="protection_notification_one",
            ),
            models.CheckConstraint(
                condition=models.Q(state=NotificationState.NOT_DUE.value, recipient__isnull=True)
                | models.Q(
                    state__in=[NotificationState.SENT.value, NotificationState.IN_ERROR.value],
                    recipient__isnull=False,
                    reason="",
                ),
                name="protection_notification_state",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_notification_case"),
            models.Index(fields=["organisation", "person"], name="protection_notification_person"),
        ]


class NotificationReceived(OwnedModel):
    """What another office notified: codes and days, of a person who has no file by it and no name."""

    retention_rule = kept_by(Rule.NOTIFICATION)
    sender = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    code = models.CharField(max_length=12)
    thread_id = models.UUIDField()
    about = models.CharField(max_length=20, choices=choices(NotifiedAbout))
    event_on = models.DateField(null=True)
    age_class = models.CharField(max_length=20, choices=choices(AgeClass))
    sex = models.CharField(max_length=20, choices=choices(NotifiedSex))
    purposes = models.JSONField(default=list)
    place = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_notified"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "thread_id"], name="protection_notified_thread"),
        ]
        indexes = [
            models.Index(fields=["organisation", "received_at"], name="protection_notified_received"),
        ]
