"""Events of security, written down for another machine beside the heads it collects: a JSON line each, a file a day.

    {"office": …, "number": …, "at": …, "verb": …, "actor": …, "object": …, "codes": …, "hash": …}

They are rows of the ledgers as they stand: codes and ids, never a name. Office and number name an event, its hash is
that of the chain; so what was collected shows which events are gone or changed here.

No event is lost and none is written twice, however the worker ends: what is to be written is noted before, with the
length of the file; a run that was cut short is taken back and written again, the same bytes. Where a chain is another
than was written (a backup was restored), its events are written from the first on.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from palermo.kit.writing import opened
from palermo.operation.heads import remove_old_copies, write_whole
from palermo.trust.actor import System
from palermo.trust.json_text import read_json
from palermo.trust.ledger.chain import LAST_NUMBER
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.queries import office_names
from palermo.trust.scrub import where
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.verbs import LedgerVerb, PeopleVerb, SwitchVerb, VaultVerb

logger = logging.getLogger("palermo.events")

OF_SECURITY: Final[frozenset[str]] = frozenset(
    {
        *PeopleVerb,
        *VaultVerb,
        *SwitchVerb,
        *(verb for verb in LedgerVerb if verb not in {LedgerVerb.REVEALED, LedgerVerb.HEADS_RENEWED}),
        *(
            "exchange.forgery_found",
            "file.refused",
        ),  # of a room above this one; a test holds them to its enum
    }
)
"""Signing in and what it hangs on, roles, switches, keys, refusals, restores, forgeries; not who looked at whom."""
MOST_AT_ONCE: Final = 2000
"""Rows of one chain that are read in one run; more wait for the next."""
FILE_NAME: Final = "events-%Y-%m-%d.jsonl"
_NAMED = re.compile(r"events-\d{4}-\d\d-\d\d\.jsonl")


@dataclass(frozen=True)
class _Reached:
    """How far an office's chain was written: the number of an event, and its hash."""

    number: int = 0
    hash: str = ""


@dataclass
class _State:
    """Where writing stands; with `until` a run has begun in `file`, which had `size` bytes before."""

    reached: dict[str, _Reached] = field(default_factory=dict)
    until: dict[str, _Reached] = field(default_factory=dict)
    file: str = ""
    size: int = 0


def state_file() -> Path:
    """Where it is noted how far events were written."""
    return Path(settings.PALERMO_DATA) / "events.json"


def write_events(*, now: datetime) -> int:
    """Write down the events of security since the last run, if another machine collects; how many.

    One worker at a time calls it. Raises OSError for a folder that cannot be written: the next run goes on from there.
    """
    folder: Path | None = settings.PALERMO_WITNESS_COPY
    if folder is None:
        return 0
    state = _read_state()
    written = _finish(folder, state) if state.until else 0
    with machinery():
        offices = sorted(str(one) for one in office_names())
    until = {office: found for office in offices if (found := _next(office, state))}
    if until:
        name = now.astimezone(UTC).strftime(FILE_NAME)
        path = folder / name
        state.until, state.file, state.size = until, name, path.stat().st_size if path.exists() else 0
        _note(state)
        written += _finish(folder, state)
    remove_old_copies(folder, FILE_NAME, now=now)
    return written


def keep_events() -> None:
    """Write down events of security for another machine; what goes wrong is said in the log, and tried again."""
    try:
        Context().run(write_events, now=timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - tasks are worked off all the same
        logger.critical("Events cannot be written down for another machine: %s", where(error))


def _next(office: str, state: _State) -> _Reached | None:
    """How far this run goes in an office's chain; None where nothing is new."""
    reached = state.reached.get(office, _Reached())
    with unit_of_work(System(organisation_id=UUID(office), reason="schedule")):
        if reached.number and _hash_at(office, reached.number) != reached.hash:
            reached = state.reached[office] = _Reached()
        ends = _rows(office, reached.number).values_list("sequence", "hash")
        last = list(ends[:MOST_AT_ONCE])[-1:]
    return next((_Reached(number, bytes(hash_).hex()) for number, hash_ in last), None)


def _hash_at(office: str, number: int) -> str:
    found = LedgerEvent.objects.filter(organisation_id=office, sequence=number).values_list("hash", flat=True)
    return "".join(bytes(one).hex() for one in found)


def _rows(office: str, after: int) -> Any:
    return LedgerEvent.objects.filter(
        organisation_id=office, sequence__gt=after, sequence__lt=LAST_NUMBER
    ).order_by("sequence")


def _finish(folder: Path, state: _State) -> int:
    """Write what the state says is to be written, after the bytes that were there before it."""
    lines = [line for office in sorted(state.until) for line in _lines(office, state)]
    if lines:
        descriptor = opened(folder / state.file, os.O_RDWR, mode=0o640)
        with os.fdopen(descriptor, "r+b") as file:
            os.fchmod(file.fileno(), 0o640)
            file.truncate(min(state.size, os.fstat(file.fileno()).st_size))  # what a run cut short left there
            file.seek(0, os.SEEK_END)
            file.write("".join(lines).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
    state.reached |= state.until
    state.until = {}
    _note(state)
    return len(lines)


def _lines(office: str, state: _State) -> Iterable[str]:
    after, until = state.reached.get(office, _Reached()).number, state.until[office].number
    with unit_of_work(System(organisation_id=UUID(office), reason="schedule")):
        rows = list(_rows(office, after).filter(sequence__lte=until, verb__in=OF_SECURITY))
    return [_line(row) for row in rows]


def _line(row: LedgerEvent) -> str:
    said = {
        "office": str(row.organisation_id),
        "number": row.sequence,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "verb": row.verb,
        "actor": [row.actor_kind, str(row.actor_id) if row.actor_id else None],
        "object": [row.object_type, str(row.object_id) if row.object_id else None],
        "codes": row.codes,
        "hash": bytes(row.hash).hex(),
    }
    return json.dumps(said, separators=(",", ":")) + "\n"


def _read_state() -> _State:
    """Where writing stands; from the beginning where that is not known."""
    try:
        said = read_json(state_file().read_bytes())
        reached, until = (
            {office: _Reached(int(number), str(hash_)) for office, (number, hash_) in said[name].items()}
            for name in ("reached", "until")
        )
        named = _NAMED.fullmatch(said["file"])
        return _State(reached, until if named else {}, named[0] if named else "", int(said["size"]))
    except FileNotFoundError:
        return _State()
    except (ValueError, KeyError, TypeError, AttributeError):
        logger.error("It is not known how far events were written: they are written again.")  # noqa: TRY400
        return _State()


def _note(state: _State) -> None:
    said = {
        "reached": {office: [one.number, one.hash] for office, one in state.reached.items()},
        "until": {office: [one.number, one.hash] for office, one in state.until.items()},
        "file": state.file,
        "size": state.size,
    }
    write_whole(state_file(), json.dumps(said) + "\n", mode=0o600)
