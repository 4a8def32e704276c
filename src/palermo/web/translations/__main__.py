"""`palermo translations`: texts written out for an office, checked when they come back, and taken in."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from palermo.operation.datafolder import SetUpError, named_folder
from palermo.operation.one_line import run_in_one_line
from palermo.operation.owner import chosen_folder
from palermo.operation.terminal import Data, group, say
from palermo.web.translations.catalogues import (
    TAKEN_IN,
    checked_language,
    read_back,
    shipped,
    take_in,
    texts_in,
    write_out,
    write_state,
)
from palermo.web.translations.checks import Problem, problems
from palermo.web.translations.plurals import UnknownLanguageError
from palermo.web.translations.state import LanguageState, read_states
from palermo.web.translations.tables import NotATableError
from palermo.web.translations.texts import LOCALE, Readers, Text

app = group("The texts of the program in other languages.")
Language = Annotated[str, typer.Argument(help="The code of the language, such as fr, es, ru or zh-hans.")]
SHOWN = 40


class Which(StrEnum):
    """Which texts are written out."""

    FIRST = "first"
    ALL = "all"


class NotTakenIn(Exception):
    """A file would break pages; the message says how many of its texts."""


@app.command("list")
def list_(data: Data = None) -> None:
    """Say which languages there are, and how much of each is translated and reviewed."""
    for state in read_states(LOCALE, named_folder(data).path / TAKEN_IN).values():
        say(_line(state))


@app.command()
def export(
    language: Language,
    file: Annotated[Path, typer.Argument(help="Where to write: a table (.csv) or a catalogue (.po).")],
    which: Annotated[
        Which, typer.Option("--which", help="What the person, the public and the night desk read, or all.")
    ] = Which.ALL,
    *,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what waits for a translation.")] = False,
    data: Data = None,
) -> None:
    """Write the texts with what is translated, for somebody to fill in; those read first come first."""
    texts = texts_in(checked_language(language), named_folder(data).path)
    kept = [
        text
        for text in sorted(texts, key=lambda text: text.readers is Readers.STAFF)
        if (which is Which.ALL or text.readers is Readers.FIRST) and not (waiting and text.is_done)
    ]
    count = write_out(file, language, kept)
    say(f"{count:,} texts written to {file}.")


@app.command()
def check(
    language: Language,
    file: Annotated[Path, typer.Argument(help="The table or catalogue that came back.")],
) -> None:
    """Say what is wrong with a file, and take nothing in."""
    texts = read_back(file, checked_language(language))
    _refuse_broken(_tell(texts, language), texts)
    say(_said(texts, "would be taken in"))


@app.command("import")
def import_(
    language: Language,
    file: Annotated[Path, typer.Argument(help="The table or catalogue that came back.")],
    data: Data = None,
) -> None:
    """Take a file in, whole or not at all; a server that runs shows it when it is started again."""
    code = checked_language(language)
    texts = read_back(file, code)
    _refuse_broken(_tell(texts, code), texts)
    folder = chosen_folder(data).path
    if not folder.is_dir():
        raise SetUpError(f"There is no data folder {folder}: name it with --data.")
    state = take_in(code, texts, folder)
    say(_said(texts, "taken in"))
    say(_line(state))
    say("Start the server again to show them.")


@app.command("state", hidden=True)
def state_() -> None:
    """Write beside each catalogue that ships how far it has come."""
    for language in shipped():
        say(_line(write_state(LOCALE, language, texts_in(language, None))))


def _tell(texts: Sequence[Text], language: str) -> list[Problem]:
    found = [problem for text in texts for problem in problems(text, language)]
    found.sort(key=lambda problem: not problem.breaks)
    for problem in found[:SHOWN]:
        sign = "wrong" if problem.breaks else "look "
        typer.echo(f"{sign}  {problem.text.id}  “{_short(problem.text.english)}” {problem.says}", err=True)
    if len(found) > SHOWN:
        typer.echo(f"… and {len(found) - SHOWN} more.", err=True)
    return found


def _refuse_broken(found: Sequence[Problem], texts: Sequence[Text]) -> None:
    broken = {problem.text.id for problem in found if problem.breaks}
    if broken:
        raise NotTakenIn(
            f"{len(broken)} of {len(texts)} texts are wrong: nothing was taken in; correct them."
        )
    if not texts:
        raise NotTakenIn("No text of the file has a translation: nothing was taken in.")


def _said(texts: Sequence[Text], verb: str) -> str:
    reviewed = sum(text.is_reviewed for text in texts)
    return f"{len(texts):,} texts {verb}, {reviewed:,} of them reviewed."


def _line(state: LanguageState) -> str:
    return (
        f"{state.code:8} {state.english_name}: {state.first.percent} % of what the person, the public and the "
        f"night desk read, {state.all.percent} % of all; {state.all.reviewed:,} of {state.all.done:,} reviewed."
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def main() -> None:
    """Run one command: whatever is wrong is one line and a status that is not 0."""
    run_in_one_line(app, known=(NotTakenIn, NotATableError, UnknownLanguageError, SetUpError, OSError))


if __name__ == "__main__":
    main()
