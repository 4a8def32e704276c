"""How many attempts a test made, where one test makes many: the table of `make attack` counts them, nobody else."""

from __future__ import annotations

_made = 0


def tried(number: int = 1) -> None:
    """Count so many more attempts of the running test."""
    global _made
    _made += number


def taken() -> int:
    """Attempts since this was last asked."""
    global _made
    number, _made = _made, 0
    return number
