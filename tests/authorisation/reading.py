"""Reads the authorisation matrix: one line for each address and method.

    protection:case  GET  case  >  +++.......  ..........  ..........

Columns: address, method, which object stands in the address, what nobody signed in gets, and what each role of
the own, the partner and a stranger office gets. A sign stands for a role, in the order of ROLES.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from palermo.trust.people.rules import Role

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
