"""What a cell of text hides: invisible characters, lost letters, blanks; and how texts are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Format characters (zero width, direction, byte order mark, soft hyphen), no-break blanks, and controls.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]"
)
NO_BREAK = re.compile("[\u00a0\u2007\u202f]")
# UTF-8 read as a one-byte encoding: a lead byte shown as a letter, followed by a continuation byte.
MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00c5\u00d0\u00d1][\u0080-\u00bf\u2018-\u2022\u20ac\u0152\u0153\u0160\u0161\u017d\u017e]"
)
REPLACED = "\ufffd"


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Return a text as it is compared: no invisible characters, no accents, no case, one blank between words.

    >>> plain(" C\u00f4te d\u2019Ivoire\u200b ")
    "cote d'ivoire"
    """
    text = NO_BREAK.sub(" ", INVISIBLE.sub("", text)).replace("\u2019", "'")
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def name_key(text: str) -> str:
    """Return a column name as it is compared: letters and digits only.

    >>> name_key("\ufeffprs_First Name ") == name_key("PRS_FirstName")
    True
    """
    return "".join(letter for letter in plain(text) if letter.isalnum())


def broken(text: str) -> bool:
    """Whether letters of the text were lost or garbled on the way between encodings."""
    return REPLACED in text or MOJIBAKE.search(text) is not None


def tidy(text: str) -> tuple[str, list[str]]:
    """Return the text without what nobody sees, and the rules that removed something.

    >>> tidy("DebtBondage ")
    ('DebtBondage', ['blank_at_end'])
    """
    rules = []
    seen = INVISIBLE.sub("", text)
    if seen != text:
        rules.append("invisible_character")
    blank = NO_BREAK.sub(" ", seen)
    if blank != seen and "invisible_character" not in rules:
        rules.append("invisible_character")
    bare = blank.strip()
    if bare != blank:
        rules.append("blank_at_end")
    return bare, rules
