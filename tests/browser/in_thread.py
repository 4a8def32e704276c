"""The database beside a browser: its driver runs an event loop in the test's thread, and Django refuses it there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")


def in_thread(act: Callable[P, R]) -> Callable[P, R]:
    """Let a function do its work in a thread of its own, and close the connections it opened."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        finally:
            connections.close_all()

    @wraps(act)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with ThreadPoolExecutor(max_workers=1) as pool:
            return pool.submit(run, *args, **kwargs).result()

    return wrapper
