"""What a ledger event, a task and a reason may be made of: codes, never words.

A ledger row is kept for ever and a task row is nobody's own, so nothing typed by a person may reach either.
"""

from __future__ import annotations

import re

CODE_LENGTH = 80
_CODE = re.compile(rf"[A-Za-z0-9_.:+-]{{0,{CODE_LENGTH}}}")


def is_code(text: str, *, longest: int = CODE_LENGTH) -> bool:
    """Whether `text` holds nothing but letters, digits and `_.:+-`, at most `longest` of them.

    >>> is_code("referral.accepted"), is_code("Amina Diallo"), is_code("a@b.example")
    (True, False, False)
    """
    return len(text) <= longest and _CODE.fullmatch(text) is not None
