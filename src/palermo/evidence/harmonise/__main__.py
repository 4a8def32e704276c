"""`palermo harmonise`: any agency's table in, canonical cases, quarantine and report out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from palermo.evidence.command import InputError, group, run
from palermo.evidence.harmonise import sealed
from palermo.evidence.harmonise.mapping import NO_SOURCE, WITHHELD, Mapping, load, schema, schema_names
from palermo.evidence.harmonise.model import Shape
from palermo.evidence.harmonise.progress import Progress
from palermo.evidence.harmonise.report import report
from palermo.evidence.harmonise.run import Matched, Outcome, harmonise, match, names_of
from palermo.evidence.harmonise.sheets import open_table
from palermo.evidence.harmonise.suggest import suggest
from palermo.evidence.harmonise.table import Table, find_header
from palermo.evidence.harmonise.wide import is_wide
from palermo.evidence.harmonise.writeback import write_back

NOTHING_KEPT = 3
app = group("Any agency's table in, one canonical case model out; what cannot be trusted goes to quarantine.")


def _chosen(schema_name: str | None, mapping_file: Path | None) -> Mapping:
    if (schema_name is None) == (mapping_file is None):
        raise InputError(
            f"Say either --from SCHEMA ({', '.join(schema_names())}) or --mapping MAP.toml; "
            "--suggest proposes a mapping."
        )
    return schema(schema_name) if schema_name is not None else load(mapping_file or Path())


def _outputs(file: Path, wanted: dict[str, Path]) -> None:
    """Refuse outputs that would overwrite the input or each other, or whose folder is not there."""
    places = {"FILE": file.resolve()}
    for name, path in wanted.items():
        if not path.parent.is_dir():
            raise InputError(f"{name}: there is no folder {path.parent}; make it first.")
        if path.is_dir():
            raise InputError(f"{name}: {path} is a folder; name a file in it.")
        for other, place in places.items():
            if path.resolve() == place:
                raise InputError(f"{name} would overwrite {other}: {path}. Choose another name.")
        places[name] = path.resolve()


@contextmanager
def _one_line() -> Iterator[None]:
    """Turn what the disk or the engine refuses into one line."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except OSError as error:
        raise InputError(
            f"{error.filename or 'A file'} cannot be written or read ({error.strerror})."
        ) from error
    except duckdb.Error as error:  # its message may quote a cell
        full = isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException)
        advice = (
            "is the disk full?" if full else "please report it with the file's kind, never with the file."
        )
        raise InputError(f"The table could not be processed ({type(error).__name__}); {advice}") from error


def _withheld(table: Table, matched: Matched) -> Iterator[sealed.Record]:
    chosen = {place: column.name for place, column in matched.columns.items() if column.treatment in WITHHELD}
    for number, row in enumerate(table.data(), start=1):
        cells = {
            name: row[place] for place, name in chosen.items() if place < len(row) and row[place].strip()
        }
        if cells:
            yield {"record_number": number, **cells}


def _keep_identity(table: Table, mapping: Mapping, place: Path, key_place: Path) -> str:
    number = sealed.seal(place, sealed.new_key(key_place), _withheld(table, match(table, mapping)))
    return f"identity of {number} rows, encrypted: {place}; its key: {key_place} (take the key elsewhere)"


def _summary(outcome: Outcome) -> dict[str, object]:
    return {
        "mapping": outcome.mapping.name,
        "mapping_version": outcome.mapping.version,
        "rows_read": outcome.read,
        "rows_kept": outcome.kept,
        "rows_quarantined": outcome.quarantined,
        "rules": dict(outcome.rules.most_common()),
    }


def _not_carried(outcome: Outcome) -> Iterator[str]:
    """Yield what a reader of the terminal should know of the columns; their names are in the report."""
    matched = outcome.matched
    nameless = sum(1 for name in outcome.table.header if not name)
    for number, what in (
        (len(matched.strangers), "of the file that are not in the mapping"),
        (nameless, "of the file that have no name"),
        (len(matched.absent), "of the mapping that are not in the file"),
    ):
        if number:
            yield f"Columns {what}: {number}. See the report."
    if outcome.mapping.source == NO_SOURCE:
        yield "The mapping does not say yet where the table comes from: every report shows its source."
    if is_wide(matched.columns):
        yield "Each number of a row is counted as a row."


