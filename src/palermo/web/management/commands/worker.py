"""The task worker as a process."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from palermo.web.worker import Worker


class Command(BaseCommand):
    """`palermo manage worker`; `palermo run` starts one by itself."""

    help = "Run queued tasks until asked to stop; the task under way is finished first."
    requires_system_checks = ()  # must work when pages do not

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError when the database goes away: whoever started this worker starts it again."""
        worker = Worker()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: worker.stop.set())
        try:
            worker.run()
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database went away ({type(error).__name__}).") from None
