"""How far each change has come, for the operator's page and for `palermo keys progress`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Sum
from django.utils import timezone

from palermo.trust.vault.models import KeyWork


class Work(StrEnum):
    """What is changed in an office's rows."""

    TEXTS = "texts"  # sealed columns, by the worker
    FIXED_TEXTS = "fixed_texts"  # sealed columns that the application's role never rewrites, by the owner
    OFFICE_KEY = "office_key"
    SEARCH_KEY = "search_key"


def work_of(organisation_id: UUID, work: Work, part: str = "") -> KeyWork:
    """The row of one change, made where there is none."""
    row, _made = KeyWork.objects.get_or_create(organisation_id=organisation_id, work=work, part=part)
    return row


def begin_again(organisation_id: UUID, work: Work, *, left: int) -> KeyWork:
    """The row of one change, from its beginning."""
    row, _made = KeyWork.objects.update_or_create(
        organisation_id=organisation_id,
        work=work,
        part="",
        defaults={
            "after": None,
            "done": 0,
            "remaining": left,
            "started_at": timezone.now(),
            "ended_at": None,
        },
    )
    return row


def move(row: KeyWork, *, done: int, after: UUID | None = None) -> None:
    """Count `done` more, up to the row `after`."""
    row.done += done
    row.remaining = max(row.remaining - done, 0)
    row.after = after or row.after
    row.save(update_fields=["done", "remaining", "after", "moved_at"])


def walk_again(row: KeyWork) -> None:
    """Begin again with the first row."""
    row.after = None
    row.save(update_fields=["after", "moved_at"])


def end(row: KeyWork) -> None:
    """Nothing is left."""
    row.remaining = 0
    row.ended_at = timezone.now()
    row.save(update_fields=["remaining", "ended_at", "moved_at"])


def under_way() -> Iterable[tuple[Work, int, int, int]]:
    """For each kind of change that some office has not ended: how many offices, rows done, rows left."""
    rows = KeyWork.objects.filter(ended_at__isnull=True).values("work").order_by("work")
    for row in rows.annotate(
        offices=Count("organisation_id", distinct=True), rows_done=Sum("done"), rows_left=Sum("remaining")
    ):
        yield Work(row["work"]), row["offices"], row["rows_done"], row["rows_left"]
