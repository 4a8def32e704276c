"""The newest heads of all ledgers, to print or to write down."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from palermo.kit.text import plain_line
from palermo.operation.heads import newest_heads
from palermo.trust.ledger.collected import printed_line
from palermo.trust.people.queries import office_names
from palermo.trust.unit_of_work import machinery


class Command(BaseCommand):
    """`palermo ledger heads`; `palermo ledger verify --against` reads what it prints."""

    help = "Print the newest head of each office's ledger with a fingerprint people can write down."
    requires_system_checks = ()  # must work when pages do not

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each office: end of its id, number of the event, fingerprint; after # its time and name."""
        with machinery():
            names = office_names()
        self.stdout.write(f"# Newest heads of the ledgers, {timezone.now():%Y-%m-%d %H:%M} UTC")
        for head in newest_heads():
            name = names.get(head.organisation_id, "")
            self.stdout.write(f"{printed_line(head)}  # {head.at:%Y-%m-%d %H:%M} UTC, {plain_line(name)}")
