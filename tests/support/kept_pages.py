"""The mark of a page as a colleague opened it, for tests that open none."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from palermo.desk.kept_pages.marker import Marker
from palermo.trust.actor import Staff


def marker(actor: Staff, **other: Any) -> Marker:
    """The mark of some page of the protection room; `other` are its values that matter."""
    values: dict[str, Any] = {
        "mark": uuid4(),
        "user_id": actor.user_id,
        "organisation_id": actor.organisation_id,
        "unit_id": actor.unit_id,
        "session": "a-session",
        "room": "protection",
        "path": "/protection/cases/",
        "title": "",
        "about": (),
        "names": ("note",),
        "texts": "",
    }
    return Marker(**{**values, **other})
