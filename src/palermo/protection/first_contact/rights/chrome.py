"""What stands around a card in the card's own language, so that nothing foreign frames it: a file for each language.

`chrome-LANGUAGE.toml` lies beside the cards. `checked_by` is empty until a native speaker has checked the words.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from palermo.protection.first_contact.rights import BadCard, newest_cards

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Chrome:
    """The words around a card: window title, ways on and out, numbers, printing."""

    checked_by: str
    title: str
    skip: str
    leave: str
    languages: str
    call: str
    emergency: str
    print: str
    small: str
    large: str
    checked: str
    headers: str
    us: str
    office: str
    without_office: str
    demo: str


def read_chrome(path: Path) -> Chrome:
    """The words in a file. Raises BadCard where one is missing or more are there."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadCard(f"{path.name}: {error}.") from error
    names = [field.name for field in fields(Chrome)]
    for name in names:
        said = found.get(name)
        if not isinstance(said, str) or not (said.strip() or name == "checked_by"):
            raise BadCard(f"{path.name}: {name} is missing.")
    if more := sorted(set(found) - set(names)):
        raise BadCard(f"{path.name}: {more[0]} is none of these words.")
    return Chrome(**{name: found[name] for name in names})


@cache
def chrome_of(language: str) -> Chrome:
    """The words for a card's language. Raises BadCard where they are missing: a card never stands in foreign words."""
    path = _FOLDER / f"chrome-{language}.toml"
    if not path.is_file():
        raise BadCard(f"{path.name}: write it beside the card of that language.")
    return read_chrome(path)


@cache
def titles() -> frozenset[str]:
    """The window titles of all cards."""
    return frozenset(chrome_of(card.language).title for card in newest_cards())
