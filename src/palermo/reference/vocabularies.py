"""Vocabularies as versioned data: scheme, version, code, labels, definition, broader, valid from and to.

Codes, labels and definitions are kept byte for byte as their publisher prints them, blanks at the ends included.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from palermo.reference.tables import read_text

CONCEPT_COLUMNS = ["scheme", "code", "notation", "label", "definition", "broader", "valid_from", "valid_to"]


class UnknownScheme(ValueError):
    """No vocabulary or crosswalk has this name; the message says which ones there are."""


@dataclass(frozen=True)
class Concept:
    """One entry of a vocabulary.

    `notation` is a second, shorter sign of the publisher (alpha-2 beside alpha-3), empty where there is none.
    `broader` is the code of the wider concept, mostly in the same vocabulary. `labels` are by language.
    """

    code: str
    notation: str
    labels: dict[str, str]
    definition: str
    broader: str
    valid_from: date | None
    valid_to: date | None

    @property
    def label(self) -> str:
        """The English label."""
        return self.labels["en"]

    def valid(self, on: date) -> bool:
        """Whether the entry holds on a day, the first and the last included."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True)
class Vocabulary:
    """A vocabulary in one version, with its licence, attribution and what was changed."""

    scheme: str
    version: str
    title: str
    publisher: str
    licence: str
    attribution: str
    changes: str
    concepts: tuple[Concept, ...]

    def __getitem__(self, code: str) -> Concept:
        """Return the entry with this code. Raises KeyError when there is none."""
        return _by_code(self.scheme)[code]

    def __contains__(self, code: object) -> bool:
        """Whether an entry has this code."""
        return code in _by_code(self.scheme)

    def widening(self, code: str) -> Iterator[str]:
        """Yield the code and everything it lies in, from near to far, within this vocabulary."""
        while code in self:
            yield code
            code = self[code].broader

    def covers(self, wide: str, code: str) -> bool:
        """Whether `code` is `wide` or lies in it."""
        return wide in self.widening(code)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_text(f"{name}.csv"), newline="")))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _concepts(family: str) -> dict[str, tuple[Concept, ...]]:
    found: dict[str, list[Concept]] = {}
    for row in _rows(f"concepts_{family}"):
        if list(row) != CONCEPT_COLUMNS:
            raise ValueError(f"concepts_{family}.csv: the columns are {list(row)}")
        concept = Concept(
            code=row["code"],
            notation=row["notation"],
            labels={"en": row["label"]},
            definition=row["definition"],
            broader=row["broader"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
        )
        found.setdefault(row["scheme"], []).append(concept)
    return {scheme: tuple(concepts) for scheme, concepts in found.items()}


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """Return every vocabulary by its scheme, in the order of the register."""
    found = {}
    for row in _rows("vocabularies"):
        family = row.pop("family")
        found[row["scheme"]] = Vocabulary(**row, concepts=_concepts(family)[row["scheme"]])
    return found


@cache
def _by_code(scheme: str) -> dict[str, Concept]:
    return {concept.code: concept for concept in vocabulary(scheme).concepts}


def vocabulary(scheme: str) -> Vocabulary:
    """Return one vocabulary.

    Raises UnknownScheme when there is none of that name.

    >>> vocabulary("htcds-prs_Gender")["NonConforming"].label
    'Non-Conforming'
    """
    try:
        return vocabularies()[scheme]
    except KeyError:
        raise UnknownScheme(
            f"There is no vocabulary {scheme!r}; `palermo vocab list` shows what there is."
        ) from None


@dataclass(frozen=True)
class HtcdsField:
    """One field of HTCDS 2.0 as published; `type` is empty for the one field that has none."""

    object: str
    status: str
    core: bool
    name: str
    label: str
    type: str
    description: str
    notes: str
    external_code_list: str

    @property
    def codes(self) -> Vocabulary | None:
        """The field's own code list, or None."""
        return vocabularies().get(f"htcds-{self.name}")

    @property
    def writable(self) -> bool:
        """Whether it may be written; deprecated fields are read only."""
        return self.status != "DEPRECATED"


@cache
def htcds_fields() -> tuple[HtcdsField, ...]:
    """Return the 84 fields of HTCDS 2.0 in the order of the standard."""
    return tuple(
        HtcdsField(**{**row, "core": row["core"] == "yes"})  # type: ignore[arg-type]
        for row in _rows("htcds_fields")
    )
