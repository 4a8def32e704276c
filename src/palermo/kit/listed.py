"""Several words in one line, parted as the language of the page parts them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import get_language

_BETWEEN: Final = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": "、"}


def listed(words: Iterable[object]) -> str:
    """The words with the comma of the page's language between them; empty for none."""
    language = (get_language() or "").partition("-")[0]
    return _BETWEEN.get(language, ", ").join(map(str, words))
