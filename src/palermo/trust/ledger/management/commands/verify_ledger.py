"""`palermo ledger verify`: every chain against itself, the signatures and the witness, by the owner."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from palermo.kit.text import plain_line
from palermo.trust.ledger.collected import BadCopy
from palermo.trust.ledger.freshness import find_stale
from palermo.trust.ledger.report import OfficeReport, Report
from palermo.trust.ledger.verified import write_verified
from palermo.trust.ledger.verify import NotTheOwner, verify

HOLES_SHOWN = 5


class Command(BaseCommand):
    """Print a line for each office, then what is wrong; end with 1 when anything is."""

    help = "Verify the ledger with the witness file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which witness file, else the data folder's own; and what was kept elsewhere."""
        parser.add_argument("--witness", type=Path, default=None)
        parser.add_argument("--against", type=Path, default=None)

    def handle(self, *args: Any, witness: Path | None, against: Path | None, **options: Any) -> None:
        """Raise CommandError for the wrong role, a database that cannot be read or a file without heads."""
        try:
            with psycopg.connect(**connection.get_connection_params()) as owner:
                report = verify(
                    witness or settings.PALERMO_WITNESS_FILE,
                    owner,
                    journal=settings.PALERMO_ERASURES_FILE,
                    against=against,
                    progress=self._progress,
                )
                names = dict(owner.execute("SELECT id, name FROM public.people_organisation").fetchall())
        except (NotTheOwner, BadCopy) as error:
            raise CommandError(str(error)) from None
        except psycopg.Error as error:
            raise CommandError(f"The database cannot be verified ({type(error).__name__}).") from None
        find_stale(report, now=timezone.now(), own_witness=witness is None)
        write_verified(report, at=timezone.now())
        self._say(report, names)
        if not report.intact:
            sys.exit(1)

    def _progress(self, events: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"  {events} events read …\r", ending="")

    def _say(self, report: Report, names: dict[UUID, str]) -> None:
        for office in report.offices:
            name = names.get(office.organisation_id, str(office.organisation_id))
            self.stdout.write(_line(office, plain_line(name)))
        if report.unreadable_lines:
            self.stdout.write(
                f"{report.unreadable_lines} lines of the witness are cut short or unreadable: they vouch for nothing."
            )
        if report.journal_beyond:
            self.stdout.write(
                f"The journal of erasures has {report.journal_beyond} more than the ledger: begun and not completed."
            )
        if report.newest is not None:
            ends = f"{report.witness_ends:%Y-%m-%d %H:%M}" if report.witness_ends else "none"
            self.stdout.write(f"Newest head: {report.newest:%Y-%m-%d %H:%M} UTC; in the witness: {ends}.")
        for begin, end in report.holes[-HOLES_SHOWN:]:
            hole = f"from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"No heads were renewed {hole}: nothing ran, or commits were cut off.")
        for at in report.late_ends:
            self.stdout.write(
                f"A former key of heads got its end on {at:%Y-%m-%d %H:%M} UTC, after it was replaced: for what it "
                "signed until then, in chains and a journal that no other key went on with, nobody can vouch."
            )
        for finding in report.findings:
            self.stdout.write(self.style.ERROR(f"FOUND  {finding}"))
        if report.more:
            self.stdout.write(self.style.ERROR(f"FOUND  {report.more} more of these offices."))
        self.stdout.write(
            "Intact up to the last witnessed heads." if report.intact else "The ledger is NOT intact."
        )


def _line(office: OfficeReport, name: str) -> str:
    parts = [f"{office.events} events"]
    parts.append(
        f"witnessed up to {office.witnessed}, {office.beyond} beyond" if office.beyond else "all witnessed"
    )
    if office.unsigned:
        parts.append(f"{office.unsigned} unsigned")
    return f"{name}: {', '.join(parts)}"
