"""A text of the forms in a language of the cards: from the interface's catalogue, else from a file beside this one.

`paper-LANGUAGE.toml` holds, by the English text, what is printed in a language that the interface does not have.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

_FOLDER = Path(__file__).parent


@cache
def words_of(language: str) -> dict[str, str]:
    """What is printed in a language without a catalogue, by the English text; nothing for one that has a catalogue."""
    path = _FOLDER / f"paper-{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["texts"] if path.is_file() else {}


def said_in(language: str, text: object) -> str:
    """The text of a form, a lazy one, in `language`."""
    if own := words_of(language):
        with translation.override("en-gb"):
            return own.get(str(text), str(text))
    known = dict(settings.LANGUAGES)
    with translation.override(language if language in known else "en-gb"):
        return str(text)
