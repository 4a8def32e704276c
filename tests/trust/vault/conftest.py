"""An office with persons, and how rows are got and put behind the program's back."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.support.place import Database

from palermo.protection.cases.models.persons import Person
from palermo.trust.actor import System
from palermo.trust.current import record
from palermo.trust.mandates import OrganisationKind
from palermo.trust.people.services import create_office, new_office
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import seal

ROOM = "protection"


def an_office(name: str = "Invented shelter") -> System:
    """A new office; the actor works in the helping room."""
    actor = new_office()
    with unit_of_work(actor):
        create_office(actor, name=name, kind=OrganisationKind.SHELTER, country="XA")
    return System(organisation_id=actor.organisation_id, reason="test", rooms=frozenset({ROOM}))


def a_person(actor: System, code: str = "P-1", **texts: str) -> Person:
    """A person with sealed texts, saved."""
    with unit_of_work(actor):
        person = Person(organisation_id=actor.organisation_id, code=code)
        seal(person, **(texts or {"name": "Amina Diallo", "contact": "by the blue door"}))
        person.save(force_insert=True)
        record(actor, verb="person.recorded", object_type="person", object_id=person.pk)
    return person


def again(actor: System, person_id: UUID) -> Person:
    """The person as the database has her now. Needs an open unit of work."""
    return Person.objects.get(pk=person_id, organisation_id=actor.organisation_id)


@pytest.fixture
def office(database: Database) -> System:
    """An office."""
    return an_office()
