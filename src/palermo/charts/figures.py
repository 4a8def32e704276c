"""Numbers as people read them, and what a cell of a picture can be: known, a range, or unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from palermo.charts.picture import Cell, Table

THIN = "\N{NARROW NO-BREAK SPACE}"


def figure(value: float) -> str:
    """Return a number in digits: in groups from 10 000 on, a fraction to three figures.

    >>> figure(2019), figure(33.3333), figure(0.012345)
    ('2019', '33.3', '0.0123')
    """
    if isinstance(value, float):
        written = f"{value:.3g}" if abs(value) < 10 else f"{value:,.1f}".removesuffix(".0")
    else:
        written = f"{value:,}" if abs(value) >= 10_000 else str(value)
    return written.replace(",", THIN)


@dataclass(frozen=True)
class Amount:
    """One amount: `value` when known, `low` and `high` when it lies between; all None when unknown.

    A suppressed cell has bounds and no value; an estimate has all three.
    """

    value: float | None
    low: float | None
    high: float | None

    @property
    def unknown(self) -> bool:
        """Whether nothing at all is known of it."""
        return self.value is None and self.high is None

    @property
    def floor(self) -> float:
        """The least it can be; 0 for the unknown."""
        return self.low if self.low is not None else self.value or 0

    @property
    def ceiling(self) -> float:
        """The most it can be as far as that is known; 0 for the unknown."""
        return self.high if self.high is not None else self.value or 0

    def words(self, *, unknown: str, suffix: str = "") -> str:
        """Return what stands beside the mark.

        >>> Amount(None, 0, 4).words(unknown="not known"), Amount(12, 12, 12).words(unknown="not known")
        ('0–4', '12')
        """
        if self.unknown:
            return unknown
        if self.value is None:
            return f"{figure(self.floor)}–{figure(self.ceiling)}{suffix}"
        if self.floor < self.ceiling:
            return f"{figure(self.value)}{suffix} ({figure(self.floor)}–{figure(self.ceiling)})"
        return f"{figure(self.value)}{suffix}"


def amounts(table: Table, value: str, band: tuple[str, str] | None) -> list[Amount]:
    """Return a column of amounts with the columns of its bounds.

    Raises TypeError when a cell is no number, ValueError when one is negative, not finite, or out of its bounds.
    """
    values = _numbers(table, value)
    lows, highs = (_numbers(table, key) for key in band) if band else (values, values)
    found = []
    for position, (best, low, high) in enumerate(zip(values, lows, highs, strict=True), start=1):
        if (low is None) != (high is None):
            raise ValueError(f"row {position}: a bound of column {value} without the other")
        lowest, highest = (best, best) if low is None else (low, high)
        if (
            lowest is not None
            and highest is not None
            and not lowest <= (lowest if best is None else best) <= highest
        ):
            raise ValueError(f"row {position}: column {value} must lie within its bounds")
        found.append(Amount(best, lowest, highest))
    return found


def total(found: Sequence[Amount]) -> Amount:
    """Return the sum as far as it is known: unknown parts make the whole unknown.

    >>> total([Amount(3, 3, 3), Amount(None, 0, 4)])
    Amount(value=None, low=3, high=7)
    """
    if any(amount.unknown for amount in found):
        return Amount(None, None, None)
    low, high = sum(amount.floor for amount in found), sum(amount.ceiling for amount in found)
    values = [amount.value for amount in found if amount.value is not None]
    return Amount(sum(values) if len(values) == len(found) else None, low, high)


def steps(highest: float) -> tuple[float, float]:
    """Return the distance between ticks (1, 2 or 5 times a power of ten, five at most) and the top.

    >>> steps(87), steps(0.3), steps(0)
    ((20, 100), (0.1, 0.3), (1, 1))
    """
    if highest < 1e-9:
        return 1, 1
    exponent = floor(math.log10(highest / 5))
    for power in (exponent, exponent + 1):
        for leading in (1, 2, 5):
            step = leading * 10**power if power >= 0 else leading / 10**-power
            if highest <= 5 * step * (1 + 1e-9):
                count = math.ceil(highest / step - 1e-9)
                top = count * step if power >= 0 else count * leading / 10**-power
                return step, top
    raise AssertionError("a power of ten always fits")


def _numbers(table: Table, key: str) -> list[float | None]:
    return [_number(cell, key) for cell in table.cells(key)]


def _number(cell: Cell, key: str) -> float | None:
    if cell is None:
        return None
    if not isinstance(cell, int | float):
        raise TypeError(f"column {key}: {cell!r} is not a number")
    if not 0 <= cell < math.inf:
        raise ValueError(f"column {key}: {cell!r} is not a number from 0 on")
    return cell
