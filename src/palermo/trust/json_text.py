"""JSON that somebody else wrote: whatever is wrong with it is one kind of error."""

from __future__ import annotations

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """What `text` says. Raises ValueError for no JSON, a number too long to read, and for what is nested too deep.

    >>> read_json('{"a": [1]}')
    {'a': [1]}
    """
    try:
        return json.loads(text)
    except RecursionError:
        # No ValueError by itself, so a reader that expects broken lines would end with it.
        raise ValueError("nested too deep") from None
