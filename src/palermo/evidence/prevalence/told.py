"""How an estimate shows itself: its doubts before its number, wherever it is looked at.

What would tell small numbers of the table does not travel: parameters of a fitted model give the exact overlaps it
was fitted to, and strata may be of a few people. A pickle leaves out the first and rounds the second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from palermo.charts import Cell
from palermo.evidence.command import InputError
from palermo.evidence.notebook import Drawn, Showing, Shown, drawn

if TYPE_CHECKING:
    from palermo.evidence.prevalence.result import Estimate, Interval

NOT_RATED = "not rated yet: rated(estimate, run_checks(histories)) says how far it may be trusted"
_ROUNDED = 10


class Told(Showing):
    """An estimate in a notebook. Every subclass is shown by this; none prints its fields."""

    def __init_subclass__(cls) -> None:
        """Keep the dataclass from writing a representation of its own."""
        cls.__repr__ = Told.__repr__  # type: ignore[method-assign]

    @property
    def _estimate(self) -> Estimate:
        return cast("Estimate", self)

    def __repr__(self) -> str:
        """Return rating, method, total and interval in one line."""
        found = self._estimate
        total = "no estimate" if found.estimate is None else f"{found.estimate:,.0f}"
        interval = found.interval
        between = "" if interval is None else f", {interval.level:.0%} {interval.kind} {_between(interval)}"
        return f"<{found.rating or 'NOT RATED'}: {found.method}, {total}{between}>"

    def shown(self) -> Shown:
        """Return a row for each interval; the rating in title and rows, its reasons before them, warnings after."""
        found = self._estimate
        intervals = found.intervals or ((found.interval,) if found.interval else ())
        told: list[Interval | None] = [*intervals] or [None]
        rating = found.rating or "NOT RATED"
        columns: dict[str, list[Cell]] = {
            "method": [found.method] * len(told),
            "rating": [rating] * len(told),
            "observed": [found.n_observed] * len(told),
            "estimate": [found.estimate] * len(told),
            "interval": [each.kind if each else None for each in told],
            "level": [each.level if each else None for each in told],
            "lower": [each.lower if each else None for each in told],
            "upper": [each.upper if each and math.isfinite(each.upper) else None for each in told],
        }
        return Shown(
            title=f"{rating}: people in all, by {found.method}",
            columns=columns,
            words=tuple(f"{each.level:.0%} {each.kind}" if each else found.method for each in told),
            band=("estimate", "lower", "upper"),
            before=found.reasons if found.rating else (NOT_RATED,),
            notes=found.warnings,
        )

    def plot(self) -> Drawn:
        """Draw the total and its intervals. Raises InputError where there is no number."""
        found, table = self._estimate, self.shown()
        if found.estimate is None:
            raise InputError(f"{found.method} gives no number to draw: {'; '.join(found.warnings)}")
        columns = table.columns
        rows = zip(table.words, columns["estimate"], columns["lower"], columns["upper"], strict=True)
        whole: list[tuple[Cell, ...]] = [
            (name, *(round(cell) if isinstance(cell, float) else cell for cell in cells))
            for name, *cells in rows
        ]
        return drawn(whole, title=table.title, first="Interval", value="People in all")

    def posterior(self) -> dict[str, NDArray[np.float64]]:
        """Return the draws in ArviZ's shape, (chain, draw): `N` people in all, `unseen` those on no list.

        Raises InputError for a method that has no chains.
        """
        draws: NDArray[np.float64] | None = getattr(self, "draws", None)
        if draws is None:
            raise InputError(f"{self._estimate.method} draws no chains; latent_class and bayes_threshold do")
        return {"N": draws, "unseen": draws - self._estimate.n_observed}

    def internal(self) -> Shown:
        """Return the parameters of the fitted model, which tell exact overlaps, marked INTERNAL in each row.

        Raises InputError for an estimate that holds none.
        """
        parameters = getattr(self, "parameters", ())
        if not parameters:
            raise InputError(f"this {self._estimate.method} estimate holds nothing that is not shown")
        return Shown(
            title=f"Parameters of the model, by {self._estimate.method}",
            columns={
                "term": [":".join(term) or "intercept" for term, _value in parameters],
                "value": [value for _term, value in parameters],
            },
        ).marked()

    def __getstate__(self) -> Mapping[str, Any]:
        """Return what a pickle holds."""
        return kept_apart(self.__dict__)

    def __copy__(self) -> Self:
        """Return the estimate itself: nothing in it changes."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return the estimate itself: nothing in it changes."""
        del memo
        return self


def kept_apart(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields without parameters, and with the people of strata and groups rounded to tens."""
    told = dict(state)
    if "parameters" in told:
        told["parameters"] = ()
    for name, size in (("strata", "n_observed"), ("shares", "n")):
        if name in told:
            told[name] = tuple(_rounded(each, size) for each in told[name])
    return told


def _rounded(part: Any, size: str) -> Any:
    if not is_dataclass(part) or isinstance(part, type):
        return part
    return replace(part, **{size: _ROUNDED * round(getattr(part, size) / _ROUNDED)})


def _between(interval: Interval) -> str:
    upper = f"{interval.upper:,.0f}" if math.isfinite(interval.upper) else "no upper end"
    return f"{interval.lower:,.0f} to {upper}"
