"""Catalogues on disk: what ships, what an operator took in, and how a file that comes back is read."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, write_po

from palermo.kit.writing import write_file
from palermo.web.translations.plurals import UnknownLanguageError, locale_of
from palermo.web.translations.state import NAME, LanguageState, in_text
from palermo.web.translations.tables import LARGEST, NotATableError, read_table, write_table
from palermo.web.translations.texts import (
    LOCALE,
    Readers,
    Text,
    catalogue_of,
    of_the_program,
    read,
    share,
    with_translations,
)

TAKEN_IN = "languages"
"""The folder of the data folder where an operator's catalogues lie, laid out as gettext wants it."""
ENDINGS = (".csv", ".po")


def texts_in(language: str, data: Path | None) -> list[Text]:
    """Return all texts of the program with what is known of them in a language, taken in before shipped."""
    texts = of_the_program()
    for folder in (LOCALE, data / TAKEN_IN if data else None):
        if folder and (path := catalogue_path(folder, language)).is_file():
            here = with_translations(texts, read(path))
            texts = [new if new.is_done else old for old, new in zip(texts, here, strict=True)]
    return texts


def catalogue_path(folder: Path, language: str) -> Path:
    """Where the catalogue of a language lies in a folder of catalogues."""
    return folder / str(locale_of(language)) / "LC_MESSAGES" / "django.po"


def write_out(path: Path, language: str, texts: Iterable[Text]) -> int:
    """Write texts and translations as a table or as a catalogue, by the ending of the name; return how many."""
    ending_of(path)
    kept = list(texts)
    if path.suffix == ".csv":
        return write_table(path, language, kept)
    catalogue = catalogue_of(language, kept, with_waiting=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False)
    return len(kept)


def read_back(path: Path, language: str) -> list[Text]:
    """Return what a table or catalogue says. Raises NotATableError, in one line, and OSError."""
    ending = ending_of(path)
    if path.stat().st_size > LARGEST:
        raise NotATableError(f"{path.name} is larger than 20 MB: that is no table of texts")
    if ending == ".csv":
        try:
            return [text for _line, text in read_table(path, language, of_the_program())]
        except UnicodeDecodeError:
            raise NotATableError(f"{path.name} is not in UTF-8: save it as “CSV UTF-8”") from None
        except csv.Error as error:
            raise NotATableError(f"{path.name} is no table: {error}") from None
    try:
        catalogue = read(path)
    except (PoFileError, ValueError, LookupError) as error:
        raise NotATableError(f"{path.name} is no catalogue: {error}") from None
    return [text for text in with_translations(of_the_program(), catalogue) if any(text.translations)]


def ending_of(path: Path) -> str:
    """Return the ending of a file of texts. Raises NotATableError for another."""
    if path.suffix not in ENDINGS:
        raise NotATableError(f"{path.name} ends in neither .csv (a table) nor .po (a catalogue)")
    return path.suffix


def take_in(language: str, texts: Iterable[Text], data: Path) -> LanguageState:
    """Put translations before what is there, compile them, and say how far the language has come."""
    new = {text.id: text for text in texts}
    folder = data / TAKEN_IN
    path = catalogue_path(folder, language)
    old = (
        {text.id: text for text in with_translations(of_the_program(), read(path))} if path.is_file() else {}
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    catalogue = catalogue_of(language, (old | new).values())
    text_form, compiled = BytesIO(), BytesIO()
    write_po(text_form, catalogue, width=0, include_lineno=False)
    write_mo(compiled, catalogue)
    write_file(path, text_form.getvalue())
    write_file(path.with_suffix(".mo"), compiled.getvalue())
    return write_state(folder, language, texts_in(language, data))


def write_state(folder: Path, language: str, texts: list[Text]) -> LanguageState:
    """Write beside a catalogue how far its language has come."""
    state = state_of(language, texts)
    write_file(folder / str(locale_of(language)) / NAME, in_text(state), mode=0o644)
    return state


def state_of(language: str, texts: list[Text]) -> LanguageState:
    """Say how far a language has come."""
    locale = locale_of(language)
    return LanguageState(
        code=str(locale).replace("_", "-").lower(),
        english_name=locale.get_language_name("en") or language,
        own_name=(locale.get_language_name() or language).capitalize(),
        right_to_left=locale.character_order == "right-to-left",
        first=share(text for text in texts if text.readers is Readers.FIRST),
        all=share(texts),
    )


def shipped() -> list[str]:
    """Return the codes of the languages that ship."""
    return sorted(path.name for path in LOCALE.iterdir() if (path / "LC_MESSAGES").is_dir())


def checked_language(code: str) -> str:
    """Return a code as the program writes it. Raises UnknownLanguageError, for English too: it needs no translation."""
    locale: Locale = locale_of(code)
    if locale.language == "en":
        raise UnknownLanguageError("the program's own texts are English: choose another language")
    return str(locale).replace("_", "-").lower()
