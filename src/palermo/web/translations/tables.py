"""The texts of a language as a spreadsheet: what an office fills in and sends back.

One row a text, UTF-8 with a mark so that spreadsheet programs read it rightly. A text that a program could take for a
formula stands after an apostrophe.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from palermo.web.translations.plurals import examples
from palermo.web.translations.texts import Readers, Text

LARGEST = 20_000_000
"""Bytes of a file of texts, table or catalogue, at most."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ID, READERS, WHERE, CONTEXT, ENGLISH, PLURAL = "id", "read by", "where", "meaning", "English", "English, many"
REVIEWER, REVIEWED_ON = "reviewed by", "reviewed on"
READ_BY = {Readers.FIRST: "the person, the public, the night desk", Readers.STAFF: "staff"}


class NotATableError(ValueError):
    """The file is no table of texts; the message says in one line what is wrong and what to do."""


def headings(language: str) -> list[str]:
    """Return the headings of a language's table: a column for each of its plural forms, named by its numbers."""
    return [ID, READERS, WHERE, CONTEXT, ENGLISH, PLURAL, *forms(language), REVIEWER, REVIEWED_ON]


def forms(language: str) -> list[str]:
    """Return the headings of the translation: the first holds a text without plural forms too."""
    return [f"{language}: {numbers}" for numbers in examples(language)]


def write_table(path: Path, language: str, texts: Iterable[Text]) -> int:
    """Write the table and return how many rows it has."""
    count = len(forms(language))
    rows = [
        [
            text.id,
            READ_BY[text.readers],
            " ".join(text.where),
            text.context,
            text.english,
            text.plural,
            *[*text.translations, *[""] * count][:count],
            text.reviewer,
            text.reviewed_on,
        ]
        for text in texts
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings(language))
        writer.writerows([guarded(value) for value in row] for row in rows)
    return len(rows)


def read_table(path: Path, language: str, program: Iterable[Text]) -> Iterator[tuple[int, Text]]:
    """Give each row that says something, with its line in the file, as the program's text with its translation.

    Raises NotATableError; also for a row whose text the program no longer says, and for one that stands twice.
    """
    known = {text.id: text for text in program}
    seen: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, dialect=_dialect(file.readline()), fieldnames=None)
        file.seek(0)
        missing = {ID, *forms(language)} - set(reader.fieldnames or ())
        if missing:
            raise NotATableError(f"{path.name} has no column {min(missing)!r}: write it out anew with export")
        for row in reader:
            said = [plain(row[form] or "") for form in forms(language)]
            if not any(said):
                continue
            text = known.get((row[ID] or "").strip())
            if text is None:
                raise NotATableError(
                    f"{path.name}, line {reader.line_num}: the program no longer says this text: "
                    "write the table out anew and put the translation beside the new text"
                )
            if text.id in seen:
                raise NotATableError(
                    f"{path.name}, line {reader.line_num}: this text stands in line {seen[text.id]} already"
                )
            seen[text.id] = reader.line_num
            yield (
                reader.line_num,
                replace(
                    text,
                    translations=tuple(said) if text.plural else (said[0],),
                    reviewer=" ".join((row.get(REVIEWER) or "").split()),
                    reviewed_on=(row.get(REVIEWED_ON) or "").strip(),
                ),
            )


def _dialect(first: str) -> type[csv.Dialect]:
    """Spreadsheet programs of many countries write semicolons."""
    return csv.excel if first.count(",") >= first.count(";") else _Semicolons


class _Semicolons(csv.excel):
    delimiter = ";"


def guarded(value: str) -> str:
    """Keep a spreadsheet program from calculating with a text."""
    return f"'{value}" if value.startswith((*FORMULA, "'")) else value


def plain(value: str) -> str:
    """Take back what `guarded` did.

    >>> plain(guarded("-5 %")), plain(guarded("'tis")), plain("as typed")
    ('-5 %', "'tis", 'as typed')
    """
    return value[1:] if value.startswith("'") and value[1:].startswith((*FORMULA, "'")) else value
