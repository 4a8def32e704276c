"""The texts of the program, whom they are for, and what a catalogue has for them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from palermo.web.translations.plurals import locale_of
from palermo.web.translations.readers import is_staff_only
from palermo.web.translations.state import Share

LOCALE = Path(__file__).parents[1] / "locale"
PROGRAM = LOCALE / "palermo.pot"
REVIEWED = "Reviewed by "


class Readers(StrEnum):
    """Who reads a text; the first have each interface language before staff has it whole."""

    FIRST = "first"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of the program and its translation: one per plural form of the language, empty where there is none.

    `where` are the files that ask for it. `reviewer` and `reviewed_on` (an ISO day) say who read the translation as a
    speaker of the language, and when; empty while nobody has.
    """

    english: str
    plural: str = ""
    context: str = ""
    where: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    reviewer: str = ""
    reviewed_on: str = ""

    @property
    def id(self) -> str:
        """A name that stays while the English text does."""
        return hashlib.sha256(f"{self.context}\x04{self.english}".encode()).hexdigest()[:12]

    @property
    def readers(self) -> Readers:
        """Whom it is for: first, if one file that asks for it is."""
        staff = bool(self.where) and all(is_staff_only(place) for place in self.where)
        return Readers.STAFF if staff else Readers.FIRST

    @property
    def is_done(self) -> bool:
        """Every plural form is there."""
        return bool(self.translations) and all(self.translations)

    @property
    def is_reviewed(self) -> bool:
        """A speaker of the language stands behind it."""
        return self.is_done and bool(self.reviewer and self.reviewed_on)


def share(texts: Iterable[Text]) -> Share:
    """Count what is there of these texts."""
    kept = list(texts)
    return Share(len(kept), sum(text.is_done for text in kept), sum(text.is_reviewed for text in kept))


def of_the_program() -> list[Text]:
    """Return every text of the program, in the order of its files, without translations."""
    return texts_of(read(PROGRAM))


def with_translations(program: Iterable[Text], catalogue: Catalog) -> list[Text]:
    """Return the program's texts with what the catalogue has for them; what the program no longer says is left out."""
    known = {(text.context, text.english): text for text in texts_of(catalogue)}
    found = []
    for text in program:
        there = known.get((text.context, text.english))
        found.append(
            replace(
                text,
                translations=there.translations,
                reviewer=there.reviewer,
                reviewed_on=there.reviewed_on,
            )
            if there
            else text
        )
    return found


def read(path: Path) -> Catalog:
    """Read a catalogue. Raises OSError or ValueError where it is none."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def texts_of(catalogue: Catalog) -> list[Text]:
    """Return what the catalogue says, fuzzy guesses as not translated."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        english, plural = message.id if isinstance(message.id, tuple) else (str(message.id), "")
        said = message.string if isinstance(message.string, tuple) else (str(message.string or ""),)
        reviewer, day = _review(message.user_comments)
        found.append(
            Text(
                english=english,
                plural=plural,
                context=message.context or "",
                where=tuple(sorted({str(place) for place, _line in message.locations})),
                translations=() if message.fuzzy else tuple(said),
                reviewer=reviewer,
                reviewed_on=day,
            )
        )
    return found


def _review(comments: Iterable[str]) -> tuple[str, str]:
    for comment in comments:
        if comment.startswith(REVIEWED):
            reviewer, _on, day = comment.removeprefix(REVIEWED).rpartition(" on ")
            return reviewer, day
    return "", ""


def catalogue_of(language: str, texts: Iterable[Text], *, with_waiting: bool = False) -> Catalog:
    """Return a catalogue of the texts that are translated, or of all; its plural forms are those of CLDR."""
    catalogue = Catalog(locale=str(locale_of(language)), project="Palermo", header_comment="", fuzzy=False)
    for text in texts:
        if not (text.is_done or with_waiting):
            continue
        said = text.translations if text.is_done else ("",) * (catalogue.num_plurals if text.plural else 1)
        catalogue.add(
            (text.english, text.plural) if text.plural else text.english,
            said if text.plural else said[0],
            context=text.context or None,
            locations=[(place, 0) for place in text.where] if with_waiting else (),
            user_comments=[f"{REVIEWED}{text.reviewer} on {text.reviewed_on}"] if text.is_reviewed else [],
        )
    return catalogue
