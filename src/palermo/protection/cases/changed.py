"""Something changed of a person: whoever told it to others is called, and says which offices have the old.

Below the subject that sends stand those that change: identity, age, guardians, the never-share list. They call
`tell_changed` at the end of their act, with the person's row locked or written, so that what is sent at the same
moment is either new or known to be old.

    register(on_change=mark_changed, outside=outside_of)        # in AppConfig.ready
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from palermo.kit.choices import Text
from palermo.protection.cases.codes.changed import OF_PERSON, Changed
from palermo.protection.cases.queries.joined import same_person
from palermo.trust.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Outside:
    """An office that has what is right no longer: its name, what of it in words, where one sends or says the new."""

    office: str
    what: tuple[Text, ...]
    url: str


OnChange: TypeAlias = Callable[[Actor, UUID, frozenset[Changed]], None]
OutsideOf: TypeAlias = Callable[[Actor, UUID], Sequence[Outside]]

_handlers: list[tuple[OnChange, OutsideOf]] = []


def register(*, on_change: OnChange, outside: OutsideOf) -> None:
    """Called in AppConfig.ready by whoever tells other offices what may change."""
    if (on_change, outside) not in _handlers:
        _handlers.append((on_change, outside))


def tell_changed(actor: Actor, person_id: UUID, what: Collection[Changed]) -> None:
    """Let whoever told others of it mark what is old there; part of the service that changes it.

    What holds for the person and not for one file is told of their joined files as well.
    """
    tell_file_changed(actor, person_id, what)
    if shared := OF_PERSON.intersection(what):
        for other in same_person(actor.organisation_id, person_id):
            if other != person_id:
                tell_file_changed(actor, other, shared)


def tell_file_changed(actor: Actor, person_id: UUID, what: Collection[Changed]) -> None:
    """The same for what was told from one file alone, also where it is joined to another."""
    if what:
        for on_change, _outside in _handlers:
            on_change(actor, person_id, frozenset(what))


def outside(actor: Actor, person_id: UUID) -> list[Outside]:
    """Which offices have something of the person as it was before, for the page on which it was changed."""
    return [one for _on_change, outside_of in _handlers for one in outside_of(actor, person_id)]
