"""`palermo prevalence rds` and `palermo prevalence nsum`: what surveys say where there are no lists."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from palermo.evidence.command import InputError
from palermo.evidence.prevalence import respondents, scale_up
from palermo.evidence.prevalence.progress import showing
from palermo.evidence.prevalence.recruitment import RULES, DegreeRule, Recruitment
from palermo.evidence.prevalence.words import people, percent

FEW = 10  # an answer given by fewer people than this is told with a warning: each of them decides much

Seed = Annotated[int | None, typer.Option(min=0, help="Makes what is drawn at random the same again.")]
Bootstrap = Annotated[int, typer.Option(help="Bootstrap replicates of the interval.")]
Level = Annotated[float, typer.Option(help="Level of the intervals.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable, on standard output.")]
SUPPOSED_RDS = (
    "supposed: who knows whom goes both ways, recruiters choose at random among those they know, degrees are told "
    "rightly, and chains were long enough to leave the seeds behind"
)
SUPPOSED_NSUM = (
    "supposed: respondents know of each acquaintance whether they belong to the group, and its members are known as "
    "widely as others; people who must hide are undercounted"
)


def rds(
    file: Annotated[Path, typer.Argument(help="CSV with a row per person of a respondent-driven sample.")],
    *,
    outcome: Annotated[str, typer.Option(help="The column of what is asked about.")],
    degree: Annotated[str, typer.Option(help="The column of how many such people each knows.")],
    estimator: Annotated[str, typer.Option(help="rds-i, rds-ii or ss (successive sampling).")] = "rds-ii",
    population: Annotated[int | None, typer.Option(min=1, help="ss: how many people there are.")] = None,
    missing_degree: Annotated[
        str, typer.Option(help="A degree missing or below one: refuse, or set it to maximum or median.")
    ] = "refuse",
    id_: Annotated[str, typer.Option("--id", help="The column of ids.")] = "id",
    recruiter: Annotated[
        str, typer.Option(help="The column of the recruiter's id, or seed.")
    ] = "recruiter.id",
    bootstrap: Bootstrap = respondents.REPLICATES,
    seed: Seed = None,
    level: Level = 0.95,
    json_: Json = False,
) -> None:
    """Shares of a population from a respondent-driven sample, by RDS-I, RDS-II or successive sampling."""
    rule: DegreeRule = _one_of(missing_degree, RULES, "--missing-degree")
    method: respondents.Estimator = _one_of(estimator, respondents.ESTIMATORS, "--estimator")
    sample = Recruitment.from_csv(
        file, outcome=outcome, degree=degree, id_=id_, recruiter=recruiter, rule=rule
    )
    with showing(f"Estimating by {method}") as progress:
        found = respondents.estimate_shares(
            sample,
            method,
            population=population,
            replicates=bootstrap,
            seed=seed,
            level=level,
            progress=progress,
        )
    few = [f"{each.group!r} was answered by {each.n} people only" for each in found.shares if each.n < FEW]
    warnings = [*found.warnings, *few, SUPPOSED_RDS]
    if json_:
        typer.echo(
            json.dumps(
                {**asdict(found), "outcome": outcome, "warnings": warnings}, ensure_ascii=False, indent=2
            )
        )
        return
    typer.echo(f"{method}: {outcome}, from {found.n} people in {len(sample.waves)} waves")
    for each in found.shares:
        typer.echo(
            f"  {each.group}: {_share(each.estimate)} ({_between(each.lower, each.upper, found.level, _share)})"
        )
    for warning in warnings:
        typer.echo(f"  note: {warning}")


def nsum(
    file: Annotated[
        Path, typer.Argument(help="CSV with a column per group: how many each respondent knows.")
    ],
    *,
    sizes: Annotated[Path, typer.Option(help="CSV with subpop and size of the known groups, and perhaps N.")],
    group: Annotated[
        str | None,
        typer.Option(help="The group whose size is asked; without it every known one is held out."),
    ] = None,
    population: Annotated[float | None, typer.Option(help="People in all, unless the sizes say N.")] = None,
    estimator: Annotated[str, typer.Option(help="mle or pimle.")] = "mle",
    bootstrap: Bootstrap = scale_up.REPLICATES,
    seed: Seed = None,
    level: Level = 0.95,
    json_: Json = False,
) -> None:
    """Size of a hidden group by network scale-up; each known group is held out to show how far off it is."""
    method: scale_up.Estimator = _one_of(estimator, scale_up.ESTIMATORS, "--estimator")
    answers = scale_up.Acquaintances.from_csv(file, sizes, population=population)
    with showing("Resampling respondents") as progress:
        asked = group and scale_up.group_size(
            answers, group, method, replicates=bootstrap, seed=seed, level=level, progress=progress
        )
        check = scale_up.held_out(answers, method, replicates=bootstrap, seed=seed, level=level)
    if json_:
        told = {
            "method": method,
            "respondents": len(answers.counts),
            "estimate": asdict(asked) if asked else None,
            "held_out": [asdict(each) for each in check],
            "warnings": [SUPPOSED_NSUM],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{method}, from {len(answers.counts)} respondents")
    if asked:
        typer.echo(f"  {_size(asked)}")
    typer.echo("  each known group held out and estimated from the others:")
    for each in check:
        known = f"known {people(each.known or 0)}"
        off = (
            "" if each.estimate is None or not each.known else f", {each.estimate / each.known:.2f} times it"
        )
        typer.echo(f"    {_size(each)}; {known}{off}")
    for warning in [*(asked.warnings if asked else ()), SUPPOSED_NSUM]:
        typer.echo(f"  note: {warning}")


def _size(found: scale_up.GroupSize) -> str:
    if found.estimate is None:
        return f"{found.group}: no estimate"
    return (
        f"{found.group}: {people(found.estimate)} ({_between(found.lower, found.upper, found.level, people)})"
    )


def _share(value: float | None) -> str:
    return "no estimate" if value is None else f"{100 * value:.1f} %"


def _between(lower: float | None, upper: float | None, level: float, words: Any) -> str:
    if lower is None or upper is None:
        return "no interval"
    return f"{percent(level)} interval {words(lower)} to {words(upper)}"


def _one_of(given: str, known: tuple[Any, ...], option: str) -> Any:
    if given not in known:
        raise InputError(f"{option} {given!r}: it is one of {', '.join(known)}")
    return given
