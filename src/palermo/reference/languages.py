"""Languages by the code tables of ISO 639-3: every language a person may speak, with its English and further names.

Codes and names: ISO 639-3 registration authority, SIL International, https://iso639-3.sil.org (table of 2026); own
names: Unicode CLDR. `data/languages.csv` is written by `.ci/languages`; `data/language_spellings.csv` adds what people
say and write besides, with a code of ours where a common answer stands for several languages. A language is coded as
ISO 639-1 has it ("ti"), else as ISO 639-3 ("bin"), as BCP 47 asks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from palermo.reference.tables import read_table

_NO_LETTER = re.compile("[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Language:
    """A language: `code` as it is kept, `iso3` its code of ISO 639-3, its reference name and further ones."""

    code: str
    iso3: str
    name: str
    further: tuple[str, ...]


@cache
def languages() -> dict[str, Language]:
    """Every language by the code under which it is kept."""
    rows = read_table("languages", columns=("code", "iso3", "name", "further"))
    return {
        row["code"]: Language(
            row["code"], row["iso3"], row["name"], tuple(filter(None, row["further"].split("|")))
        )
        for row in rows
    }


def compared(name: str) -> str:
    """A name as it is compared: letters and figures alone, without accents, case and width.

    >>> compared("Gĩkũyũ (Kikuyu)"), compared("ＴＩＧＲＩＮＹＡ")
    ('gikuyu kikuyu', 'tigrinya')
    """
    if name.isascii():
        return " ".join(_NO_LETTER.sub(" ", name.replace("'", "").replace("`", "")).casefold().split())
    letters = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(
        sign if unicodedata.category(sign)[0] in "LN" else "" if unicodedata.combining(sign) else " "
        for sign in letters
        if sign not in "'’ʼ`"
    )
    return " ".join(kept.split())


@cache
def names() -> dict[str, frozenset[str]]:
    """The codes that each name, in its compared form, can mean."""
    found: dict[str, set[str]] = {}
    for language in languages().values():
        for name in (language.name, *language.further):
            found.setdefault(compared(name), set()).add(language.code)
            # "Creole (Haitian)" is said as "Creole" too; what several languages share is asked about.
            bare = compared(name.partition("(")[0])
            if bare:
                found.setdefault(bare, set()).add(language.code)
    for row in read_table("language_spellings", columns=("spelling", "code")):
        found.setdefault(compared(row["spelling"]), set()).add(row["code"])
    return {name: frozenset(codes) for name, codes in found.items()}
