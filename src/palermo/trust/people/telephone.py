"""A telephone number as people write it, read as those who dial it need it."""

from __future__ import annotations

import re
import unicodedata

_WRITTEN = re.compile(r"\+?[0-9][0-9 ./()-]*")
_FEWEST, _MOST = 3, 15
"""Digits: a short number of a State; the longest of ITU-T E.164."""


def read_telephone(text: str) -> str | None:
    """The number with single blanks; None for what is none. Figures of any script are read.

    >>> read_telephone("00 39  091/123-456 "), read_telephone("٠٨٠٠ ١١ ٢٢")
    ('+39 091 123 456', '0800 11 22')
    >>> read_telephone("12 Harbour Street"), read_telephone("12")
    (None, None)
    """
    plain = "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() else sign
        for sign in unicodedata.normalize("NFKC", text)
        if unicodedata.category(sign) != "Cf"
    ).strip()
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    plain = re.sub(r"^\+ +", "+", plain)
    if not _WRITTEN.fullmatch(plain):
        return None
    parts = re.findall(r"\+?[0-9]+", plain)
    return " ".join(parts) if _FEWEST <= sum(map(len, parts)) - plain.count("+") <= _MOST else None
