"""Free text as browsers and word processors send it, brought to one form."""

from __future__ import annotations

import re
import unicodedata

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_KEPT_CONTROLS = "\n\t"
# In full width too: some spreadsheets read those as the plain ones.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line_end(text: str) -> str:
    r"""`text` with every end of a line as "\n": a browser posts "\r\n", a word processor pastes "\x0b".

    >>> one_line_end("Ring twice.\r\nAsk for Ana.")
    'Ring twice.\nAsk for Ana.'
    """
    return _LINE_END.sub("\n", text)


def is_control(sign: str) -> bool:
    """Whether a sign is a control character or half of one, ends of lines and tabs apart."""
    return unicodedata.category(sign) in {"Cc", "Cs"} and sign not in _KEPT_CONTROLS


def turns_writing(sign: str) -> bool:
    """Whether an invisible sign turns the direction of writing: it makes a text read as another."""
    return sign in _DIRECTIONS


def without_controls(text: str) -> str:
    r"""`text` with one kind of line end, no control characters and nothing that turns it; what a package may carry.

    >>> without_controls("\u202eRing\r\ntwice")
    'Ring\ntwice'
    """
    return "".join(sign for sign in one_line_end(text) if not is_control(sign) and not turns_writing(sign))


def plain_line(text: str) -> str:
    r"""Words of others as a terminal may be given them: on one line, a sign that would steer it as U+FFFD.

    >>> plain_line("Harbour\x1b[2J")
    'Harbour\ufffd[2J'
    """
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(sign) else sign for sign in text)


def safe_cell(text: str) -> str:
    """Return a cell no spreadsheet takes for a formula.

    >>> safe_cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _steers(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or turns_writing(sign)
