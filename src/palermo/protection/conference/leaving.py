"""What leaves for one office that is called: the preview and the package are made from it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from palermo.protection.conference.models import Conference
from palermo.protection.conference.rules import told_to
from palermo.protection.referral.slice import identity_slice
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass
from palermo.trust.shown import PREFIX
from palermo.trust.vault.vault import record_look, unseal


def leaving(row: Conference, agreed: Collection[DataClass]) -> dict[str, Any]:
    """What leaves for one office of what is of a class of data: by the classes the person agreed to for it."""
    texts = unseal(row, "place", "words")
    return told_to(identity_slice(row, agreed), words=texts["words"], place=texts["place"], agreed=agreed)


def preview(actor: Actor, row: Conference, agreed: Collection[DataClass]) -> dict[str, Any]:
    """`leaving` for a colleague's eyes before it leaves: the ledger records that it was shown."""
    parts = leaving(row, agreed)
    shown = [key for key in ("safe_contact", "name", "other_names", "birth", "contact") if parts.get(key)]
    record_look(actor, object_type="person", object_id=row.person_id, columns=shown)
    return parts


def leaves_with(
    row: Conference, office_id: UUID, agreed: Collection[DataClass], parts: dict[str, Any]
) -> dict[str, object]:
    """What leaves, by name, as the last page showed it and the service compares it."""
    return {
        f"{PREFIX}to": str(office_id),
        f"{PREFIX}when": f"{row.day} {row.hour} {row.zone}",
        f"{PREFIX}points": list(row.points),
        f"{PREFIX}classes": sorted(str(code) for code in {*agreed, DataClass.SAFE_CONTACT}),
        **{f"{PREFIX}{name}": value for name, value in parts.items()},
    }
