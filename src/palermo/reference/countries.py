"""Countries by any of their codes and names, through an explicit table: nothing is guessed.

Names come from the Unicode CLDR in ten languages (Unicode licence, version 3) and from spellings that published
files use; words for citizens ("Nigerian") are in the same table. A name that several countries share leads nowhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from palermo.reference.tables import read_text
from palermo.reference.vocabularies import vocabulary

INVENTED: Final[Mapping[str, str]] = {"XA": "Meridia", "XB": "Norvalia", "XC": "Tarvonia"}
"""States of the fictional alliance. ISO 3166-1 leaves XA to XZ to its users: they never name a real one."""


class Form(StrEnum):
    """How a country was written."""

    ALPHA_3 = "alpha-3"
    ALPHA_2 = "alpha-2"
    NAME = "name"


@cache
def _codes() -> dict[str, tuple[str, Form]]:
    found = {}
    for entry in vocabulary("iso-3166-1").concepts:
        found[entry.code] = (entry.code, Form.ALPHA_3)
        found[entry.notation] = (entry.code, Form.ALPHA_2)
    return found


@cache
def names() -> dict[str, str]:
    """Return every known name in its compared form (lower case, no accents), and the alpha-3 code."""
    rows = csv.reader(io.StringIO(read_text("country_names.csv")))
    next(rows)
    return {name: code for name, code, _origin in rows}


def country(text: str, *, compared: str) -> tuple[str, Form] | None:
    """Return the alpha-3 code of a code or name and how it was written; None when the table does not know it.

    `text` is looked up as a code, as it stands; `compared` is the same in lower case, without accents.

    >>> country("CI", compared="ci")
    ('CIV', <Form.ALPHA_2: 'alpha-2'>)
    """
    code = _codes().get(text)
    if code is not None:
        return code
    name = names().get(compared)
    return None if name is None else (name, Form.NAME)


@cache
def regions() -> dict[str, tuple[str, str]]:
    """Return the M49 region and subregion of each country, by alpha-3 code; empty text where M49 has none."""
    m49 = vocabulary("m49")
    top = {"002", "019", "142", "150", "009"}
    found = {}
    for entry in vocabulary("iso-3166-1").concepts:
        way = list(m49.widening(entry.broader))
        region = next((code for code in way if code in top), "")
        found[entry.code] = (
            m49[region].label if region else "",
            m49[way[0]].label if way and way[0] not in top else "",
        )
    return found
