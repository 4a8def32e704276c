"""What the codes of the exchange's events are called."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.exchange.words import KINDS
from palermo.kit.choices import Text
from palermo.trust.ledger.details import add_details, add_objects, add_values

DETAILS: Final[dict[str, Text]] = {
    "fields": _("Fields"),
    "from": _("From whom"),
    "kind": _("Kind"),
    "to": _("To"),
    "what": _("What was told"),
}
OBJECTS: Final[dict[str, Text]] = {
    "envelope": _("Package"),
    "package": _("Package"),
    "thread": _("Exchange with another office"),
}


def register() -> None:
    """Called in AppConfig.ready."""
    add_details(DETAILS)
    add_objects(OBJECTS)
    add_values("kind", KINDS)
