"""Orders of a list, as its heads lead to them: in the address, and said to a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from palermo.kit.choices import Text

SORT = "sort"
"""The name of a list's order in the address."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of a list by its code in the address, and in words; `aria` is what a screen reader says of the head."""

    code: str
    label: Text
    aria: Literal["ascending", "descending"]


def of_head(sorts: Sequence[Sort], sort: str) -> tuple[str, str]:
    """The order that pressing a head with these orders leads to, and how the list is sorted by it now.

    >>> days = (Sort("newest", "Newest first", "descending"), Sort("oldest", "Oldest first", "ascending"))
    >>> of_head(days, "newest"), of_head(days, "name"), of_head((), "name")
    (('oldest', 'descending'), ('newest', ''), ('', ''))
    """
    codes = [one.code for one in sorts]
    if not codes:
        return "", ""
    if sort not in codes:
        return codes[0], ""
    place = codes.index(sort)
    return codes[(place + 1) % len(codes)], sorts[place].aria
