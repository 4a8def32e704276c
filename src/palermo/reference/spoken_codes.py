"""Codes that people say on the telephone, read as they are written, typed and pasted.

Every such code (of a person, a case, a referral, an event, an interpreter) is two groups of four signs: "K7MC-4XRD".
People put other dashes or none between them, paste them in full width, with marks that turn the direction of writing,
with a full stop, after a word, several at once, or inside a sentence. All of it is read here and nowhere else.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from itertools import pairwise

SIGNS = "CDFHJKMPRTVWXY34679"
"""Signs of a code: none read or heard as another (no 0/O, 1/I, 8/B, 5/S, N/M), and no vowels: no words."""

LONGEST_TYPED = 120
"""Letters that a field for one code takes: more than the code, because it is pasted with what stands around it."""

_GROUP = 4
_LENGTH = 2 * _GROUP
_FIGURES = frozenset("0123456789")
# N is heard for M and no sign of a code; so are letters of other scripts that look like ours, by their keyboard.
_ALIKE = str.maketrans("NСНКМРТХУΚΜΡΤΧΥ", "MCHKMPTXYKMPTXY")
_SIGN = f"[{SIGNS}]"
_GAP = r"[\W_]{1,4}"
_WRITTEN = re.compile(
    rf"(?<![A-Z0-9])(?:{_SIGN}{{4}}(?:{_GAP})?{_SIGN}{{4}}"
    rf"|(?:{_SIGN}{{2}}{_GAP}){{3}}{_SIGN}{{2}}"
    rf"|(?:{_SIGN}{_GAP}){{7}}{_SIGN})(?![A-Z0-9])"
)
_WORD = re.compile(r"[^\W_]+")


def new_code() -> str:
    """A random code of two groups of four signs, as people say it: "K7MC-4XRD"."""
    return _in_groups("".join(secrets.choice(SIGNS) for _ in range(_LENGTH)))


def codes_in(text: str) -> tuple[str, ...]:
    """Every code in what somebody typed, each once, in its order; none when there is none.

    >>> codes_in("the files k7mc4xrd, and W9YM\u2013C9DP.")
    ('K7MC-4XRD', 'W9YM-C9DP')
    >>> codes_in("Amina Dembele")
    ()
    """
    folded = _folded(text)
    read = folded.translate(_ALIKE)
    found = [
        _bare(match.group())
        for match in _WRITTEN.finditer(read)
        if _is_meant(folded[match.start() : match.end()], match.group())
    ]
    whole = _bare(read)
    if not found and len(whole) == _LENGTH and set(whole) <= set(SIGNS) and _is_meant(folded, read):
        found = [whole]
    return tuple(dict.fromkeys(_in_groups(signs) for signs in found))


def read_code(text: str) -> str | None:
    """The one code in what somebody typed; None when there is none, or more than one.

    >>> read_code("case k7mc 4xrd")
    'K7MC-4XRD'
    >>> read_code("Amina") is None
    True
    """
    found = codes_in(text)
    return found[0] if len(found) == 1 else None


def looks_like_code(text: str) -> bool:
    """Whether `text` is a code, a part of one, or one with a slip, or a number: nobody's name.

    >>> looks_like_code("K7MC-4XR"), looks_like_code("K7MC-4XR0"), looks_like_code("Amina 2"), looks_like_code("4XRD")
    (True, True, False, True)
    """
    folded = _folded(text)
    bare = _bare(folded)
    words = _WORD.findall(folded)
    mixed = any(set(word) & _FIGURES and set(word) - _FIGURES and _has_no_vowels(word) for word in words)
    short = _LENGTH - 1 <= len(bare) <= _LENGTH + 1 and set(bare) <= set(SIGNS)
    no_letter = bool(bare) and set(bare) <= _FIGURES
    return mixed or short or no_letter or bool(codes_in(text))


def plain_signs(text: str) -> str:
    """Letters and figures of a code without what people put between them, in capitals and in our figures.

    >>> plain_signs("ab12 \u0663\uff14-x.")
    'AB1234X'
    """
    return "".join(sign for sign in _folded(text) if sign.isascii() and sign.isalnum())


def _folded(text: str) -> str:
    """One form for what reads alike: full width, figures of any script, capitals; without marks that nobody sees."""
    seen = []
    for sign in unicodedata.normalize("NFKC", text):
        if unicodedata.category(sign) in {"Cf", "Cc", "Mn"} and not sign.isspace():
            continue
        figure = unicodedata.decimal(sign, None)
        capital = sign.upper()
        # A capital of two letters would move what follows.
        seen.append(str(figure) if figure is not None else capital if len(capital) == 1 else sign)
    return "".join(seen)


def _bare(text: str) -> str:
    return "".join(_WORD.findall(text))


def _is_meant(written: str, read: str) -> bool:
    """Whether signs taken for others were meant so: a word of letters alone is left what it is."""
    return written == read or bool(_FIGURES & set(read))


def _has_no_vowels(word: str) -> bool:
    """Whether a word is made as codes are, one slip allowed: a name with a figure behind it has more vowels."""
    return word.isascii() and sum(sign in "AEIOU" for sign in word) <= 1


def _in_groups(signs: str) -> str:
    bounds = pairwise(range(0, _LENGTH + 1, _GROUP))
    return "-".join(signs[start:end] for start, end in bounds)
