"""What the codes of asking the authority are called in the ledger."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.identification.authority.words import (
    INTERPRETED,
    LETTER_KEPT,
    NOT_ASKING,
    WITHDRAWAL_ANSWERS,
)
from palermo.trust.ledger.details import add_details, add_objects, add_values

DETAILS: Final[dict[str, Text]] = {
    "again": _("Looked at again"),
    "ask": _("Asking of an authority"),
    "due": _("Due"),
    "interpreted": _("Read to the person by"),
    "kept": _("How the letter is kept"),
    "matter": _("Matter to decide"),
    "sent": _("Sent"),
}
OBJECTS: Final[dict[str, Text]] = {"ask": _("Asking of an authority"), "matter": _("Matter to decide")}


def register() -> None:
    """Called in AppConfig.ready."""
    add_details(DETAILS)
    add_objects(OBJECTS)
    add_values("interpreted", INTERPRETED)
    add_values("kept", LETTER_KEPT)
    add_values("reason", NOT_ASKING)
    add_values("answer", WITHDRAWAL_ANSWERS)
