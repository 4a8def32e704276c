"""Reads the authorisation matrix: one line for each address and method.

    protection:case  GET  case  >  +++.......  ..........  ..........

Columns: address, method, which object stands in the address, what nobody signed in gets, and what each role of
the own, the partner and a stranger office gets. A sign stands for a role, in the order of ROLES.

Every run asks each address in short; the drill asks it for every sign of the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zlib import crc32

from tests.support.cast import HOME

from palermo.trust.mandates import Role

ROLES = (
    Role.COORDINATOR,
    Role.CASEWORKER,
    Role.FOCAL_POINT,
    Role.DECISION_MAKER,
    Role.POLICE_OFFICER,
    Role.PROSECUTOR_LIAISON,
    Role.ANALYST,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.OPERATOR,
)
SIGNS = {
    "+": frozenset({200}),
    ">": frozenset({302}),
    "-": frozenset({403}),
    ".": frozenset({404}),
    "!": frozenset({400}),
    "~": frozenset({429}),
}
"""+ answered, > sent on, - refused with a reason, . not found, ! form not accepted, ~ too many."""

REFUSED = frozenset("-.")
FEWEST = 2
"""Roles of an office that are asked in any case."""
T = TypeVar("T")

MATRIX = Path(__file__).with_name("matrix.txt")


@dataclass(frozen=True)
class Row:
    """One line of the matrix. `offices` holds the signs for own, partner, stranger."""

    name: str
    method: str
    subject: str
    nobody: str
    offices: tuple[str, str, str]

    @property
    def label(self) -> str:
        """Name and method, for test ids."""
        return f"{self.method} {self.name}"

    def whole(self) -> tuple[frozenset[Role], ...]:
        """Every role of the own, the partner and the stranger office."""
        return (frozenset(ROLES),) * len(self.offices)

    def in_short(self) -> tuple[frozenset[Role], ...]:
        """Who is asked in every run, of the own, the partner and the stranger office.

        Of the own office each role that may, and of each mandate one that may not, for each way of being refused.
        Of another office each role that may and one for each way of being refused; where its roles get what those
        of an office before it get, one for each sign. Never fewer than two.
        """
        chosen = []
        for office, signs in enumerate(self.offices):
            asked: dict[object, Role] = {}
            for role, sign in zip(self._turned(ROLES), self._turned(signs), strict=True):
                if signs in self.offices[:office]:
                    asked.setdefault(sign, role)
                elif sign in REFUSED:
                    asked.setdefault((HOME[role] if office == 0 else None, sign), role)
                else:
                    asked[role] = role
            others = [role for role in self._turned(ROLES) if role not in asked.values()]
            chosen.append(frozenset([*asked.values(), *others[: max(FEWEST - len(asked), 0)]]))
        return tuple(chosen)

    def _turned(self, row: Sequence[T]) -> tuple[T, ...]:
        """The roles, or their signs, begun at a place that the label gives: no role is always the one left out."""
        first = crc32(self.label.encode()) % len(ROLES)
        return (*row[first:], *row[:first])


def read_matrix() -> list[Row]:
    """All rows of the matrix. Raises ValueError naming the line that is not one."""
    rows = []
    for number, line in enumerate(MATRIX.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        parts = text.split()
        if (
            len(parts) != 7
            or any(len(part) != len(ROLES) for part in parts[4:])
            or not set("".join(parts[3:])) <= set(SIGNS)
        ):
            raise ValueError(f"matrix.txt, line {number}: not a row of the matrix")
        rows.append(Row(parts[0], parts[1], parts[2], parts[3], (parts[4], parts[5], parts[6])))
    return rows
