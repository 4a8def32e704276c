"""The languages of the interface, and how far each has come: what a server reads at its start.

Beside each compiled catalogue lies `state.json`, so that a start reads no catalogue to know it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

ENGLISH = "en-gb"
NAME = "state.json"


@dataclass(frozen=True, slots=True)
class Share:
    """How many texts there are, how many are translated, how many were read by a speaker of the language."""

    texts: int
    done: int
    reviewed: int

    @property
    def percent(self) -> int:
        """The share done, rounded down: 100 means whole."""
        return 100 * self.done // self.texts if self.texts else 100

    @property
    def is_whole(self) -> bool:
        """Nothing waits for a translation."""
        return self.done == self.texts

    @property
    def is_reviewed(self) -> bool:
        """A speaker of the language has read everything that is there."""
        return 0 < self.done == self.reviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageState:
    """A language of the interface. `first` counts what the person helped, the public and the night desk read."""

    code: str
    english_name: str
    own_name: str
    right_to_left: bool
    first: Share
    all: Share

    @property
    def is_whole(self) -> bool:
        """Every page of the program can be read in it."""
        return self.all.is_whole


def read_states(*folders: Path) -> dict[str, LanguageState]:
    """Return the languages of these folders of catalogues by code; what stands in a later folder holds."""
    found = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*/{NAME}")):
            kept = json.loads(path.read_text(encoding="utf-8"))
            state = LanguageState(**kept | {"first": Share(**kept["first"]), "all": Share(**kept["all"])})
            found[state.code] = state
    return found


def in_text(state: LanguageState) -> str:
    """Return a state as `state.json` keeps it."""
    return json.dumps(asdict(state), ensure_ascii=False, indent=1) + "\n"


def choices(states: Iterable[LanguageState]) -> list[tuple[str, str]]:
    """Return the languages to choose from, English first: code and English name."""
    return [(ENGLISH, "English"), *((state.code, state.english_name) for state in states)]


def names_for_django(states: Iterable[LanguageState]) -> dict[str, dict[str, object]]:
    """Return what Django knows of a language and has for no more than a hundred of them."""
    return {
        state.code: {
            "bidi": state.right_to_left,
            "code": state.code,
            "name": state.english_name,
            "name_local": state.own_name,
        }
        for state in states
    }
