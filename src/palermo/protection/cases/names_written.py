"""Whatever writes a person's names asks whether the office may know them already: the rooms above say how.

    names_written.register(look_alikes)        # in AppConfig.ready

Every path goes through here, because `record_identity` and nothing else writes names: opening a case, correcting who
the person is, a file that arrives from another office.
"""

from __future__ import annotations

from collections.abc import Callable

from palermo.protection.cases.models.persons import Person
from palermo.trust.actor import Actor

Look = Callable[[Actor, Person], object]
_looks: list[Look] = []


def register(look: Look) -> None:
    """Have `look` run inside the service that changed a person's names. Called in AppConfig.ready."""
    _looks[:] = [look]


def names_written(actor: Actor, person: Person) -> None:
    """The names of `person` were changed, and their tokens written."""
    for look in _looks:
        look(actor, person)
