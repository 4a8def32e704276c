"""The demo's own time: what is loaded bears the day on which the story has it, not the day of loading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass
class Clock:
    """A day and hour that only moves when the story moves it. For the process that loads a demo, never for others."""

    now: datetime

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let every service read this clock. The services of a past day are those of today, lived through again."""
        real = timezone.now
        timezone.now = lambda: self.now
        try:
            yield
        finally:
            timezone.now = real
