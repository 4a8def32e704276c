"""Free text as browsers and word processors send it, brought to one form."""

from __future__ import annotations

import re
import unicodedata

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_KEPT_CONTROLS = "\n\t"
# In full width too: some spreadsheets read those as the plain ones.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
_OVERRIDES = frozenset("\u202d\u202e")
_EMBEDS = frozenset("\u202a\u202b\u2066\u2067\u2068")
_ENDS = frozenset("\u202c\u2069")
_POP, _RIGHT_TO_LEFT = "\u202c", "\u202e"
_NEVER_SEEN = frozenset("\u00ad\u200b\u2060\ufeff\u206a\u206b\u206c\u206d\u206e\u206f")
_UNSEEN = re.compile("[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u206f\ufeff]")
_AROUND = 12
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


def without_unseen(text: str) -> str:
    r"""`text` without signs nobody sees that come along with what is pasted, where taking them out changes nothing.

    Embeddings and isolates of direction, soft hyphens, blanks without width and marks of the byte order go; marks of
    direction and joiners stay, because scripts need them. What overrides the direction of letters, or turns the order
    of figures, stays too: what was read before was another text, so whoever sent it is asked.

    >>> without_unseen("\u202a+44 7700\u202c"), without_unseen("\u202d+44 7700\u202c")
    ('+44 7700', '+44 7700')
    >>> without_unseen("\u202eanimA\u202c") == "\u202eanimA\u202c"
    True
    """
    return "\n".join(map(_line_without_unseen, text.split("\n")))


def _line_without_unseen(line: str) -> str:
    if not _UNSEEN.search(line):
        return line
    kept: list[str] = []
    open_: list[int | None] = []  # of an override where it stands among what is kept, of an embedding None
    for sign in line:
        if sign in _OVERRIDES:
            open_.append(len(kept))
            kept.append(sign)
        elif sign in _EMBEDS:
            open_.append(None)
        elif sign in _ENDS:
            begun = open_.pop() if open_ else None
            if begun is not None:
                kept.append(_POP)
                _take_out_if_harmless(kept, begun)
        elif sign not in _NEVER_SEEN:
            kept.append(sign)
    for begun in reversed(open_):
        if begun is not None:
            _take_out_if_harmless(kept, begun)
    return "".join(kept)


def _take_out_if_harmless(kept: list[str], begun: int) -> None:
    """Drop an override, and what ends it, whose text reads the same without it."""
    within = [sign for sign in kept[begun + 1 :] if sign not in _DIRECTIONS]
    turns = kept[begun] == _RIGHT_TO_LEFT and len([sign for sign in within if not sign.isspace()]) > 1
    if turns or any(sign.isalpha() for sign in within):
        return
    if kept[-1] == _POP:
        del kept[-1]
    del kept[begun]


def place_of_unseen(text: str) -> str:
    r"""Where the first sign stands that cannot be kept, with what stands around it; "" where there is none.

    >>> place_of_unseen("Ana\x07 Cruz")
    'Ana\u25af Cruz'
    """
    refused = (place for place, sign in enumerate(text) if is_control(sign) or turns_writing(sign))
    first = next(refused, None)
    if first is None:
        return ""
    around = text[max(0, first - _AROUND) : first], text[first + 1 : first + 1 + _AROUND]
    return "\u25af".join(" ".join(without_controls(part).split("\n")) for part in around)


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
