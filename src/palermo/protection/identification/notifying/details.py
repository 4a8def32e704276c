"""What the codes of notifying are called in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.protection.identification.notifying.words import NOT_DUE
from palermo.trust.ledger.details import add_details, add_objects, add_values


def register() -> None:
    """Called in AppConfig.ready."""
    add_details({"notification": _("Notification without identity")})
    add_objects({"notification": _("Notification without identity")})
    add_values("reason", NOT_DUE)
