"""How the records outside the database stand, as files of this machine say it: for the operator's pages and Today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.json_text import read_json
from palermo.trust.ledger.collected import COPY_NAME, BadCopy, Collected, heads_file, read_collected
from palermo.trust.ledger.freshness import is_stale


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The newest heads written down here, when the last copy for another machine was, and what is doubted.

    `copies` says whether a folder for another machine is named at all; `unsigned_restore` is the time of the backup
    from before signing that this installation was restored from, until the next backup is made.
    """

    heads: Collected | None
    copies: bool
    copied_at: datetime | None
    unsigned_restore: datetime | None

    def doubts(self, now: datetime) -> Iterator[Text]:
        """What the operator has to look at, in sentences."""
        if self.unsigned_restore is not None:
            yield _(
                "This installation was restored from a backup without a signature. Nobody can vouch for it: files, "
                "accounts, roles and the ledger may have been changed. Compare them with what you know, then make a "
                "backup."
            )
        if is_stale(self.heads.at if self.heads else None, now=now):
            yield _(
                "The newest heads of the ledgers were not renewed within the last day. Look whether the task worker "
                "runs."
            )
        elif self.copies and is_stale(self.copied_at, now=now):
            yield _(
                "No newest heads were written for another machine within the last day. Look at the folder named in "
                "PALERMO_WITNESS_COPY."
            )


def standing() -> Standing:
    """What the files say now."""
    try:
        heads = read_collected(heads_file())
    except BadCopy:
        heads = None
    folder: Path | None = settings.PALERMO_WITNESS_COPY
    return Standing(
        heads=heads,
        copies=folder is not None,
        copied_at=_newest_copy(folder) if folder is not None else None,
        unsigned_restore=_unsigned_restore(Path(settings.PALERMO_DATA) / "unvouched"),
    )


def _newest_copy(folder: Path) -> datetime | None:
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            with suppress(ValueError):
                found.append(datetime.strptime(path.name, COPY_NAME).replace(tzinfo=UTC))
    return max(found, default=None)


def _unsigned_restore(path: Path) -> datetime | None:
    """The time of the backup; today's where the file is there and says none."""
    if not path.is_file():
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        return datetime.fromisoformat(read_json(path.read_text(encoding="utf-8"))["taken_at"])
    return datetime.now(tz=UTC)
