"""The list of States as of a day: who stands where, filtered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from palermo.reference.counting import Standing, standing
from palermo.reference.entry_into_force import EntryIntoForce
from palermo.reference.osce import OsceParticipation, osce_participating_states
from palermo.reference.protocol import (
    EUROPEAN_UNION,
    EUROPEAN_UNION_NAME,
    Participation,
    in_force_for,
    participations,
)
from palermo.reference.states import State, sort_key, states


@dataclass(frozen=True)
class Entry:
    """One State, or the European Union (`state` is None), with all that is known of it."""

    code: str
    name: str
    state: State | None
    participation: Participation | None
    osce: OsceParticipation | None

    @property
    def in_force(self) -> EntryIntoForce | None:
        """The day of entry into force and its rule, None for who is not a party."""
        return None if self.participation is None else in_force_for(self.participation)

    @property
    def uncertain(self) -> bool:
        """Whether the day of deposit is known within limits only."""
        consent = None if self.participation is None else self.participation.consent
        return consent is not None and not consent.confirmed

    def standing(self, on: date) -> Standing:
        """Where it stands on a day."""
        return standing(self.participation, on)


def entries() -> list[Entry]:
    """Return every State and the European Union, by name."""
    rows = {row.code: row for row in participations()}
    osce = osce_participating_states()
    found = [
        Entry(
            code=state.iso3,
            name=state.name,
            state=state,
            participation=rows.get(state.iso3),
            osce=osce.get(state.iso3),
        )
        for state in states()
    ]
    union = Entry(
        code=EUROPEAN_UNION,
        name=EUROPEAN_UNION_NAME,
        state=None,
        participation=rows[EUROPEAN_UNION],
        osce=None,
    )
    return sorted([*found, union], key=lambda entry: sort_key(entry.name))


def entry_of(code: str) -> Entry | None:
    """Return the entry of an ISO 3166-1 alpha-3 code, or of "EU"; None where there is none."""
    return next((entry for entry in entries() if entry.code == code), None)


def filtered(
    found: Iterable[Entry],
    *,
    on: date,
    status: str = "",
    osce: str = "",
    region: str = "",
    initial_letter: str = "",
) -> list[Entry]:
    """Return the entries that pass every filter that is not empty; the European Union is in no region."""

    def passes(entry: Entry) -> bool:
        return (
            (not status or entry.standing(on) == status)
            and (not osce or (entry.osce is not None) == (osce == "yes"))
            and (not region or (entry.state is not None and entry.state.region == region))
            and (not initial_letter or sort_key(entry.name).startswith(initial_letter.casefold()))
        )

    return [entry for entry in found if passes(entry)]
