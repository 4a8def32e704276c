"""How our own interpreter is started, so that nothing in the current folder is taken for a module of the program."""

from __future__ import annotations

import sys


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module: without -P, `http.py` in the folder somebody stands in would be imported."""
    return [sys.executable, "-P", "-m", module, *arguments]
