"""Cards of information for the person, as data: a file for each language and version, plain words, own texts.

A further language is one more file `rights-LANGUAGE-VERSION.toml` beside the others, with the keys of rights-en-1.toml.
A text that was given is never changed: a better one is a new version, and the old one can still be read.
`checked_by` is empty until a native speaker has checked the text; the page then says so in the card's own language.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RIGHTS = "rights"
_FOLDER = Path(__file__).parent
_NAME = re.compile(r"(?P<card>[a-z]+)-(?P<language>[a-z]{2,3})-(?P<version>[1-9][0-9]*)\.toml")
_TEXTS = ("name", "title", "lead", "unchecked")


class BadCard(ValueError):
    """A file is no card; the message names the file and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing to know: a few words, then what it means."""

    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card in one language (its code of `words.LANGUAGES`) and version.

    `own_name` is the language's name in itself, `direction` "ltr" or "rtl", `unchecked` the sentence that stands on
    the card while nobody has checked it.
    """

    name: str
    language: str
    version: int
    own_name: str
    direction: str
    title: str
    lead: str
    points: tuple[Point, ...]
    checked_by: str
    unchecked: str


def read_card(path: Path) -> Card:
    """The card in a file. Raises BadCard when it is not one."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise BadCard(f"{path.name}: name it CARD-LANGUAGE-VERSION.toml, such as rights-en-1.toml.")
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadCard(f"{path.name}: {error}.") from error
    for key in _TEXTS:
        if not isinstance(found.get(key), str) or not found[key].strip():
            raise BadCard(f"{path.name}: {key} is missing.")
    if found.get("direction") not in {"ltr", "rtl"}:
        raise BadCard(f'{path.name}: direction is "ltr" or "rtl".')
    if not isinstance(found.get("checked_by"), str):
        raise BadCard(f'{path.name}: checked_by is missing; "" means not yet checked.')
    return Card(
        name=named["card"],
        language=named["language"],
        version=int(named["version"]),
        own_name=found["name"],
        direction=found["direction"],
        title=found["title"],
        lead=found["lead"],
        points=_points(path, found.get("points")),
        checked_by=found["checked_by"],
        unchecked=found["unchecked"],
    )


def _points(path: Path, found: object) -> tuple[Point, ...]:
    if not isinstance(found, list) or not found:
        raise BadCard(f"{path.name}: there are no points.")
    for number, point in enumerate(found, start=1):
        texts = [point.get(key) for key in ("heading", "text")] if isinstance(point, dict) else [None]
        if not all(isinstance(text, str) and text.strip() for text in texts):
            raise BadCard(f"{path.name}: point {number} needs a heading and a text.")
    return tuple(Point(heading=point["heading"], text=point["text"]) for point in found)


@cache
def all_cards() -> dict[tuple[str, int], Card]:
    """Every rights card by language and version. Raises BadCard."""
    cards = [read_card(path) for path in sorted(_FOLDER.glob(f"{RIGHTS}-*.toml"))]
    return {(card.language, card.version): card for card in cards}


@cache
def newest_cards() -> tuple[Card, ...]:
    """The newest card of each language, by the language's own name."""
    newest: dict[str, Card] = {}
    for (language, _version), card in sorted(all_cards().items()):
        newest[language] = card
    return tuple(sorted(newest.values(), key=lambda card: card.own_name.casefold()))


def find_card(language: str, version: int | None = None) -> Card | None:
    """The card in a language, in its newest version unless told; None when there is none."""
    if version is not None:
        return all_cards().get((language, version))
    return next((card for card in newest_cards() if card.language == language), None)
