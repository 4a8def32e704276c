"""Who acts: one of staff, system, anonymous. Passed explicitly, never global."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from palermo.trust.mandates import Mandate, Role, rooms_of
from palermo.trust.plain import is_code
from palermo.trust.switches.codes import rooms_closed

INSTALLATION_ID = UUID("00000000-0000-4000-8000-000000000001")
"""The installation's own organisation: its chain takes what belongs to no office."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A signed-in colleague acting for one unit of one office."""

    user_id: UUID
    organisation_id: UUID
    unit_id: UUID
    mandate: Mandate
    roles: frozenset[Role]
    off: frozenset[str] = frozenset()
    """Codes of the office's switches that are off (trust/switches)."""
    kind: str = field(default="staff", init=False)

    @property
    def rooms(self) -> frozenset[str]:
        """The pillars' rooms that the acting unit's mandate opens and no switch closes."""
        return rooms_of(self.mandate) - rooms_closed(self.off)

    def has(self, *roles: Role) -> bool:
        """True when at least one of `roles` is held in the acting unit."""
        return bool(self.roles.intersection(roles))


@dataclass(frozen=True, kw_only=True)
class System:
    """Palermo itself, working for one office for a named reason (a task, a command).

    Raises ValueError for a reason that is no code: the ledger keeps it.
    """

    organisation_id: UUID
    reason: str
    rooms: frozenset[str] = frozenset()
    user_id: UUID | None = field(default=None, init=False)
    kind: str = field(default="system", init=False)

    def __post_init__(self) -> None:
        if not self.reason or not is_code(self.reason):
            raise ValueError("The system acts for a reason, and the reason is a code.")


@dataclass(frozen=True, kw_only=True)
class Anonymous:
    """Nobody known: public pages and sign-in, under the installation's organisation.

    `user_id` is set while a signed-in account has no acting office yet (it must still find its own assignments).
    """

    user_id: UUID | None = None
    organisation_id: UUID = INSTALLATION_ID
    rooms: frozenset[str] = field(default=frozenset(), init=False)
    kind: str = field(default="anonymous", init=False)


Actor = Staff | System | Anonymous
