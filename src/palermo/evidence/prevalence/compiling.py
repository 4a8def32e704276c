"""How loops are compiled, kept, and told of.

What is compiled once is kept for all later runs: beside the module where that folder can be written, else in the
user's cache, wherever numba finds one (`NUMBA_CACHE_DIR` names another folder). Where nothing can be written, loops
are compiled in each process anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from numba import njit
from numba.core import event

_Function = TypeVar("_Function", bound=Callable[..., Any])

# Without what only callers in C and rewrites of array expressions need, the compiler is done sooner. A division by
# nothing gives infinity, as in arrays.
_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
    "no_rewrites": True,
}
COMPILING = "The first estimate on this computer: some loops are compiled, once, which takes some seconds …"


def compiled(function: _Function) -> _Function:
    """Return the function compiled; it is compiled when it is first called, or taken from what is kept."""
    try:
        return cast(_Function, njit(cache=True, **_OPTIONS)(function))
    except RuntimeError:  # no folder can be written
        return cast(_Function, njit(**_OPTIONS)(function))


class _Teller(event.Listener):
    """Says once that something is compiled; what is taken from the cache is not."""

    told = False

    def on_start(self, event: event.Event) -> None:
        """Hear that the compiler begins."""
        del event
        if not self.told:
            self.told = True
            print(COMPILING, file=sys.stderr, flush=True)  # noqa: T201 (a command's own line)

    def on_end(self, event: event.Event) -> None:
        """Hear that the compiler is done."""


@contextmanager
def telling() -> Iterator[None]:
    """While this lasts, the first compilation is told in one line on standard error."""
    teller = _Teller()
    event.register("numba:compile", teller)  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        event.unregister("numba:compile", teller)  # type: ignore[no-untyped-call]
