"""`palermo prevalence strata`: estimates by sex, year, place, and their total."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.covariates import REPLICATES, Stratum, covariates, stratify_and_add
from palermo.evidence.prevalence.progress import showing
from palermo.evidence.prevalence.stated import check_dropped, groups_of, stated_for
from palermo.evidence.prevalence.strata_rating import rated_strata
from palermo.evidence.prevalence.stratified import Absence, StratifiedHistories
from palermo.evidence.prevalence.words import doubts_in_words, interval_in_words, people


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
    lists: Annotated[Path | None, typer.Option(help="LISTS.toml: what is stated about each list.")] = None,
    absent: Annotated[
        list[str] | None,
        typer.Option(help="A list that did not exist in some strata: LIST:COLUMN=VALUE. May be repeated."),
    ] = None,
    merge: Annotated[
        list[str] | None, typer.Option(help="Make one list of several: A+B. May be repeated.")
    ] = None,
    drop: Annotated[list[str] | None, typer.Option(help="Leave a list out. May be repeated.")] = None,
    count: Annotated[str | None, typer.Option(help="The column of counts, else count or Freq.")] = None,
    id_: Annotated[
        str | None, typer.Option("--id", help="One row a person: the column that tells them apart, else id.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Machine-readable, on standard output.")] = False,
) -> None:
    """Estimate over strata by a shared model, beside each stratum by itself; the rating and its reasons come first."""
    if criterion not in ("bic", "aic"):
        raise InputError(f"--criterion {criterion!r}: it is bic or aic")
    names = [name.strip() for name in by.split(",") if name.strip()]
    if not names:
        raise InputError("--by: name at least one column of covariates")
    groups, dropped = groups_of(merge), tuple(sorted(set(drop or [])))
    tables = StratifiedHistories.from_csv(file, covariates=names, count=count, person=id_)
    tables = tables.without_lists(_absence(each) for each in absent or [])
    statements = stated_for(lists, tables.lists, merged=groups, dropped=dropped)
    for group in groups:
        tables = tables.merge(*group)
    if dropped:
        check_dropped(tables.lists, dropped)
        tables = tables.drop(*dropped)
    with showing("Estimating over strata") as progress:
        found = covariates(
            tables,
            criterion="bic" if criterion == "bic" else "aic",
            replicates=bootstrap,
            seed=seed,
            progress=progress,
        )
        added, alone = stratify_and_add(tables)
    found = replace(found, settings=replace(found.settings, merged=groups, dropped=dropped))
    with showing("Looking for reasons to doubt it"):
        found = rated_strata(found, tables, added=added, statements=statements)
    if json_:
        told = {
            **found.as_json(),
            "covariates": found.covariates,
            "crossings": found.crossings,
            "strata": [_as_json(each) for each in found.strata],
            "by_itself": {"total": added, "strata": [_as_json(each) for each in alone]},
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in (*doubts_in_words(found), ""):
        typer.echo(line)
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
    typer.echo(f"  made with: {found.settings.in_words()}")
    for warning in found.warnings:
        typer.echo(f"  note: {warning}")


def _absence(text: str) -> Absence:
    """Return list, covariate and value of LIST:COLUMN=VALUE."""
    name, colon, rest = text.partition(":")
    covariate, equals, value = rest.partition("=")
    if not (colon and equals):
        raise InputError(f"--absent {text!r}: LIST:COLUMN=VALUE is expected, such as hotline:year=2019")
    return name.strip(), covariate.strip(), value.strip()


def _as_json(stratum: Stratum) -> dict[str, object]:
    interval = stratum.interval and stratum.interval.as_json()
    return {**asdict(stratum), "interval": interval}


def _told(stratum: Stratum) -> str:
    if stratum.estimate is None:
        return f"no estimate ({stratum.reason})"
    interval = f" ({interval_in_words(stratum.interval)})" if stratum.interval else ""
    return f"{people(stratum.estimate)}{interval}"
