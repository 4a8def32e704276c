"""Shows on standard error that something goes on: a bar on a terminal, one plain line elsewhere."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic

from palermo.evidence.prevalence.intervals import Progress

# Nobody is told of what takes less than this many seconds.
_PATIENCE = 2.0
_WIDTH = 30


@contextmanager
def showing(what: str) -> Iterator[Progress]:
    """Show the progress of `what` while the block runs; the block is given a function that takes the share done.

    On a terminal a bar appears after two seconds and goes when the block ends. Elsewhere one line is written.
    """
    started = monotonic()
    terminal = sys.stderr.isatty()
    timer = threading.Timer(_PATIENCE, _write, [_bar(what, 0.0) if terminal else f"{what} …\n"])
    timer.daemon = True
    timer.start()

    def told(share: float) -> None:
        if terminal and monotonic() - started > _PATIENCE:
            _write(_bar(what, share))

    try:
        yield told
    finally:
        timer.cancel()
        if terminal and monotonic() - started > _PATIENCE:
            _write("\r\x1b[K")


@contextmanager
def steps() -> Iterator[Callable[[str], Progress]]:
    """Show one step after the other; the block is given a function that takes the name of the next one."""
    with ExitStack() as shown:

        def step(what: str) -> Progress:
            shown.close()
            return shown.enter_context(showing(what))

        yield step


def _bar(what: str, share: float) -> str:
    done = round(share * _WIDTH)
    return f"\r{what} [{'#' * done}{'.' * (_WIDTH - done)}] {share:4.0%}"


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
