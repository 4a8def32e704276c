"""Names of columns that a schema which ships knows: such a column is proposed as the schema reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from palermo.evidence.harmonise.answers import is_yes_or_no
from palermo.evidence.harmonise.fits import LIKELY, Fit, understood
from palermo.evidence.harmonise.mapping import CARRIED_NOWHERE, Column, Treatment, schema, schema_names
from palermo.evidence.harmonise.model import Shape
from palermo.evidence.harmonise.names import read_name, tokens
from palermo.evidence.harmonise.text import name_key


@cache
def _columns() -> dict[str, tuple[Column, str]]:
    """Return the columns of the schemas by their compared name; single words belong to every language, not to one."""
    found: dict[str, tuple[Column, str]] = {}
    for name in reversed(schema_names()):  # the newest of a publisher's first
        mapping = schema(name)
        if mapping.shape is Shape.PERSONS:
            for column in (each for each in mapping.columns if each.treatment is not Treatment.IGNORED):
                for header in (column.name, *column.aliases):
                    if len(tokens(header)) > 1:
                        found.setdefault(name_key(header), (column, mapping.title))
    return found


def standard(header: str, leaf: str, values: Sequence[str], today: date) -> Fit | None:
    """Return what a schema says of a column named as its own, unless its cells or its groups say otherwise."""
    known = _columns().get(name_key(leaf))
    if known is None:
        return None
    column, title = known
    before = read_name(header.removesuffix(leaf)).others if header != leaf else set()
    carried = column.treatment not in CARRIED_NOWHERE | {Treatment.KEY}
    if before and carried:
        return None
    share = 1.0
    if column.treatment is Treatment.FLAG:
        share = float(is_yes_or_no(values))
    elif values and carried:
        share = understood(column, values, today)[0]
    if share < LIKELY and values:
        return None
    found = replace(column, name=header, aliases=(), label="", written=True)
    return Fit(found, 1.0, share, f"a column of {title}")
