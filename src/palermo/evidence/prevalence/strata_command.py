"""`palermo prevalence strata`: estimates by sex, year, place, and their total."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.covariates import REPLICATES, Stratum, covariates, stratify_and_add
from palermo.evidence.prevalence.progress import showing
from palermo.evidence.prevalence.stratified import StratifiedHistories
from palermo.evidence.prevalence.words import interval_in_words, people


def strata(
    file: Annotated[
        Path,
        typer.Argument(help="CSV: a 0/1 column per list, the covariates, and counts or one row a person."),
    ],
    *,
    by: Annotated[str, typer.Option(help="The columns of covariates, such as sex,year.")],
    criterion: Annotated[str, typer.Option(help="What the search lowers: bic or aic.")] = "bic",
    bootstrap: Annotated[
        int, typer.Option(help="Parametric bootstraps of the interval; 0 for none.")
    ] = REPLICATES,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Makes what is drawn at random the same again.")
    ] = None,
    count: Annotated[str | None, typer.Option(help="The column of counts, else count or Freq.")] = None,
    id_: Annotated[
        str | None, typer.Option("--id", help="One row a person: the column that tells them apart, else id.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Machine-readable, on standard output.")] = False,
) -> None:
    """Estimate over strata by a shared model, beside each stratum estimated by itself and added."""
    if criterion not in ("bic", "aic"):
        raise InputError(f"--criterion {criterion!r}: it is bic or aic")
    names = [name.strip() for name in by.split(",") if name.strip()]
    if not names:
        raise InputError("--by: name at least one column of covariates")
    tables = StratifiedHistories.from_csv(file, covariates=names, count=count, person=id_)
    with showing("Estimating over strata") as progress:
        found = covariates(
            tables,
            criterion="bic" if criterion == "bic" else "aic",
            replicates=bootstrap,
            seed=seed,
            progress=progress,
        )
        added, alone = stratify_and_add(tables)
    if json_:
        told = {
            **found.as_json(),
            "covariates": found.covariates,
            "crossings": found.crossings,
            "strata": [asdict(each) for each in found.strata],
            "by_itself": {"total": added, "strata": [asdict(each) for each in alone]},
            "seed": found.seed,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    total = "no estimate" if found.estimate is None else f"{people(found.estimate)} people in all"
    typer.echo(f"{found.method}: {total}; {people(found.n_observed)} were observed")
    if found.interval:
        typer.echo(f"  {interval_in_words(found.interval)}")
    for title, terms in (
        ("lists that act together", found.interactions),
        ("lists that reach some more than others", found.crossings),
    ):
        typer.echo(f"  {title}: {', '.join(':'.join(term) for term in terms) or 'none'}")
    typer.echo(f"  by {', '.join(found.covariates)}, in the shared model; by itself:")
    for shared, single in zip(found.strata, alone, strict=True):
        typer.echo(f"    {', '.join(shared.values)}: {_told(shared)}; {_told(single)}")
    typer.echo(f"  each by itself and added: {'no sum' if added is None else people(added)}")
    for warning in found.warnings:
        typer.echo(f"  note: {warning}")


def _told(stratum: Stratum) -> str:
    if stratum.estimate is None:
        return f"no estimate ({stratum.reason})"
    interval = f" ({interval_in_words(stratum.interval)})" if stratum.interval else ""
    return f"{people(stratum.estimate)}{interval}"
