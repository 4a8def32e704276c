"""`palermo prevalence rds` and `palermo prevalence nsum`: what surveys say where there are no lists."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from palermo.evidence.command import InputError
from palermo.evidence.prevalence import respondents, scale_up
from palermo.evidence.prevalence.means import banded, edges_of, estimate_mean, refuse_numbers
from palermo.evidence.prevalence.progress import showing
from palermo.evidence.prevalence.recruitment import RULES, DegreeRule, Recruitment
from palermo.evidence.prevalence.survey_files import numbers_of
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
UNCHECKED_NSUM = "only two sizes are known and none can be held out: nothing shows how far off this answer is"


def rds(
    file: Annotated[Path, typer.Argument(help="CSV with a row per person of a respondent-driven sample.")],
    *,
    outcome: Annotated[str, typer.Option(help="The column of what is asked about.")],
    mean: Annotated[bool, typer.Option("--mean", help="The outcome is a number: estimate its mean.")] = False,
    bands: Annotated[
        str | None, typer.Option(help="The outcome is a number: shares of bands that begin at 18,25,40.")
    ] = None,
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
    columns = {"degree": degree, "id_": id_, "recruiter": recruiter}
    settings = {
        "outcome": outcome,
        **columns,
        "missing_degree": rule,
        "population": population,
        "bootstrap": bootstrap,
        "level": level,
        "bands": bands,
    }
    if mean:
        _mean_of(file, settings, method, seed=seed, json_=json_)
        return
    answers = None if bands is None else banded(numbers_of(file, outcome), edges_of(bands))
    sample = Recruitment.from_csv(file, outcome=outcome, rule=rule, answers=answers, **columns)
    if answers is None:
        refuse_numbers(sample.groups, outcome)
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
                {
                    **asdict(found),
                    "outcome": outcome,
                    "warnings": warnings,
                    "settings": _told(settings, found.seed),
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    typer.echo(f"{method}: {outcome}, from {found.n} people in {len(sample.waves)} waves")
    for each in found.shares:
        typer.echo(
            f"  {each.group}: {_share(each.estimate)} ({_between(each.lower, each.upper, found.level, _share)})"
        )
    typer.echo(_made_with(found.seed, found.replicates))
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
    seed = secrets.randbits(32) if seed is None else seed
    known = int(np.isfinite(answers.sizes).sum())
    with showing("Resampling respondents") as progress:
        asked = group and scale_up.group_size(
            answers, group, method, replicates=bootstrap, seed=seed, level=level, progress=progress
        )
        check: tuple[scale_up.GroupSize, ...] = ()
        if known > 2 or asked is None:
            check = scale_up.held_out(answers, method, replicates=bootstrap, seed=seed, level=level)
    alone = [] if check else [UNCHECKED_NSUM]
    if json_:
        told = {
            "method": method,
            "respondents": len(answers.counts),
            "estimate": asdict(asked) if asked else None,
            "held_out": [asdict(each) for each in check],
            "warnings": [*(asked.warnings if asked else ()), *alone, SUPPOSED_NSUM],
            "settings": {
                "seed": seed,
                "replicates": bootstrap,
                "level": level,
                "population": answers.population,
                "group": group,
                "known": {
                    name: size
                    for name, size in zip(answers.groups, answers.sizes.tolist(), strict=True)
                    if np.isfinite(size)
                },
            },
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{method}, from {len(answers.counts)} respondents")
    if asked:
        typer.echo(f"  {_size(asked)}")
    if check:
        typer.echo("  each known group held out and estimated from the others:")
    for each in check:
        size = f"known {people(each.known or 0)}"
        off = (
            "" if each.estimate is None or not each.known else f", {each.estimate / each.known:.2f} times it"
        )
        typer.echo(f"    {_size(each)}; {size}{off}")
    typer.echo(_made_with(seed, bootstrap))
    for warning in [*(asked.warnings if asked else ()), *alone, SUPPOSED_NSUM]:
        typer.echo(f"  note: {warning}")


def _mean_of(
    file: Path, settings: dict[str, Any], method: respondents.Estimator, *, seed: int | None, json_: bool
) -> None:
    """Tell the mean of a number over the population."""
    if method == "rds-i":
        raise InputError("rds-i weighs groups of people and gives no mean; take rds-ii or ss")
    if settings["bands"] is not None:
        raise InputError("--mean and --bands: give one of them")
    outcome = settings["outcome"]
    values = numbers_of(file, outcome)
    sample = Recruitment.from_csv(
        file,
        outcome=outcome,
        degree=settings["degree"],
        id_=settings["id_"],
        recruiter=settings["recruiter"],
        rule=settings["missing_degree"],
        answers=["number"] * len(values),
    )
    with showing(f"Estimating by {method}") as progress:
        found = estimate_mean(
            sample,
            values,
            method,
            population=settings["population"],
            replicates=settings["bootstrap"],
            seed=seed,
            level=settings["level"],
            progress=progress,
        )
    warnings = [*found.warnings, SUPPOSED_RDS]
    if json_:
        told = {
            **asdict(found),
            "outcome": outcome,
            "warnings": warnings,
            "settings": _told(settings, found.seed),
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{method}: mean of {outcome}, from {found.n} people in {len(sample.waves)} waves")
    typer.echo(f"  {found.estimate:.4g} ({_between(found.lower, found.upper, found.level, _number)})")
    typer.echo(_made_with(found.seed, found.replicates))
    for warning in warnings:
        typer.echo(f"  note: {warning}")


def _told(settings: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return the settings that were given or usual, with the seed."""
    named = {name.rstrip("_"): value for name, value in settings.items() if value is not None}
    return {**named, "seed": seed}


def _made_with(seed: int, replicates: int | None) -> str:
    return f"  made with: seed {seed}, replicates {replicates or 0:,}"


def _number(value: float) -> str:
    return f"{value:.4g}"


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
