"""The newest heads of all ledgers, written down on a fixed schedule for another machine to collect.

1. Events in the installation's chain: one for each office whose ledger grew, with its newest head, so that no office's
   chain can be cut without contradicting this one; one at least, so that its own end is never old while Palermo works.
2. The newest signed head of every office, in one file signed as a whole: in the data folder, for the operator's page.
3. The same file, dated, in the folder of PALERMO_WITNESS_COPY, readable for its group. Only whole files are there.

Each head vouches for everything before it, so a file is small and each one is enough. Those older than COPIES_KEPT
are removed here: whoever collects them keeps them.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.ledger.chain import Head, newest_signed
from palermo.trust.ledger.collected import (
    COPY_NAME,
    BadCopy,
    collected_text,
    fingerprint,
    heads_file,
    read_collected,
)
from palermo.trust.ledger.ends import end_former_keys
from palermo.trust.locks import together
from palermo.trust.people.queries import office_names
from palermo.trust.scrub import where
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.head_keys import HEAD_KEY_LOCK, remember_head_key
from palermo.trust.vault.slots import certify_recoverable
from palermo.trust.verbs import LedgerVerb

logger = logging.getLogger("palermo.heads")

COPIES_KEPT = timedelta(days=31)
JUST_NOW = timedelta(minutes=1)


def renew_heads(*, now: datetime) -> bool:
    """Renew and write down the newest heads, unless another worker just did; True when done here.

    Raises nothing for a file that cannot be written: the log says so, and the operator's page how old it is.
    """
    if (at := written_at()) is not None and timedelta(0) <= now - at < JUST_NOW:
        return False
    remember_head_key()  # a file of before certificates has the key without one
    with machinery():
        offices = sorted(office_names())
    end_former_keys(offices)
    heads = [head for head in newest_heads(certify=True) if head.organisation_id != INSTALLATION_ID]
    _record(heads)
    written = [*newest_heads(of=[INSTALLATION_ID]), *heads]
    with unit_of_work(_installation()):
        together(HEAD_KEY_LOCK)
        text = collected_text(written, at=now)
    _write(heads_file(), text, mode=0o600)
    if settings.PALERMO_WITNESS_COPY is not None:
        folder: Path = settings.PALERMO_WITNESS_COPY
        _write(folder / now.astimezone(UTC).strftime(COPY_NAME), text, mode=0o640)
        remove_old_copies(folder, COPY_NAME, now=now)
    return True


def _record(heads: Sequence[Head]) -> None:
    """Have the installation's chain say which offices' heads are new since the last renewal."""
    try:
        known = {(head.organisation_id, head.sequence) for head in read_collected(heads_file()).heads}
    except BadCopy:
        known = set()
    grown = [head for head in heads if (head.organisation_id, head.sequence) not in known]
    actor = _installation()
    with unit_of_work(actor):
        for head in grown:
            record(
                actor,
                verb=LedgerVerb.HEADS_RENEWED,
                object_type="office",
                object_id=head.organisation_id,
                codes={"sequence": head.sequence, "fingerprint": fingerprint(head.hash)},
            )
        if not grown:
            record(actor, verb=LedgerVerb.HEADS_RENEWED)


def _installation() -> System:
    return System(organisation_id=INSTALLATION_ID, reason="schedule")


def newest_heads(*, of: Sequence[UUID] | None = None, certify: bool = False) -> list[Head]:
    """The newest signed head of each office (None: of all), by the office's id.

    `certify`: have an office's key certify the keys of heads meanwhile, where a recovery share opens it.
    """
    if of is None:
        with machinery():
            of = sorted(office_names())
    heads = []
    for organisation_id in of:
        try:
            head = _newest_head(organisation_id, certify=certify)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - those of the other offices are written down all the same
            logger.error("The newest head of an office could not be read: %s", where(error))  # noqa: TRY400
            continue
        if head is not None:
            heads.append(head)
    return heads


def _newest_head(organisation_id: UUID, *, certify: bool) -> Head | None:
    with unit_of_work(System(organisation_id=organisation_id, reason="schedule")):
        head = newest_signed(organisation_id)
        if certify:
            certify_recoverable(organisation_id)
    return head


def written_at() -> datetime | None:
    """When the newest heads were last written down here; None where they never were, or the file was altered."""
    try:
        return read_collected(heads_file()).at
    except BadCopy:
        return None


def remove_old_copies(folder: Path, named: str, *, now: datetime) -> None:
    """Remove collected files whose name, a moment written as `named`, says they are older than COPIES_KEPT."""
    for path in folder.glob("*.jsonl"):
        try:
            written = datetime.strptime(path.name, named).replace(tzinfo=UTC)
        except ValueError:
            continue  # somebody else's file
        if now - written > COPIES_KEPT:
            path.unlink(missing_ok=True)


def _write(path: Path, text: str, *, mode: int) -> None:
    try:
        write_whole(path, text, mode=mode)
    except OSError as error:
        logger.critical("The newest heads cannot be written to %s (%s).", path.parent, type(error).__name__)


def write_whole(path: Path, text: str, *, mode: int) -> None:
    """Write a file whole or not at all, under its final name. Raises OSError."""
    # Under a name that nobody guesses: others may write in a folder that is collected, and lay a link there.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.partial")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
