"""What the operator's page says of the machine: room on the disk, the newest backup, the certificate, the database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from palermo.kit.choices import Text
from palermo.reference.postgresql import AS_OF, lacking

LITTLE_ROOM: Final = 0.1
"""A smaller share of the disk free is said: PostgreSQL stops when nothing is."""
OLD_BACKUP: Final = timedelta(days=2)
CERTIFICATE_ENDS: Final = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class ServerFacts:
    """What is known of the machine; None where it cannot be read, or nothing is named.

    `free` and `size` are bytes of the disk of the data folder.
    """

    free: int | None
    size: int | None
    backup: datetime | None
    certificate: datetime | None
    lacking: tuple[str, ...]

    def doubts(self, now: datetime) -> Iterator[Text]:
        """What the operator has to look at, in sentences."""
        if self.free is not None and self.size and self.free < self.size * LITTLE_ROOM:
            yield _("The disk of the data folder has less than a tenth of its room left.")
        if self.backup is not None and now - self.backup > OLD_BACKUP:
            yield _("The newest backup is older than two days. Run: palermo backup")
        if self.certificate is not None and self.certificate - now < CERTIFICATE_ENDS:
            yield _("The certificate of this site ends within two weeks, or has ended.")
        if self.lacking:
            yield _(
                "PostgreSQL lacks the security releases %(releases)s (table of %(day)s): update the server, its holes "
                "are known."
            ) % {"releases": ", ".join(self.lacking), "day": AS_OF.isoformat()}


def server_facts() -> ServerFacts:
    """What the machine says now; no statement is asked of the database."""
    free = size = None
    with suppress(OSError):
        usage = shutil.disk_usage(settings.PALERMO_DATA)
        free, size = usage.free, usage.total
    return ServerFacts(
        free=free,
        size=size,
        backup=_written_in(Path(settings.PALERMO_DATA) / "last-backup"),
        certificate=_ends(settings.PALERMO_CERTIFICATE),
        lacking=tuple(name for name, _holes in lacking(_server_version())),
    )


def _server_version() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.server_version)


def _written_in(path: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def _ends(path: Path | None) -> datetime | None:
    """When the first certificate of a file ends."""
    if path is None:
        return None
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc.astimezone(UTC)
    except (OSError, ValueError):
        return None
