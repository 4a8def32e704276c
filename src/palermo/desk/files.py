"""Files of the pillars' rooms, as the desk asks about them: who may read and write what is kept here about one.

    register(Files(room="protection", object_type="case", …))       # in AppConfig.ready of the room

The desk stands below the rooms and knows no file of theirs: it holds ids, and asks the room's own policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from palermo.desk.verbs import DayVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.policy import Verdict
from palermo.trust.service import Refused
from palermo.trust.vault.vault import SealedModel, record_look
from palermo.trust.verbs import WhatWasAsked


class FileAction(StrEnum):
    """What the desk asks of a file: read its sealed words, write into it, settle what others wrote."""

    READ = "read"
    WRITE = "write"
    LEAD = "lead"


@dataclass(frozen=True, kw_only=True)
class Files:
    """The files of one room.

    `object_type` and `subject_type` are what the ledger calls a file and whom it is about. `may` decides about a file
    by its id (None: might there be one), `readable` are those in which the actor may read. `take` locks a file to be
    written into and gives its subject's id; it raises Refused. `colleagues` are the id and name of those of the office
    who work on a file and may read in it, by name.
    """

    room: str
    object_type: str
    subject_type: str
    may: Callable[[Actor, FileAction, UUID | None], Verdict]
    readable: Callable[[Actor], QuerySet[Any]]
    take: Callable[[Actor, UUID], UUID]
    colleagues: Callable[[Actor, UUID], list[tuple[UUID, str]]]


_files: dict[str, Files] = {}


def register(files: Files) -> None:
    """Register a room's files; a second registration of a room replaces the first."""
    _files[files.room] = files


def files_of(room: str) -> Files:
    """The files of a room. Raises KeyError for a room that has none."""
    return _files[room]


class FileRow(SealedModel):
    """Base of what the desk keeps about a file, sealed under its subject's key of the file's room.

    `file_id` is the file (a case), `subject_id` whom it is about.
    """

    room = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    file_id = models.UUIDField()

    class Meta:
        abstract = True

    @property
    def vault_room(self) -> str:  # type: ignore[override]  # each row has the room of its file
        """The room of the file."""
        return self.room

    @property
    def vault_subject_id(self) -> UUID:
        """Whom the file is about: their key opens the row."""
        return self.subject_id


R = TypeVar("R", bound=FileRow)


def begin(model: type[R], actor: Actor, *, room: str, file_id: UUID) -> R:
    """A row to be written about a file, which is locked. Raises Refused as the room does."""
    subject_id = files_of(room).take(actor, file_id)
    return model(
        organisation_id=actor.organisation_id,
        room=room,
        subject_id=subject_id,
        file_id=file_id,
        purpose="desk",
    )


def require_colleague(actor: Actor, row: FileRow, user_id: UUID, *, verb: WhatWasAsked) -> None:
    """Raise Refused unless the colleague works on the row's file and may read in it."""
    works = {colleague for colleague, _name in files_of(row.room).colleagues(actor, row.file_id)}
    if user_id not in works:
        raise Refused("not_on_the_file", verb=verb, object_type=files_of(row.room).object_type)


def registered() -> list[Files]:
    """The files of every room."""
    return list(_files.values())


def tell(actor: Actor, verb: DayVerb, row: FileRow, *, codes: Mapping[str, str]) -> None:
    """Record what was done to a row as an event of its file."""
    record(actor, verb=verb, object_type=files_of(row.room).object_type, object_id=row.file_id, codes=codes)


def shown(actor: Actor, *, room: str, subject_id: UUID, columns: list[str]) -> None:
    """Record that sealed words of the desk about somebody were shown; nothing where there were none."""
    record_look(actor, object_type=files_of(room).subject_type, object_id=subject_id, columns=columns)
