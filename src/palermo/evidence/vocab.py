"""`palermo vocab`: the vocabularies that ship, and what is lost between them."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from palermo.evidence.command import InputError, group, run
from palermo.reference.crosswalks import crosswalk, crosswalks, loss
from palermo.reference.vocabularies import UnknownScheme, vocabularies, vocabulary

app = group("Vocabularies as versioned data, and the ways between them.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def _print(columns: Sequence[str], rows: Sequence[Sequence[str]], *, as_json: bool) -> None:
    """Print rows as JSON or as CSV that any spreadsheet opens."""
    if as_json:
        typer.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List every vocabulary with its version, size and licence, and every crosswalk."""
    rows = [
        (found.scheme, found.version, str(len(found.concepts)), found.licence, found.title)
        for found in vocabularies().values()
    ]
    rows += [
        (f"{walk.source} > {walk.target}", "", str(len(walk.steps)), "", "crosswalk")
        for walk in crosswalks().values()
    ]
    _print(("scheme", "version", "entries", "licence", "title"), rows, as_json=as_json)


@app.command()
def show(
    scheme: Annotated[str, typer.Argument(help="A scheme, as `palermo vocab list` names it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one vocabulary: codes, labels, definitions, what each lies in and when it holds."""
    try:
        found = vocabulary(scheme)
    except UnknownScheme as error:
        raise InputError(str(error)) from error
    typer.echo(
        f"{found.title}, version {found.version}. {found.attribution} Licence: {found.licence}.", err=True
    )
    if found.changes:
        typer.echo(f"Changed: {found.changes}", err=True)
    columns = ("code", "notation", "label", "definition", "broader", "valid_from", "valid_to")
    rows = [
        (
            entry.code,
            entry.notation,
            entry.label,
            entry.definition,
            entry.broader,
            str(entry.valid_from or ""),
            str(entry.valid_to or ""),
        )
        for entry in found.concepts
    ]
    _print(columns, rows, as_json=as_json)


@app.command("crosswalk")
def crosswalk_(
    source: Annotated[str, typer.Argument(help="The vocabulary to come from.")],
    target: Annotated[str, typer.Argument(help="The vocabulary to go to.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show where each code leads, how exactly, and what is lost."""
    try:
        walk = crosswalk(source, target)
    except UnknownScheme as error:
        raise InputError(str(error)) from error
    report = loss(walk)
    counts = ", ".join(f"{number} {relation}" for relation, number in report.by_relation.items())
    typer.echo(f"{len(walk.steps)} codes: {counts}.", err=True)
    for shared, codes in report.shared.items():
        typer.echo(f"Not to be told apart in {shared}: {', '.join(codes)}.", err=True)
    rows = [(step.code, step.target, step.relation.value, step.note) for step in walk.steps]
    _print(("code", "target", "relation", "note"), rows, as_json=as_json)


if __name__ == "__main__":
    run(app, name="vocab")
