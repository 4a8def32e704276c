"""What the codes of the directory's events are called."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.directory.offers.codes import Tap
from palermo.directory.offers.words import KINDS, VETTED_BY
from palermo.directory.words import STATES
from palermo.kit.choices import Text
from palermo.trust.ledger.details import add_details, add_objects, add_values

DETAILS: Final[dict[str, Text]] = {
    "kind": _("Kind"),
    "tap": _("What was said of the places"),
    "to": _("To"),
    "values": _("Values"),
    "version": _("Version"),
    "with": _("With"),
}
OBJECTS: Final[dict[str, Text]] = {
    "agreement": _("Agreement"),
    "service": _("Service"),
    "state_profile": _("The State’s profile"),
}
TAPS: Final[dict[str, Text]] = {
    Tap.TAKEN: _("A place is taken"),
    Tap.FREED: _("A place is free again"),
    Tap.FULL: _("We are full"),
    Tap.CONFIRM: _("Still right"),
    Tap.YES: _("There is room"),
    Tap.ASK: _("Ask us first"),
    Tap.NO: _("No room"),
}


def register() -> None:
    """Called in AppConfig.ready."""
    add_details(DETAILS)
    add_objects(OBJECTS)
    add_values("tap", TAPS)
    add_values("kind", KINDS)
    add_values("by", VETTED_BY)
    add_values("state", {state.value: words for state, words in STATES.items()})
