"""Who may do what with a row about a file, and which of them are in sight: what the file's room says."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet

from palermo.desk.files import FileAction, FileRow, registered
from palermo.trust.actor import Actor
from palermo.trust.policy import Verdict, refused

R = TypeVar("R", bound=FileRow)


def verdict(actor: Actor, action: FileAction, row: FileRow | None) -> Verdict:
    """What the room says of the row's file; without a row, whether there might be one in any room."""
    if row is None:
        said = [files.may(actor, action, None) for files in registered()]
        return next(filter(None, said), refused("role_missing"))
    if row.organisation_id != actor.organisation_id:
        return refused("not_found")
    files = next((one for one in registered() if one.room == row.room), None)
    return files.may(actor, action, row.file_id) if files else refused("role_missing")


def in_sight(actor: Actor, rows: QuerySet[R]) -> QuerySet[R]:
    """Those of `rows` whose file's words the actor may read."""
    found = Q(pk__in=[])
    for files in registered():
        if files.may(actor, FileAction.READ, None):
            found |= Q(room=files.room, file_id__in=files.readable(actor).values("pk"))
    return rows.filter(found, organisation_id=actor.organisation_id)
