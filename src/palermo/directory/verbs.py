"""What this room records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class DirectoryVerb(Verb):
    """Of parties, agreements and services."""

    PARTY_CREATED = "party.created"
    AGREEMENT_PROPOSED = "agreement.proposed"
    AGREEMENT_ACCEPTED = "agreement.accepted"
    AGREEMENT_ENDED = "agreement.ended"
    SERVICE_ADDED = "service.added"
    SERVICE_CHANGED = "service.changed"
    SERVICE_ENDED = "service.ended"
    SERVICE_VETTED = "service.vetted"
    SERVICE_PLACE_RECORDED = "service.place_recorded"
    SERVICE_PLACE_REVEALED = "service.place_revealed"
    SERVICE_PLACES_SET = "service.places_set"
    SERVICE_ROOM_SAID = "service.room_said"
    SERVICE_ROOM_UNDONE = "service.room_undone"
    PROFILE_BEGUN = "profile.begun"
    PROFILE_WRITTEN = "profile.written"
    PROFILE_ASKED = "profile.asked"
    PROFILE_SIGNED = "profile.signed"
    PROFILE_DISCARDED = "profile.discarded"


class DirectoryAsked(Asked):
    """What was asked here and refused."""

    PARTY_CREATE = "party.create"
    SERVICE_ADD = "service.add"
    SERVICE_CHANGE = "service.change"
    SERVICE_REVEAL = "service.reveal"
    SERVICE_SAY_ROOM = "service.say_room"


VERBS: Final[dict[Verb, Text]] = {
    DirectoryVerb.PARTY_CREATED: _("Office made a party of agreements and messages"),
    DirectoryVerb.AGREEMENT_PROPOSED: _("Agreement proposed"),
    DirectoryVerb.AGREEMENT_ACCEPTED: _("Agreement accepted"),
    DirectoryVerb.AGREEMENT_ENDED: _("Agreement ended"),
    DirectoryVerb.SERVICE_ADDED: _("Service put in the directory"),
    DirectoryVerb.SERVICE_CHANGED: _("What others read of a service changed"),
    DirectoryVerb.SERVICE_ENDED: _("Service taken out of the directory"),
    DirectoryVerb.SERVICE_VETTED: _("Vetting and funding of a service recorded"),
    DirectoryVerb.SERVICE_PLACE_RECORDED: _("Address of a service recorded"),
    DirectoryVerb.SERVICE_PLACE_REVEALED: _("Address of a service told to another office"),
    DirectoryVerb.SERVICE_PLACES_SET: _("Number of places set"),
    DirectoryVerb.SERVICE_ROOM_SAID: _("Free places said"),
    DirectoryVerb.SERVICE_ROOM_UNDONE: _("Free places put back"),
    DirectoryVerb.PROFILE_BEGUN: _("New version of the State’s profile begun"),
    DirectoryVerb.PROFILE_WRITTEN: _("New version of the State’s profile changed"),
    DirectoryVerb.PROFILE_ASKED: _("Signature under the State’s profile asked for"),
    DirectoryVerb.PROFILE_SIGNED: _("State’s profile signed"),
    DirectoryVerb.PROFILE_DISCARDED: _("New version of the State’s profile thrown away"),
}
