"""Whole numbers in bands: ages in years, months of trafficking, under a vocabulary whose codes are bands."""

from __future__ import annotations

import re
from functools import cache

from palermo.reference.vocabularies import vocabularies

BAND = re.compile(r"(\d+)(?:--(\d+)|\+)")
# What is above is a slip or another unit: years of a life, months of fifty years.
LARGEST = {"case-age": 120, "case-perpetratorage": 120, "case-duration": 600}


@cache
def bands(scheme: str) -> tuple[tuple[int, int, str], ...]:
    """Return the bands of a vocabulary as lowest, highest and code; empty when its codes are no bands.

    >>> bands("case-perpetratorage")[0], bands("case-gender")
    ((0, 29, '0--29'), ())
    """
    known = vocabularies().get(scheme)
    found = []
    for entry in known.concepts if known else ():
        match = BAND.fullmatch(entry.code)
        if match is None:
            return ()
        low, high = match.groups()
        found.append((int(low), int(high) if high else LARGEST.get(scheme, 1_000), entry.code))
    return tuple(found)


def banded(number: int, scheme: str) -> str:
    """Return the code of the band that holds a number, or nothing.

    >>> banded(17, "case-age"), banded(18, "case-age"), banded(-1, "case-age")
    ('9--17', '18--20', '')
    """
    return next((code for low, high, code in bands(scheme) if low <= number <= high), "")
