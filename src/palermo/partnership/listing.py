"""The list of States as of a day: who stands where, filtered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from django.utils.translation import get_language

from palermo.kit.cldr import country_name
from palermo.reference.counting import Standing, standing
from palermo.reference.countries import names as names_anywhere
from palermo.reference.entry_into_force import EntryIntoForce
from palermo.reference.osce import OsceParticipation, osce_participating_states
from palermo.reference.protocol import (
    EUROPEAN_UNION,
    EUROPEAN_UNION_NAME,
    Participation,
    in_force_for,
    participations,
)
from palermo.reference.states import State, names_in, sort_key, states
from palermo.reference.vocabularies import vocabulary


@dataclass(frozen=True)
class Entry:
    """One State, or the European Union (`state` is None), with all that is known of it.

    `name` is the English one of the United Nations, as files have it; pages show `shown`.
    """

    code: str
    name: str
    state: State | None
    participation: Participation | None
    osce: OsceParticipation | None

    @property
    def shown(self) -> str:
        """The name in the language of the page: the United Nations' usage, else the CLDR's."""
        return _shown(get_language() or "", self.code, self.name)

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
    """Return every State and the European Union, by their names in the language of the page."""
    return _entries(get_language() or "")


@lru_cache(maxsize=16)
def _entries(language: str) -> list[Entry]:  # noqa: ARG001 - the names are of the language that is active
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
    return sorted([*found, union], key=lambda entry: sort_key(entry.shown))


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
    name: str = "",
) -> list[Entry]:
    """Return the entries that pass every filter that is not empty; the European Union is in no region.

    `name` is part of a name in any language that is known here, or a code of ISO 3166-1.
    """
    named = None if not name.strip() else _named(name)

    def passes(entry: Entry) -> bool:
        return (
            (not status or entry.standing(on) == status)
            and (not osce or (entry.osce is not None) == (osce == "yes"))
            and (not region or (entry.state is not None and entry.state.region == region))
            and (named is None or entry.code in named)
        )

    return [entry for entry in found if passes(entry)]


def _named(text: str) -> set[str]:
    """The codes of those whose name has these letters, accents and case aside, where one of its words begins."""
    asked = " ".join(sort_key(text).split())
    found = {code for name, code in names_anywhere().items() if f" {name}".find(f" {asked}") >= 0}
    for entry in entries():
        words = " ".join(sort_key(f"{entry.name} {entry.shown}").replace("(", " ").split())
        codes = {entry.code.casefold(), _alpha_2().get(entry.code, "").casefold()}
        if f" {words}".find(f" {asked}") >= 0 or asked in codes:
            found.add(entry.code)
    return found


@cache
def _alpha_2() -> dict[str, str]:
    return {each.code: each.notation for each in vocabulary("iso-3166-1").concepts}


@lru_cache(maxsize=2048)
def _shown(language: str, code: str, english: str) -> str:
    if not language or language.startswith("en"):
        return english
    own = names_in(language.partition("-")[0]).get(code)
    if own is not None:
        return own
    try:
        return country_name(_alpha_2()[code])
    except KeyError:
        return english
