"""Who the person of a case is, opened for a colleague's eyes."""

from __future__ import annotations

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.paper import Paper
from palermo.protection.cases.models.persons import Person
from palermo.trust.actor import Actor
from palermo.trust.vault.vault import reveal

SEALED = ("safe_contact", "name", "other_names", "birth", "contact", "narrative")
"""Sealed texts of a person and their case, in the order pages show them."""


def identity_texts(actor: Actor, case: Case) -> dict[str, str]:
    """Every sealed text by column. Each call is a look at the identity, and recorded as one."""
    person = reveal(actor, case.person, *Person.sealed_columns(), object_type="person")
    told = reveal(actor, case, "narrative", object_type="person")
    return {**{column: person[column] for column in SEALED if column in person}, **told}


def papers_of(actor: Actor, case: Case) -> list[tuple[Paper, dict[str, str]]]:
    """What was taken of the person on paper, with where it is kept and who witnessed: a look, and recorded as one."""
    rows = Paper.objects.filter(organisation_id=actor.organisation_id, person_id=case.person_id)
    return [
        (row, reveal(actor, row, "kept", "witness", object_type="person")) for row in rows.order_by("id")[:50]
    ]
