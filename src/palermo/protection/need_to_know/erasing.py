"""What an erasure takes of never-share lists and of look-alikes. Part of `file.erasing.erase_rows`."""

from __future__ import annotations

from uuid import UUID

from palermo.protection.cases.erasing import emptied
from palermo.protection.need_to_know.models import NeverShare
from palermo.protection.need_to_know.queries.look_alikes import pairs_of


def erase_never_share(organisation_id: UUID, subject_id: UUID) -> None:
    """Empty every entry: whom a person feared would tell who they are."""
    entries = NeverShare.objects.filter(organisation_id=organisation_id, person_id=subject_id)
    entries.update(office=None, **emptied(NeverShare))


def forget_look_alikes(organisation_id: UUID, subject_id: UUID) -> None:
    """Delete in which other files somebody of that name may stand."""
    pairs_of(organisation_id, subject_id).delete()
