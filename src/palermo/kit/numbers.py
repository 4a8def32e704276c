"""Numbers as people type and paste them: figures of any script, groups, commas and points by what was typed.

Nobody's habit is taken for granted: what two habits read differently ("1.250") has two readings, and whoever typed it
is asked which was meant. Pure Python.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

LONGEST = 40
"""Letters that a field for one number takes."""

_GROUPS = (
    r"[\s'\u02bc\u2019\u066c_]"  # a blank, an apostrophe, the Arabic mark of thousands: never a decimal mark
)
_GROUP_MARK = re.compile(_GROUPS)
_PLAIN = re.compile(r"\d+")
_BY_THREE = r"\d{1,3}(?:S\d{3})+"
_INDIAN = r"\d{1,2}(?:S\d{2})*S\d{3}"
_MARKS = {",": ".", ".": ","}
_NOTHING_MORE = re.compile(r"[.,][-\u2010-\u2015]$")  # "12.–", as a price without smaller coins is written


def readings(text: str) -> tuple[Decimal, ...]:
    """What a text can mean as a number that is not negative: nothing, one number, or two.

    >>> readings("12,50"), readings("1.250"), readings("\u0661\u0662\u066b\u0665")
    ((Decimal('12.50'),), (Decimal('1250'), Decimal('1.250')), (Decimal('12.5'),))
    >>> readings("1'250.50"), readings("1,25,000"), readings("twelve")
    ((Decimal('1250.50'),), (Decimal('125000'),), ())
    """
    typed = _NOTHING_MORE.sub("", _folded(text))
    if not typed or len(typed) > LONGEST:
        return ()
    if "\u066b" in typed:  # the Arabic decimal mark is nothing else
        return _decimal(typed, "\u066b")
    marks = [sign for sign in typed if sign in _MARKS]
    if not marks:
        return _whole(typed)
    last = marks[-1]
    if len(set(marks)) == 2:
        return _decimal(typed, last) if marks.count(last) == 1 else ()
    if len(marks) > 1:
        return _whole(typed)
    return (*_thousands(typed, last), *_decimal(typed, last))


def _thousands(typed: str, mark: str) -> tuple[Decimal, ...]:
    """The number if its one mark parts thousands: three figures follow, one to three that do not begin with 0 lead."""
    before, _mark, after = typed.partition(mark)
    may = len(after) == 3 and _PLAIN.fullmatch(before + after) and 1 <= len(before) <= 3 and before[0] != "0"
    return (Decimal(before + after),) if may else ()


def _decimal(typed: str, mark: str) -> tuple[Decimal, ...]:
    before, _mark, after = typed.rpartition(mark)
    whole = _whole(before) if before else (Decimal(0),)
    if not whole or (after and not _PLAIN.fullmatch(after)) or not (before or after):
        return ()
    return (Decimal(f"{whole[0]}.{after}" if after else whole[0]),)


def _whole(typed: str) -> tuple[Decimal, ...]:
    """A whole number, plain or in groups that all have the same mark."""
    if _PLAIN.fullmatch(typed):
        return (Decimal(typed),)
    for mark in {sign for sign in typed if not sign.isdecimal()}:
        for form in (_BY_THREE, _INDIAN):
            if re.fullmatch(form.replace("S", re.escape(mark)), typed):
                return (Decimal(typed.replace(mark, "")),)
    return ()


def _folded(text: str) -> str:
    """Our figures for those of any script; one sign for each mark of groups; no signs of currencies, none unseen."""
    seen = []
    for sign in unicodedata.normalize("NFKC", text).strip():
        figure = unicodedata.decimal(sign, None)
        category = unicodedata.category(sign)
        if figure is not None:
            seen.append(str(figure))
        elif sign == "\u060c":
            seen.append(",")
        elif _GROUP_MARK.fullmatch(sign) and sign != "\u066c":
            seen.append(" " if sign.isspace() else "'")
        elif category not in {"Cf", "Sc", "Mn"}:
            seen.append("'" if sign == "\u066c" else sign)
    return "".join(seen).strip()
