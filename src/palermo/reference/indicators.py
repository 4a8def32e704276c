"""Prompts for a screening: general indicators, and the elements of the definition. In our own words, with sources.

None carries a weight, and nothing here adds them up: an indicator is something to ask about, never a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from palermo.reference.scheme import Source, named_sources
from palermo.reference.tables import read_table

SCHEME = "palermo-indicators-2"
"""Raised when what is asked changes: a purpose that a screening of version 1 does not name was not offered then."""


class Family(StrEnum):
    """What a group of indicators is about; the first three are general, the last is about forced labour."""

    MOVEMENT = "movement"
    PRESSURE = "pressure"
    CONTACT = "contact"
    LABOUR = "labour"


class Element(StrEnum):
    """The elements of the definition, Palermo Protocol art. 3(a). For a child the means are not needed: 3(c)."""

    ACT = "act"
    MEANS = "means"
    PURPOSE = "purpose"


@dataclass(frozen=True)
class Indicator:
    """One prompt. `source` says where it was read."""

    code: str
    family: Family
    text: str
    source: Source


@dataclass(frozen=True)
class ElementCode:
    """One act, means or purpose of the definition. A retired one is read where it was recorded, and offered no more.

    A purpose that the Protocol does not name stands under its "at a minimum"; `source` says who names it.
    """

    code: str
    element: Element
    text: str
    retired: bool
    source: Source


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator, in the order in which a screening shows them."""
    return tuple(
        Indicator(row["code"], Family(row["family"]), row["text"], *named_sources(row["source"]))
        for row in read_table("indicators", columns=("code", "family", "text", "source"))
    )


@cache
def elements() -> tuple[ElementCode, ...]:
    """Every act, means and purpose, in the order of the definition."""
    return tuple(
        ElementCode(
            row["code"],
            Element(row["element"]),
            row["text"],
            row["retired"] == "yes",
            *named_sources(row["source"]),
        )
        for row in read_table("elements", columns=("code", "element", "text", "source", "retired"))
    )


def offered(element: Element) -> tuple[ElementCode, ...]:
    """What is asked of one element: everything but what is retired."""
    return tuple(one for one in elements() if one.element is element and not one.retired)
