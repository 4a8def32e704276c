"""The signs that statistical offices set in place of a number or behind it.

Letters are those of Eurostat and SDMX (code list of the observation status) and of the United Kingdom's statistics
("[c]", "[x]", "[z]"). A sign that offices use for different things, such as "-" and "x", means what the mapping says;
what it does not say is kept out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What a sign says of its number: nothing special, a doubt, that it is hidden, or that there is none."""

    NORMAL = "normal"
    DOUBT = "doubt"
    HIDDEN = "hidden"
    NONE = "none"


LETTERS: dict[str, Sign] = {
    "a": Sign.NORMAL,
    **dict.fromkeys(("b", "d", "e", "f", "i", "n", "p", "r", "s", "u", "v", "low"), Sign.DOUBT),
    **dict.fromkeys(("c", "conf"), Sign.HIDDEN),
    **dict.fromkeys(("z", "l", "m", "o", "na"), Sign.NONE),
}
IN_PLACE: dict[str, Sign] = {
    **dict.fromkeys((":", "..", "...", "\u2026", "n/a", "na", "[x]", "[z]", "z", "n.a."), Sign.NONE),
    **dict.fromkeys(("c", "[c]", "(c)", "*", "**", ": c", ":c", "conf"), Sign.HIDDEN),
}
BEHIND = re.compile(r"(?P<number>.*?)\s*(?P<signs>[\[(]?[a-z]+(?:\s*,\s*[a-z]+)*[\])]?)", flags=re.IGNORECASE)


@dataclass(frozen=True)
class Signed:
    """A cell taken apart: the text of the number (empty where there is none) and every sign, as they stand."""

    number: str
    signs: tuple[str, ...] = ()

    def says(self, sign: Sign) -> bool:
        """Whether one of the signs says this."""
        return any(LETTERS.get(each) is sign or IN_PLACE.get(each) is sign for each in self.signs)


def letters(text: str) -> tuple[str, ...] | None:
    """Return the signs of a text of flags, such as "bp" or "b, p"; None when one of them is not known.

    >>> letters("bp"), letters("[low]"), letters("q")
    (('b', 'p'), ('low',), None)
    """
    found: list[str] = []
    for word in re.split(r"[\s,;]+", text.strip(" []()").casefold()):
        if not word:
            continue
        parts = [word] if word in LETTERS else list(word)
        if any(part not in LETTERS for part in parts):
            return None
        found += parts
    return tuple(found)


def apart(text: str) -> Signed:
    """Take a tidy cell apart into its number and its signs; what is no sign stays with the number.

    >>> apart("57 bp"), apart(": c"), apart("1 234(p)").number
    (Signed(number='57', signs=('b', 'p')), Signed(number='', signs=('c',)), '1 234')
    """
    word = text.casefold()
    if word in IN_PLACE:
        hidden = re.sub(r"[:\s\[\]()]", "", word) if IN_PLACE[word] is Sign.HIDDEN else word
        return Signed("", (hidden,))
    match = BEHIND.fullmatch(text)
    signs = letters(match["signs"]) if match else None
    if match is None or signs is None:
        return Signed(text)
    number = match["number"].strip()
    if number.casefold() in IN_PLACE:
        return Signed("", (number.casefold(), *signs))
    if number and not number[-1].isdigit():
        return Signed(text)
    return Signed(number, signs)
