"""The task worker as a process."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from palermo.operation.worker import Worker
from palermo.trust.walls.role import WrongRole


class Command(BaseCommand):
    """`palermo manage worker`; `palermo run` starts one by itself."""

    help = "Run queued tasks until asked to stop; the task under way is finished first."
    requires_system_checks = ()  # must work when pages do not

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until asked to stop. Raises CommandError for a role that row-level security does not bind."""
        worker = Worker()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: worker.stop.set())
        try:
            worker.run()
        except WrongRole as error:
            raise CommandError(str(error)) from None
