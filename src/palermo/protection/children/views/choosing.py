"""Which guardian said yes for a child, to choose from on a page that asks for it."""

from __future__ import annotations

from uuid import UUID

from palermo.kit.choices import Choice
from palermo.protection.children.queries.guardians import counting_guardians
from palermo.protection.children.words import RELATIONS
from palermo.trust.actor import Actor
from palermo.trust.vault.vault import reveal


def guardians_to_choose(actor: Actor, person_id: UUID) -> list[Choice]:
    """Who counts as guardian, by id and name; that the names were shown is recorded."""
    return [
        (
            str(row.pk),
            f"{reveal(actor, row, 'guardian_name', object_type='person')['guardian_name']} "
            f"({RELATIONS[row.relation]})",
        )
        for row in counting_guardians(actor, person_id)
    ]
