"""What an erasure does to notifications: the link to what the receiver keeps goes; what remains there is coded."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.models import Body
from palermo.protection.identification.notifying.codes import NotificationState
from palermo.protection.identification.notifying.models import Notification, NotificationReceived
from palermo.trust.vault.erasure import Remains


def erase_notifications(organisation_id: UUID, subject_id: UUID) -> None:
    """Take code and thread away, and what the person said of it; delete what is unread."""
    theirs = {"organisation_id": organisation_id, "person_id": subject_id}
    known = Notification.objects.filter(**theirs).values_list("thread_id", flat=True)
    threads = [thread_id for thread_id in known if thread_id is not None]
    for pk in (
        Body.objects.filter(envelope__thread_id__in=threads).order_by("pk").values_list("pk", flat=True)
    ):
        Body.objects.filter(pk=pk).delete()
    Notification.objects.filter(**theirs).update(code="", thread_id=None, person_says="")


def remains_of_notifying(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """Offices that were notified without identity: what they keep leads to nobody."""
    rows = Notification.objects.filter(
        organisation_id=organisation_id, person_id=subject_id, state=NotificationState.SENT
    )
    told = rows.order_by("done_at").values_list("recipient_id", flat=True)
    return [Remains("notified_without_identity", office, None) for office in dict.fromkeys(told) if office]


def forget_received(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """At the end of its years a notification keeps that there was one: no day, no form of exploitation, no place."""
    rows = NotificationReceived.objects.filter(organisation_id=organisation_id, pk=subject_id)
    rows.update(purposes=[], place="", event_on=None, code="")
    return []
