"""`palermo ledger exposure`: what was opened and what left, by the owner of the database, over every office."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from palermo.kit.text import plain_line, safe_cell
from palermo.trust.actor import System
from palermo.trust.ledger.exposure import (
    AUTHORITY_TOLD_WITHIN,
    Exposure,
    Window,
    exposure_of,
    recipient_names,
)
from palermo.trust.ledger.words import column_words, verb_words
from palermo.trust.people.models import User
from palermo.trust.people.queries import offices
from palermo.trust.unit_of_work import machinery, unit_of_work

HEAD = ("office", "what", "about", "id", "classes", "looks", "first", "last", "to")


class Command(BaseCommand):
    """Print, for each office, which files were opened and what left; with `--csv`, each line into a file."""

    help = "Say what an account, or anybody, opened and sent within a time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose acts, when, in which office."""
        parser.add_argument("--account", default="", help="the account's id or email address")
        parser.add_argument("--from", dest="first", default="", help="first day, such as 2026-11-01 (UTC)")
        parser.add_argument("--to", dest="last", default="", help="last day (UTC)")
        parser.add_argument("--office", default="", help="one office's id; else every office")
        parser.add_argument("--csv", type=Path, default=None, help="write every line to this file as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError, in one line, for an unknown account or office and for days that are none."""
        window = _window(options)
        with machinery():
            names = dict(offices().order_by("name").values_list("pk", "name"))
        wanted = _id(options["office"], "office") if options["office"] else None
        if wanted is not None and wanted not in names:
            raise CommandError(f"There is no office {wanted}.")
        rows: list[tuple[str, ...]] = []
        files = 0
        for office_id, name in names.items():
            if wanted not in {None, office_id}:
                continue
            with unit_of_work(System(organisation_id=office_id, reason="exposure")):
                found = exposure_of(office_id, window)
                called = recipient_names(found.recipients)
            if not found.files and not found.sent:
                continue
            files += len(found.files)
            lines = [tuple(map(plain_line, line)) for line in _lines(name, found, called)]
            rows += lines
            self._say(plain_line(name), found, lines)
        if options["csv"] is not None:
            _write(options["csv"], rows)
        self._close(files, len(rows))

    def _say(self, name: str, found: Exposure, lines: list[tuple[str, ...]]) -> None:
        self.stdout.write(
            f"{name}: {len(found.files)} files opened, {len(found.sent)} disclosures and packages, "
            f"{len(found.recipients)} recipients"
        )
        for _office, what, about, id_, classes, looks, first, last, to in lines:
            times = f"{first} to {last}" if last != first else first
            self.stdout.write(
                f"  {what}  {about} {id_}  {times}"
                + (f"  {looks} looks" if looks else "")
                + (f"  to {to}" if to else "")
                + (f"  ({classes})" if classes else "")
            )

    def _close(self, files: int, lines: int) -> None:
        if not lines:
            self.stdout.write("Nothing was opened and nothing left.")
            return
        due = datetime.now(tz=UTC) + AUTHORITY_TOLD_WITHIN
        self.stdout.write(
            f"If you know of a breach since now, the supervisory authority is told by {due:%Y-%m-%d %H:%M} UTC "
            "(72 hours; Regulation (EU) 2016/679, article 33)."
        )
        self.stdout.write(
            f"Whom to tell: {files} files. The auditor of each office notes the breach under Ledger, Breaches; "
            "those who work with a person then tell them, through their safe contact only."
        )


def _window(options: dict[str, Any]) -> Window:
    account: UUID | None = None
    if text := options["account"]:
        with machinery():
            rows = (
                User.objects.with_address(text)
                if "@" in text
                else User.objects.filter(pk=_id(text, "account"))
            )
            account = rows.values_list("pk", flat=True).first()
        if account is None:
            raise CommandError("There is no such account: give its id or its email address.")
    first, last = (_day(options[name], option) for name, option in (("first", "--from"), ("last", "--to")))
    if first and last and last < first:
        raise CommandError("--to lies before --from.")
    return Window.of_days(account, first, last)


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{option} {text} is no day: write it as 2026-11-30.") from None


def _id(text: str, what: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CommandError(f"{text} is no id of an {what}.") from None


def _lines(office: str, found: Exposure, called: dict[UUID, str]) -> list[tuple[str, ...]]:
    opened = [
        (
            office,
            "opened",
            file.object_type,
            str(file.object_id),
            ", ".join(map(column_words, file.columns)),
            str(file.looks),
            _minute(file.first),
            _minute(file.last),
            "",
        )
        for file in found.files
    ]
    left = [
        (
            office,
            verb_words(sent.verb),
            sent.object_type,
            str(sent.object_id or ""),
            ", ".join(map(column_words, sent.classes)),
            "",
            _minute(sent.at),
            _minute(sent.at),
            called.get(sent.recipient_id, str(sent.recipient_id)) if sent.recipient_id else "",
        )
        for sent in found.sent
    ]
    return [*opened, *left]


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _write(path: Path, rows: list[tuple[str, ...]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            path.chmod(0o600)
            writer = csv.writer(file)
            writer.writerow(HEAD)
            writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
