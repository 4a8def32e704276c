"""The switch of the service directory: an office publishes its services to every office that helps persons."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.trust.mandates import HELPING
from palermo.trust.switches.codes import SwitchCode, SwitchKind
from palermo.trust.switches.registry import Switch

SERVICE_DIRECTORY: Final = Switch(
    code=SwitchCode.SERVICE_DIRECTORY,
    kind=SwitchKind.PUBLISHES,
    name=_("Services in the directory"),
    says=_(
        "Offices that help persons find your services: kind, coarse zone, contact point, languages, for whom. While it "
        "is off, yours stand in no list; you still find those of others."
    ),
    addresses=frozenset(
        f"services:{name}"
        for name in ("add", "rooms", "change", "place", "places", "say_room", "take_back", "vetting", "end")
    ),
    mandates=HELPING,
    busy_words=_(
        "Somebody was accepted for one of your services and may still need the address. End those referrals first."
    ),
)
