"""`palermo prevalence`: how many people were never seen, and how far the answer may be trusted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from palermo.evidence.command import InputError, group, run
from palermo.evidence.prevalence.assessment import assess
from palermo.evidence.prevalence.compiling import telling
from palermo.evidence.prevalence.existence import MEANING
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import REPLICATES
from palermo.evidence.prevalence.loglinear import poisson
from palermo.evidence.prevalence.methods import Options, run_method
from palermo.evidence.prevalence.panel import panel as page
from palermo.evidence.prevalence.progress import showing, steps
from palermo.evidence.prevalence.rating import rated, run_checks
from palermo.evidence.prevalence.result import Estimate
from palermo.evidence.prevalence.selection import THRESHOLD
from palermo.evidence.prevalence.stated import Statements, check_dropped, groups_of, stated_for
from palermo.evidence.prevalence.strata_command import strata
from palermo.evidence.prevalence.surveys_commands import nsum, rds
from palermo.evidence.prevalence.words import in_words

app = group("How many people were never seen: estimates from the overlaps between lists, with their doubts.")

E = TypeVar("E", bound=Estimate)

File = Annotated[
    Path, typer.Argument(help="CSV: a 0/1 column per list, and a column of counts or one row a person.")
]
Count = Annotated[str | None, typer.Option(help="The column of counts, else count or Freq.")]
Id = Annotated[
    str | None, typer.Option("--id", help="One row a person: the column that tells them apart, else id.")
]
Lists = Annotated[Path | None, typer.Option(help="LISTS.toml: what is stated about each list.")]
Merge = Annotated[list[str] | None, typer.Option(help="Make one list of several: A+B. May be repeated.")]
Drop = Annotated[list[str] | None, typer.Option(help="Leave a list out. May be repeated.")]
Threshold = Annotated[
    float | None, typer.Option(help="Stepwise: the probability below which a pair joins; 0.02.")
]
Seed = Annotated[int | None, typer.Option(min=0, help="Makes what is drawn at random the same again.")]
Interactions = Annotated[str | None, typer.Option(help="Lists that act together: A:B,C:D.")]
Precision = Annotated[float | None, typer.Option(help="Share of links between records that are right.")]
Recall = Annotated[float | None, typer.Option(help="Share of the true links that were found.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable, on standard output.")]


@app.command()
def estimate(
    file: File,
    *,
    method: Annotated[
        str, typer.Option(help="The method; an unknown one is answered with all of them.")
    ] = "stepwise",
    threshold: Threshold = None,
    bootstrap: Annotated[
        int | None,
        typer.Option(help=f"Bootstrap replicates: {REPLICATES} for stepwise, none for bic; 0 for none."),
    ] = None,
    seed: Seed = None,
    interactions: Interactions = None,
    order: Annotated[int | None, typer.Option(help="bic: most lists in one interaction.")] = None,
    top: Annotated[
        int | None, typer.Option(help="bic: models each bootstrap replicate chooses among.")
    ] = None,
    precision: Annotated[
        float | None, typer.Option(help="Share of links between records that are right.")
    ] = None,
    recall: Annotated[float | None, typer.Option(help="Share of the true links that were found.")] = None,
    lists: Lists = None,
    merge: Merge = None,
    drop: Drop = None,
    count: Count = None,
    id_: Id = None,
    json_: Json = False,
) -> None:
    """Estimate by one method; the rating and its reasons come first, the number after them."""
    histories, statements = _read(file, count=count, person=id_, lists=lists, merge=merge, drop=drop)
    options = Options(
        threshold=threshold,
        bootstrap=bootstrap,
        seed=seed,
        interactions=_interactions(interactions),
        order=order,
        top=top,
        precision=precision,
        recall=recall,
    )
    with showing(f"Estimating by {method}") as progress:
        found = _with_changes(run_method(method, histories, options, progress), merge, drop)
    with showing("Looking for reasons to doubt it") as progress:
        checks = run_checks(
            histories, threshold=THRESHOLD if threshold is None else threshold, progress=progress
        )
        found = rated(found, checks, statements=statements, rhat=getattr(found, "rhat", None))
    typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if json_ else in_words(found))


@app.command()
def panel(
    file: File,
    *,
    out: Annotated[Path, typer.Option(help="The HTML file to write.")],
    title: Annotated[
        str, typer.Option(help="What is estimated, of whom, where and when.")
    ] = "People not seen",
    threshold: Annotated[
        float, typer.Option(help="Stepwise: the probability below which a pair joins.")
    ] = THRESHOLD,
    bootstrap: Annotated[int, typer.Option(help="Bootstrap replicates.")] = REPLICATES,
    seed: Seed = None,
    precision: Precision = None,
    recall: Recall = None,
    lists: Lists = None,
    merge: Merge = None,
    drop: Drop = None,
    count: Count = None,
    id_: Id = None,
) -> None:
    """Write one page with all methods, diagnostics and doubts, that needs nothing outside itself."""
    histories, statements = _read(file, count=count, person=id_, lists=lists, merge=merge, drop=drop)
    if not out.parent.is_dir():
        raise InputError(f"there is no folder {out.parent} to write {out.name} into")
    linked = precision is not None or recall is not None
    with steps() as step:
        found = assess(
            histories,
            statements=statements,
            threshold=threshold,
            replicates=bootstrap,
            seed=seed,
            linkage=(1.0 if precision is None else precision, 1.0 if recall is None else recall)
            if linked
            else None,
            step=step,
        )
    found = replace(found, main=_with_changes(found.main, merge, drop))
    try:
        out.write_text(page(found, title=title, day=datetime.now(tz=UTC).date()), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from None
    typer.echo(f"{out}: {found.main.rating}")


@app.command()
def check(
    file: File,
    *,
    interactions: Interactions = None,
    merge: Merge = None,
    drop: Drop = None,
    count: Count = None,
    id_: Id = None,
    json_: Json = False,
) -> None:
    """Say whether one log-linear model can be estimated from the table: code 0 fine, 1, 2 or 3 not."""
    histories, _statements = _read(file, count=count, person=id_, merge=merge, drop=drop)
    with showing("Looking for an estimate"):
        found = poisson(histories, _interactions(interactions) or ())
    code = found.code or 0
    if json_:
        typer.echo(
            json.dumps(
                {
                    "code": code,
                    "meaning": MEANING[code],
                    "boundary_estimable": _on_boundary(code, found.estimate),
                }
            )
        )
        return
    typer.echo(f"code {code}: {MEANING[code]}")
    if _on_boundary(code, found.estimate):
        typer.echo("the number of unseen people can still be told, on the boundary (boundary-estimable)")
    for term in found.minus_infinity:
        typer.echo(f"nobody is on {' and '.join(term)} together: that interaction is at minus infinity")


def _on_boundary(code: int, estimate: float | None) -> bool:
    return code != 0 and estimate is not None


def _interactions(text: str | None) -> tuple[str, ...] | None:
    """Return the interactions of `A:B,C:D`, each still as A:B."""
    if text is None:
        return None
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _with_changes(estimate: E, merge: list[str] | None, drop: list[str] | None) -> E:
    """Return the estimate with what was done to the lists before it."""
    settings = replace(estimate.settings, merged=groups_of(merge), dropped=tuple(sorted(set(drop or []))))
    return replace(estimate, settings=settings)


def _read(
    file: Path,
    *,
    count: str | None,
    person: str | None,
    lists: Path | None = None,
    merge: list[str] | None,
    drop: list[str] | None,
) -> tuple[CaptureHistories, Statements | None]:
    """Return the table with lists merged and left out, and what is stated about its lists."""
    histories = CaptureHistories.from_csv(file, count=count, person=person)
    groups, dropped = groups_of(merge), sorted(set(drop or []))
    statements = stated_for(lists, histories.lists, merged=groups, dropped=dropped)
    for names in groups:
        histories = histories.merge(*names)
    if dropped:
        check_dropped(histories.lists, dropped)
        histories = histories.drop(*dropped)
    histories.cells  # noqa: B018 (refuses too many lists before anything is computed)
    return histories, statements


app.command()(strata)
app.command()(rds)
app.command()(nsum)

if __name__ == "__main__":
    with telling():
        run(app, name="prevalence")
