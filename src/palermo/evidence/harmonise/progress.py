"""What is being done and for how long, on standard error: in place at a terminal, in plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType

PATIENCE = 2.0
TICK = 0.5


class Progress:
    """Shows a step once it takes over two seconds. At a terminal the line renews itself; elsewhere it stands once."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._step, self._rows, self._since, self._said = "", 0, time.monotonic(), ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def say(self, step: str, rows: int) -> None:
        """Tell which step is at work and how many rows it has."""
        if step != self._step:
            self._since = time.monotonic()
        self._step, self._rows = step, rows

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _run(self) -> None:
        began = time.monotonic()
        while not self._stop.wait(TICK):
            if time.monotonic() - began < PATIENCE or not self._step:
                continue
            rows = f": {self._rows:,} rows".replace(",", " ") if self._rows else ""
            line = f"{self._step}{rows}"
            if self._terminal:
                sys.stderr.write(f"\r\x1b[K{line}, {time.monotonic() - self._since:.0f} s")
                sys.stderr.flush()
            elif self._step != self._said:
                sys.stderr.write(line + "\n")
                sys.stderr.flush()
            self._said = self._step
