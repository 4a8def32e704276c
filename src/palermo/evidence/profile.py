"""`palermo profile check FILE`: what is wrong with a State's profile, or missing in it, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from palermo.evidence.command import InputError, group, run
from palermo.reference.profile_check import Problem, check_text

app = group("Profiles of States: the rules that offices work by.")


@app.callback()
def options() -> None:
    """Profiles of States: the rules that offices work by."""


@app.command()
def check(file: Annotated[Path, typer.Argument(help="The profile, as TOML.", show_default=False)]) -> None:
    """Say line by line what is wrong or missing, and which values no source confirms."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}") from None
    found = check_text(text)
    for problem in found:
        typer.echo(_line(file, problem))
    if wrong := sum(not problem.invented for problem in found):
        raise InputError(f"{file} cannot be used as it is: {wrong} to mend.")
    typer.echo(f"{file} can be used. Values that no source confirms: {len(found)}.")


def _line(file: Path, problem: Problem) -> str:
    """One problem as one line, as compilers write theirs."""
    where = f"{file}:{problem.line}" if problem.line else str(file)
    return ": ".join(filter(None, (where, problem.path, problem.words)))


if __name__ == "__main__":
    run(app, name="profile")
