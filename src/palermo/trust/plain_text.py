"""Texts as they are compared when somebody looks for them: small letters, no accents. The same in Python and in SQL."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db.models import CharField, F, Func, Q, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

_MARKS = (
    ("\u0300", "\u036f"),
    ("\u0591", "\u05bd"),
    ("\u05bf", "\u05c7"),
    ("\u0610", "\u061a"),
    ("\u064b", "\u065f"),
    ("\u0670", "\u0670"),
)
"""Accents over and under letters: of Latin, Greek and Cyrillic, of Hebrew, of Arabic."""

_IN_PYTHON = re.compile(f"[{''.join(f'{first}-{last}' for first, last in _MARKS)}]")
_IN_SQL = "".join(f"\\{ord(first):04X}-\\{ord(last):04X}" for first, last in _MARKS)
_WORD = re.compile(r"[^\W_]+")


def plain_text(text: str) -> str:
    """The text in small letters without accents, one blank between its words.

    >>> plain_text("  Caf\u00e9   d'H\u00e9ron ")
    "cafe d'heron"
    """
    letters = unicodedata.normalize("NFKD", " ".join(text.split()).lower())
    return _IN_PYTHON.sub("", letters)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of `plain_text`.

    >>> plain_words("Caf\u00e9 d'H\u00e9ron")
    ('cafe', 'd', 'heron')
    """
    return tuple(_WORD.findall(plain_text(text)))


class Plain(Func):
    """A column's text in small letters without accents, as `plain_text` writes it; an index may be made of it."""

    template = f"regexp_replace(normalize(%(expressions)s, NFKD), U&'[{_IN_SQL}]', '', 'g')"
    output_field = TextField()

    def __init__(self, column: str | Combinable, **extra: Any) -> None:
        lowered = column if isinstance(column, Lower) else Lower(_of(column), output_field=CharField())
        super().__init__(lowered, **extra)


def begins_word(name: str, word: str) -> Q:
    r"""A condition: `word`, of `plain_words`, begins a word of the annotation `name`, which is `Plain`."""
    return Q(**{f"{name}__regex": rf"\m{word}"})


def _of(column: str | Combinable) -> Combinable:
    return F(column) if isinstance(column, str) else column
