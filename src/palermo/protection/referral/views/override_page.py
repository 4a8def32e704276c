"""A disclosure without consent as the page of its referral shows it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.kit.components import Cell, Fact
from palermo.kit.dates import due_text
from palermo.trust.actor import Actor
from palermo.trust.basis.models import Override
from palermo.trust.basis.words import DATA_CLASSES, GROUNDS


def override_shown(actor: Actor, row: Override, names: dict[UUID, str], *, works: bool) -> dict[str, Any]:
    """One disclosure without consent, and what whoever `works` on it may still do about it."""
    another = works and actor.user_id != row.requested_by_id
    facts = [
        Fact(_("Asked for by"), names.get(row.requested_by_id)),
        Fact(_("Data"), classes_in_words(row.data_classes)),
        Fact(_("Holds until"), row.valid_until),
    ]
    if row.review_due_at is None:
        facts.append(Fact(_("Approved by"), names.get(row.approved_by_id) if row.approved_by_id else None))
    else:
        facts.append(Fact(_("Review by a second person due"), due_text(row.review_due_at, timezone.now())))
        facts.append(Fact(_("Reviewed"), _reviewed(row, names)))
    facts.append(Fact(_("The person was told"), row.person_informed_at))
    return {
        "pk": row.pk,
        "ground_words": GROUNDS[row.ground],
        "facts": facts,
        "may_approve": another and row.review_due_at is None and row.approved_by_id is None,
        "may_review": another and row.review_due_at is not None and row.reviewed_at is None,
        "may_inform": works and row.person_informed_at is None,
    }


def _reviewed(row: Override, names: dict[UUID, str]) -> Cell:
    """When, by whom, and with which end; None while it waits."""
    if row.reviewed_at is None:
        return None
    said = _("It was right") if row.review_upheld else _("It was ended")
    return [row.reviewed_at, names.get(row.reviewed_by_id, "") if row.reviewed_by_id else "", said]


def classes_in_words(codes: Collection[str]) -> Cell:
    """Classes of data in words, always in the same order."""
    return listed_classes(codes)


def listed_classes(codes: Collection[str]) -> list[Cell]:
    """The same as a list, to stand with others in a cell."""
    return [words for code, words in DATA_CLASSES.items() if code in codes]
