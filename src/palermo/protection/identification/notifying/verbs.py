"""What notifying records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class NotificationVerb(Verb):
    """Of notifications without identity, at both offices."""

    SENT = "notification.sent"
    NOT_DUE = "notification.not_due"
    IN_ERROR = "notification.in_error"
    RECEIVED = "notification.received"
    CORRECTED = "notification.corrected"


class NotificationAsked(Asked):
    """What was asked here and refused."""

    NOTIFY = "notification.notify"
    STRIKE = "notification.strike"


VERBS: Final[dict[Verb, Text]] = {
    NotificationVerb.SENT: _("Notified without identity, as the law requires"),
    NotificationVerb.NOT_DUE: _("Recorded that no notification is due"),
    NotificationVerb.IN_ERROR: _("Notification told to be an error"),
    NotificationVerb.RECEIVED: _("Notification without identity arrived"),
    NotificationVerb.CORRECTED: _("Notification found to be an error of its sender"),
}
OURS: Final = (NotificationVerb.SENT, NotificationVerb.NOT_DUE, NotificationVerb.IN_ERROR)
"""Acts about a case."""
