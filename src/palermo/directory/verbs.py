"""The verbs this room records in the ledger, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

VERBS: Final[dict[str, Text]] = {
    "party.created": _("Office made a party of agreements and packages"),
    "agreement.proposed": _("Agreement proposed"),
    "agreement.accepted": _("Agreement accepted"),
    "agreement.ended": _("Agreement ended"),
    "service.added": _("Service put in the directory"),
    "service.changed": _("What others read of a service changed"),
    "service.ended": _("Service taken out of the directory"),
    "service.vetted": _("Vetting and funding of a service recorded"),
    "service.place_recorded": _("Address of a service recorded"),
    "service.place_revealed": _("Address of a service told to another office"),
    "service.places_set": _("Number of places set"),
    "service.room_said": _("Free places said"),
    "service.room_undone": _("Free places put back"),
}
