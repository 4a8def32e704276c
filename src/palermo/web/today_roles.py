"""What each role finds on Today when nothing waits, and what is said to a role whose room is still to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.layout import Link
from palermo.trust.actor import Staff
from palermo.trust.mandates import SERVICES_ROOM, Role


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something a role does: its words, the name of its page, and the room whose switch may keep it off."""

    label: Text
    url_name: str
    room: str = ""


_STATES = Thing(label=_("Look up what a State has agreed to, and its law"), url_name="partnership:states")

THINGS: dict[Role, tuple[Thing, ...]] = {
    Role.COORDINATOR: (
        Thing(label=_("See who works on which case"), url_name="protection:cases", room=SERVICES_ROOM),
        Thing(label=_("See where answers are late"), url_name="protection:routes", room=SERVICES_ROOM),
        Thing(label=_("Agree with another office what you exchange"), url_name="directory:agreements"),
    ),
    Role.CASEWORKER: (
        Thing(
            label=_("Open a case, with what is known"), url_name="protection:open_case", room=SERVICES_ROOM
        ),
        Thing(
            label=_("Find a case by its code, its word or a name"), url_name="web:search", room=SERVICES_ROOM
        ),
        Thing(label=_("Look for a service that helps"), url_name="services:directory", room=SERVICES_ROOM),
    ),
    Role.FOCAL_POINT: (
        Thing(
            label=_("Answer enquiries of other offices"), url_name="protection:enquiries", room=SERVICES_ROOM
        ),
        Thing(label=_("Say how much room your services have"), url_name="services:rooms", room=SERVICES_ROOM),
        Thing(label=_("Look for a service that helps"), url_name="services:directory", room=SERVICES_ROOM),
    ),
    Role.DECISION_MAKER: (
        Thing(
            label=_("Decide whether a person is a victim, with reasons"),
            url_name="protection:decisions",
            room=SERVICES_ROOM,
        ),
        Thing(label=_("Read the cases assigned to you"), url_name="protection:cases", room=SERVICES_ROOM),
        _STATES,
    ),
    Role.ADMINISTRATOR: (
        Thing(label=_("Invite a colleague, and end a role"), url_name="people:colleagues"),
        Thing(label=_("Keep the agreements of your office in force"), url_name="directory:agreements"),
        Thing(label=_("Switch on what your office answers for"), url_name="switches:list"),
    ),
    Role.AUDITOR: (
        Thing(label=_("Read the ledger: who did what, when and why"), url_name="people:ledger"),
        Thing(label=_("Handle a breach, and tell the authority"), url_name="people:breaches"),
        Thing(label=_("See who has which role"), url_name="people:colleagues"),
    ),
    Role.OPERATOR: (
        Thing(label=_("See how the installation runs"), url_name="people:installation"),
        Thing(label=_("Print the newest heads of the ledgers"), url_name="people:heads"),
        Thing(label=_("See where you are signed in"), url_name="people:sessions"),
    ),
    Role.ANALYST: (_STATES,),
    Role.POLICE_OFFICER: (
        Thing(label=_("See the agreements of your office"), url_name="directory:agreements"),
        _STATES,
    ),
    Role.PROSECUTOR_LIAISON: (
        Thing(label=_("See the agreements of your office"), url_name="directory:agreements"),
        _STATES,
    ),
}

TO_COME: dict[Role, Text] = {
    Role.ANALYST: _(
        "You count without seeing a file: indicators, estimates and safe releases are commands so far. Their pages and"
        " the counts of your office are still to come, and until then nothing arrives here."
    ),
    Role.POLICE_OFFICER: _(
        "You receive what is addressed to you and ask offices in writing. The pages for it are still to come; until"
        " then requests and answers go on paper, and nothing arrives here."
    ),
    Role.PROSECUTOR_LIAISON: _(
        "You follow what a prosecution asks of the offices that help, and what the person may ask of it. The pages"
        " for it are still to come; until then requests and answers go on paper, and nothing arrives here."
    ),
}
"""One line for a role whose room is not built: what it does, and what will come."""


def things_of(actor: Staff) -> list[Link]:
    """What the actor's roles do, as links to pages that are open to them; each once."""
    return list(dict.fromkeys(_links(actor)))


def _links(actor: Staff) -> Iterator[Link]:
    for role, things in THINGS.items():
        if actor.has(role):
            for thing in things:
                if not thing.room or thing.room in actor.rooms:
                    yield Link(str(thing.label), reverse(thing.url_name))


def to_come(actor: Staff) -> list[Text]:
    """What is said to the actor's roles whose rooms are still to come."""
    return [words for role, words in TO_COME.items() if actor.has(role)]
