"""Compare a backup's witness with a copy kept elsewhere, before anything is loaded."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from palermo.trust.ledger.collected import BadCopy
from palermo.trust.ledger.comparing import Contradiction, compare


class Command(BaseCommand):
    """`palermo manage compare_witness`, run by `palermo restore --witness`."""

    help = "Compare the data folder's witness with a copy that was kept elsewhere."
    requires_system_checks = ()  # there is no database yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The copy, and when the backup was taken."""
        parser.add_argument("copy", type=Path)
        parser.add_argument("--taken-at", type=datetime.fromisoformat, required=True)

    def handle(self, *args: Any, copy: Path, taken_at: datetime, **options: Any) -> None:
        """Say what both know. Raise CommandError where they contradict each other."""
        try:
            found = compare(settings.PALERMO_WITNESS_FILE, copy, taken_at=taken_at)
        except (Contradiction, BadCopy) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Copy of the witness: {found.same} heads are as in the backup, {found.added} more are from before it, "
            f"{found.after} are of commits after it, which are lost."
            + (f" {found.cut_short} of its lines are cut short and tell nothing." if found.cut_short else "")
        )
