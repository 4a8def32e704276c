"""`palermo indicators`: canonical cases in; CSV, JSON and one HTML report out, protected or not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from palermo.evidence.command import InputError, group, run
from palermo.evidence.harmonise.model import SCHEMA, Shape, present
from palermo.evidence.harmonise.progress import Progress
from palermo.evidence.indicators import output, published_report, quality
from palermo.evidence.indicators.catalogue import BY_KEY, CATALOGUE, catalogue_page
from palermo.evidence.indicators.earlier import Earlier, OtherRecords, Unreadable, read_earlier
from palermo.evidence.indicators.groupings import DISAGGREGATIONS, Grouping
from palermo.evidence.indicators.persons import compute
from palermo.evidence.indicators.published import read_population
from palermo.evidence.indicators.report import report
from palermo.evidence.release.suppress import Rule, Unsafe
from palermo.evidence.release.tables import NotCheckable

app = group("Indicators of detected victims from canonical cases, with intervals, denominators and doubts.")
NAMES = ("indicators.csv", "indicators.json", "report.html")


@app.command()
def indicators(
    cases: Annotated[Path | None, typer.Argument(help="Cases as `palermo harmonise` writes them.")] = None,
    by: Annotated[
        list[str] | None, typer.Option(help=f"Cut by one or two of: {', '.join(DISAGGREGATIONS)}.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="An indicator's key; may be given several times.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; made if it is not there.")] = None,
    threshold: Annotated[int, typer.Option(min=2, help="The least number of persons that is shown.")] = 10,
    base: Annotated[int, typer.Option("--round", min=1, help="Round what is shown to a multiple.")] = 1,
    published: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of an earlier output from these records; may be given several times."),
    ] = None,
    population: Annotated[Path | None, typer.Option(help="CSV: country, year, population, source.")] = None,
    catalogue: Annotated[bool, typer.Option("--catalogue", help="Print the catalogue and end.")] = False,  # noqa: FBT002
) -> None:
    """Write indicators.csv, indicators.json and report.html to a folder."""
    if catalogue:
        typer.echo(catalogue_page(), nl=False)
        return
    if cases is None or out is None:
        raise InputError("Name the file of cases and --out FOLDER; --catalogue prints what there is.")
    facts = _facts(cases)
    keys = _keys(only or [])
    cuts = _cuts(by or [])
    if out.exists() and not out.is_dir():
        raise InputError(f"--out: {out} is a file; name a folder.")
    notes: list[str] = []
    with Progress() as progress:
        if facts.pop("shape") == Shape.COUNTS:
            if cuts or only or published:
                raise InputError("Published counts are given whole: leave out --by, --only and --published.")
            texts = _published(cases, facts, population)
        else:
            if population is not None:
                raise InputError("--population goes with published counts; these are case records.")
            earlier = _earlier(published or [], out)
            notes += [] if earlier else [_unproved(out)]
            rule = Rule(threshold=threshold, base=base)
            texts, said = _persons(cases, facts, keys, cuts, rule, earlier, progress)
            notes += said
    out.mkdir(parents=True, exist_ok=True)
    for name, text in zip(NAMES, texts, strict=True):
        (out / name).write_text(text, encoding="utf-8")
    for note in notes:
        typer.echo(f"palermo: {note}", err=True)
    typer.echo(f"Written to {out}: {', '.join(NAMES)}")


def _facts(path: Path) -> dict[str, str]:
    """Return what the file says of itself. Raises InputError when it is not one of ours."""
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    try:
        rows = duckdb.execute(
            "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", [str(path)]
        ).fetchall()
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        raise InputError(f"{path} is no Parquet file; `palermo harmonise` makes one.") from error
    said = {key.removeprefix("palermo."): value for key, value in rows if key.startswith("palermo.")}
    if said.get("schema") != SCHEMA or "shape" not in said:
        raise InputError(f"{path} holds no canonical cases; `palermo harmonise` makes such a file.")
    facts = {
        "shape": said["shape"],
        "Source": said.get("source", ""),
        "Mapping": f"{said.get('mapping', '')}, version {said.get('mapping_version', '')}",
    }
    numbers = [str(said.get(f"rows_{each}", "?")) for each in ("read", "kept", "quarantined")]
    if said["shape"] == Shape.COUNTS:
        return {**facts, "Rows read, kept, in quarantine": ", ".join(numbers)}
    return {**facts, "Rows in quarantine": _quarantined(*numbers[1:])}


def _quarantined(kept: str, quarantined: str) -> str:
    """Return in words how many rows no rule trusts: with the rows read, a number would tell that of the records."""
    if not (kept.isdecimal() and quarantined.isdecimal()):
        return "not known"
    if not int(quarantined):
        return "none"
    return "fewer than one in ten" if 9 * int(quarantined) < int(kept) else "one in ten or more"


def _earlier(folders: list[Path], out: Path) -> list[Earlier]:
    if any(folder.resolve() == out.resolve() for folder in folders):
        raise InputError(f"--out: {out} is an earlier output that would be lost; name another folder.")
    try:
        return [read_earlier(folder) for folder in folders]
    except Unreadable as error:
        raise InputError(f"--published: {error}.") from error


def _unproved(out: Path) -> str:
    there = f"; {out} held one, which this replaces" if (out / NAMES[1]).exists() else ""
    return (
        "proved for this output alone. If other figures from these records have left the office, name each folder with "
        f"--published FOLDER{there}."
    )


def _lost(number: int) -> str:
    return (
        f"{number} small numbers follow from the earlier outputs by themselves and cannot be protected any more; "
        "they are not counted in the proof."
    )


def _contradicting(found: list[str]) -> str:
    return f"some records contradict themselves, which no file says: {'; '.join(found).lower()}."


def _keys(only: list[str]) -> list[str]:
    if unknown := [key for key in only if key not in BY_KEY]:
        raise InputError(
            f"There is no indicator {unknown[0]!r}; `palermo indicators --catalogue` lists them."
        )
    return only


def _cuts(by: list[str]) -> list[Grouping]:
    names = [name.strip() for each in by for name in each.split(",")]
    if unknown := [name for name in names if name not in DISAGGREGATIONS]:
        raise InputError(f"--by {unknown[0]} is not known; there are {', '.join(DISAGGREGATIONS)}.")
    if len(names) > 2 or len(set(names)) < len(names):
        raise InputError(
            "--by takes one or two different disaggregations: finer tables hide more than they show."
        )
    return [DISAGGREGATIONS[name] for name in names]


def _persons(
    path: Path,
    facts: dict[str, str],
    only: list[str],
    by: list[Grouping],
    rule: Rule,
    earlier: list[Earlier],
    progress: Progress,
) -> tuple[tuple[str, str, str], list[str]]:
    there = [row[0] for row in duckdb.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()]
    cases = duckdb.read_parquet(str(path)).project(present(there))
    chosen = [each for each in CATALOGUE if each.shape is Shape.PERSONS and (not only or each.key in only)]
    try:
        computed = compute(cases, chosen, by=by, rule=rule, earlier=earlier, report=progress.say)
    except (Unsafe, NotCheckable, OtherRecords) as error:
        raise InputError(f"Nothing is written: {error}.") from error
    facts = {"Records": output.number_words(computed.records), **facts}
    if computed.records.hidden:  # of so few records nothing is told, their quarantine neither
        facts.pop("Rows in quarantine")
    html = report(
        computed,
        facts=facts,
        rule=rule,
        earlier=len(earlier),
        footer=_footer(),
    )
    rows = output.csv_text(output.HEADER, output.rows_of(computed.results))
    notes = [_lost(computed.lost)] if computed.lost else []
    notes += [_contradicting(found) for found in [quality.contradictions(cases)] if found]
    return (rows, output.json_text(computed, facts, rule=rule, earlier=len(earlier)), html), notes


def _published(path: Path, facts: dict[str, str], population: Path | None) -> tuple[str, str, str]:
    people = None if population is None else read_population(population)
    found = published_report.Published(duckdb.read_parquet(str(path)), people)
    rows = list(found.rows())
    lines = [dict(zip(published_report.HEADER, row, strict=True)) for row in rows]
    catalogue = [output.words_of(each) for each in CATALOGUE if each.shape is Shape.COUNTS]
    text = json.dumps({"facts": facts, "indicators": catalogue, "lines": lines}, ensure_ascii=False, indent=1)
    return output.csv_text(published_report.HEADER, rows), text, found.report(facts, footer=_footer())


def _footer() -> str:
    day = datetime.now(tz=UTC).date()
    return f"Written on {day.isoformat()} by Palermo. Definitions: palermo indicators --catalogue."


if __name__ == "__main__":
    run(app, name="indicators")
