"""Earlier outputs from the same records, taken as given: what they told stays known, whatever is hidden now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from palermo.evidence.indicators.catalogue import BY_KEY
from palermo.evidence.indicators.counting import Counted, Wanted
from palermo.evidence.indicators.groupings import grouping_named
from palermo.evidence.release.bounds import Hint, Range
from palermo.evidence.release.choice import linked
from palermo.evidence.release.suppress import Given
from palermo.evidence.release.tables import Cells, Key


class OtherRecords(ValueError):
    """An earlier output is of other records than those given: the message says which, and what to do."""


class Unreadable(ValueError):
    """A folder holds no output that can be taken as given; the message says why."""


@dataclass(frozen=True)
class Earlier:
    """One earlier output: its tables, and each cell as it was published, hidden ones among them."""

    name: str
    threshold: int
    wanted: tuple[Wanted, ...]
    cells: Mapping[Key, Range]
    hidden: frozenset[Key]


def written(
    wanted: Sequence[Wanted], cells: Mapping[Key, Any], threshold: int, base: int
) -> dict[str, object]:
    """Return what an output says of itself, so that it can be taken as given later."""
    return {
        "rule": {"threshold": threshold, "round": base},
        "tables": [
            {
                "indicator": each.indicator.key,
                "groupings": [one.name for one in each.groupings],
                "by": [one.name for one in each.cut],
            }
            for each in wanted
        ],
        "cells": [
            {"of": dict(sorted(key)), "value": each.value, "least": each.low, "most": each.high}
            for key, each in sorted(cells.items(), key=lambda pair: (len(pair[0]), sorted(pair[0])))
        ],
    }


def read_earlier(folder: Path) -> Earlier:
    """Return what a folder of `palermo indicators` published. Raises Unreadable where it is none."""
    path = folder / "indicators.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        published = found["published"]
        wanted = tuple(
            Wanted(
                BY_KEY[each["indicator"]],
                tuple(grouping_named(name) for name in each["groupings"]),
                tuple(grouping_named(name) for name in each["by"]),
            )
            for each in published["tables"]
        )
        cells = {
            frozenset(each["of"].items()): Range(int(each["least"]), each["most"])
            for each in published["cells"]
        }
        hidden = frozenset(
            frozenset(each["of"].items()) for each in published["cells"] if each["value"] is None
        )
        return Earlier(str(folder), int(published["rule"]["threshold"]), wanted, cells, hidden)
    except OSError as error:
        raise Unreadable(
            f"{folder} holds no indicators.json; name the folder of an earlier output"
        ) from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise Unreadable(
            f"{path} does not say what was published, as those of earlier versions do not; "
            "nothing can be proved beside it. Make that output again, or publish one of the two only"
        ) from error


def given_by(earlier: Sequence[Earlier], cells: Cells, counted: Counted) -> Given:
    """Return what earlier outputs tell together, about cells counted from the records.

    Raises OtherRecords where the numbers of an earlier output are not those of the records.
    """
    ranges: dict[Key, Range] = {}
    hints: list[Hint] = []
    for each in earlier:
        own = counted.cells(each.wanted)
        told = {key: own.counts.get(key, 0) for key in {*each.cells, *own.counts} - own.unseen}
        wrong = sum(not _holds(each.cells.get(key, Range(0, 0)), count) for key, count in told.items())
        if wrong:
            raise OtherRecords(
                f"{each.name} was made from other records: {wrong} of its {len(told)} numbers differ from these. "
                "What two states of the records give away together cannot be proved; publish one of them only"
            )
        for key, found in each.cells.items():
            ranges[key] = found.within(ranges[key]) if key in ranges else found
        # What hangs together holds a small number; where tables of other outputs tied it together it need not.
        sets = (one for one in linked(each.hidden, own.relations))
        small = each.threshold - 1
        hints += [Hint(one, small) for one in sets if any(0 < cells.counts[key] <= small for key in one)]
    return Given(ranges, tuple(hints))


def _holds(found: Range, count: int) -> bool:
    return found.low <= count and (found.high is None or count <= found.high)