@app.command()
def main(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, ODS, XLSForm export or Parquet.")],
    *,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="SCHEMA", help="A schema that ships.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(metavar="MAP.toml", help="A mapping of your own.")] = None,
    out: Annotated[Path, typer.Option(help="The canonical cases, a Parquet file.")] = Path("cases.parquet"),
    quarantine: Annotated[Path, typer.Option(help="What was caught: row, column, rule.")] = Path(
        "quarantine.csv"
    ),
    report_: Annotated[Path, typer.Option("--report", help="What was read, as one HTML file.")] = Path(
        "report.html"
    ),
    suggest_: Annotated[
        bool, typer.Option("--suggest", help="Propose a mapping on standard output.")
    ] = False,
    keep_identity: Annotated[
        bool, typer.Option(help="Keep withheld columns in a separate encrypted file.")
    ] = False,
    back: Annotated[
        Path | None,
        typer.Option("--write-back", help="Write the coded cells again in the source's words (CSV)."),
    ] = None,
    sheet: Annotated[str, typer.Option(help="The sheet of a workbook; else the one that fits best.")] = "",
    encoding: Annotated[str, typer.Option(help="The encoding of a text file, where it is not found.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the balance as JSON.")] = False,
) -> None:
    """Read FILE by a schema or a mapping; write cases, quarantine and report.

    Status 0: done. 2: the input is wrong, nothing is written. 3: written, but no row was kept.
    """
    today = datetime.now(tz=UTC).date()
    with _one_line():
        if suggest_:
            typer.echo(
                suggest(find_header(open_table(file, sheet=sheet, encoding=encoding)), today=today), nl=False
            )
            return
        chosen = _chosen(from_, mapping)
        if back is not None and chosen.shape is not Shape.PERSONS:
            raise InputError("--write-back works for tables of persons, not for counts.")
        sealed_place, key_place = out.with_suffix(".identity"), out.with_suffix(".identity-key")
        wanted = {"--out": out, "--quarantine": quarantine, "--report": report_}
        wanted |= {"--write-back": back} if back is not None else {}
        wanted |= {"--keep-identity": sealed_place, "the key": key_place} if keep_identity else {}
        _outputs(file, wanted)
        with Progress() as progress:
            progress.say("opening", 0)
            names = names_of(chosen)
            table = find_header(open_table(file, names=names, sheet=sheet, encoding=encoding), names)
            if next(table.data(), None) is None:
                raise InputError(f"{table.grid.place} has a header and no row below it; nothing is written.")
            done = harmonise(table, chosen, out=out, bad=quarantine, today=today, say=progress.say)
            files = {"cases": str(out), "quarantine": str(quarantine)}
            if back is not None:
                progress.say("writing back", done.kept)
                write_back(out, chosen, back)
                files["written back"] = str(back)
            kept = _keep_identity(done.table, chosen, sealed_place, key_place) if keep_identity else ""
            report_.write_text(report(done, files=files), encoding="utf-8")
    nothing = done.kept == 0
    if nothing:
        most = done.rules.most_common(1)[0][0]
        message = (
            f"no row of {done.table.grid.place} was kept; the rule {most} kept out most. See {quarantine}."
        )
        typer.echo(f"palermo: {message}", err=True)
    if as_json:
        typer.echo(json.dumps(_summary(done)))
        raise typer.Exit(NOTHING_KEPT if nothing else 0)
    if done.table.grid.others:
        typer.echo(
            f"Read {done.table.grid.kind}; --sheet takes another: {', '.join(done.table.grid.others)}."
        )
    typer.echo(f"{done.read} rows read, {done.kept} kept, {done.quarantined} in quarantine.")
    for code, number in done.rules.most_common():
        typer.echo(f"  {number:>9}  {code}")
    for line in _not_carried(done):
        typer.echo(line)
    typer.echo(f"Cases: {out}   Quarantine: {quarantine}   Report: {report_}")
    if kept:
        typer.echo(kept[0].upper() + kept[1:])
    if nothing:
        raise typer.Exit(NOTHING_KEPT)


if __name__ == "__main__":
    run(app, name="harmonise")
