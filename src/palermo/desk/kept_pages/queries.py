"""The pages that the actor kept."""

from __future__ import annotations

import json
from uuid import UUID

from palermo.desk.kept_pages.marker import Fields
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.kept_pages.policies import KEPT_PAGES
from palermo.trust.actor import Actor
from palermo.trust.policy import get_or_404
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.vault import reveal

OFFERED = 3
"""How many kept pages of one address are offered there; all stand on Today."""


def kept_here(actor: Actor, path: str) -> list[KeptPage]:
    """What the actor kept of the page at this address, the newest first; one query, nothing is opened."""
    rows = KEPT_PAGES.visible(actor, KeptPage.objects.filter(path=path)).defer("fields")
    return list(rows.order_by("-updated_at")[:OFFERED])


def kept_page(actor: Actor, page_id: UUID) -> KeptPage:
    """One kept page. Raises Http404 (a probe) for one of somebody else."""
    return get_or_404(actor, KEPT_PAGES, KeptPage.objects.all(), page_id)


def typed_on(actor: Actor, row: KeptPage) -> Fields:
    """What was typed, by name of the input; the ledger records the look. Nothing where no key opens it."""
    try:
        text = reveal(actor, row, "fields", object_type="kept_page")["fields"]
    except Unreadable:
        return {}
    return dict(json.loads(text)) if text else {}
