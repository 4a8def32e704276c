"""Inbox tasks anew, after a restore."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from palermo.exchange.anew import queue_packages_not_taken_in


class Command(BaseCommand):
    """`palermo manage renew_inbox`, run by `palermo restore`."""

    help = "Queue an inbox task for every package that was not taken in and has none."
    requires_system_checks = ()  # must work when pages do not

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were queued."""
        self.stdout.write(f"Packages not taken in yet, queued again: {queue_packages_not_taken_in()}.")
