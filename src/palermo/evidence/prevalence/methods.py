"""The methods by the names that `--method` takes, and what each can be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.aic import aic_stepwise
from palermo.evidence.prevalence.bayes_threshold import bayes_threshold
from palermo.evidence.prevalence.bic import bic
from palermo.evidence.prevalence.closed import Base, Heterogeneity, closed_population
from palermo.evidence.prevalence.decomposable import decomposable
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import REPLICATES, Progress
from palermo.evidence.prevalence.latent_class import latent_class
from palermo.evidence.prevalence.linkage import with_linkage_error
from palermo.evidence.prevalence.loglinear import poisson
from palermo.evidence.prevalence.profile import multinomial
from palermo.evidence.prevalence.resampling import bootstrap
from palermo.evidence.prevalence.result import Estimate
from palermo.evidence.prevalence.selection import THRESHOLD, stepwise

_TOP = 10


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line; None where nothing was."""

    threshold: float | None = None
    bootstrap: int | None = None
    seed: int | None = None
    interactions: tuple[str, ...] | None = None
    order: int | None = None
    top: int | None = None
    precision: float | None = None
    recall: float | None = None


@dataclass(frozen=True)
class Method:
    """A method: how it is run, and which options it reads."""

    run: Callable[[CaptureHistories, Options, Progress], Estimate]
    reads: frozenset[str] = frozenset()


def run_method(name: str, histories: CaptureHistories, options: Options, progress: Progress) -> Estimate:
    """Run a method by name; the result bears that name. Raises InputError for a name or option that is not known."""
    key = name.lower().replace("_", "-")
    if key not in METHODS:
        raise InputError(f"there is no method {name!r}; the methods are {', '.join(METHODS)}")
    method = METHODS[key]
    given = [each.name for each in fields(options) if getattr(options, each.name) is not None]
    for option in given:
        # One seed may be given to every method of a script: without chance, each seed gives the same.
        if option not in method.reads | {"seed"}:
            knows = ", ".join(f"--{each}" for each in sorted(method.reads)) or "no such option"
            raise InputError(f"method {key} does not read --{option}; it reads {knows}")
    return replace(method.run(histories, options, progress), method=name)


def _stepwise(histories: CaptureHistories, options: Options, progress: Progress) -> Estimate:
    threshold = THRESHOLD if options.threshold is None else options.threshold
    if options.precision is not None or options.recall is not None:
        return with_linkage_error(
            histories,
            precision=1.0 if options.precision is None else options.precision,
            recall=1.0 if options.recall is None else options.recall,
            threshold=threshold,
            replicates=REPLICATES if options.bootstrap is None else options.bootstrap,
            seed=options.seed,
            progress=progress,
        )
    if options.bootstrap == 0:
        return stepwise(histories, threshold)
    return _bootstrap(histories, options, progress)


def _bootstrap(histories: CaptureHistories, options: Options, progress: Progress) -> Estimate:
    return bootstrap(
        histories,
        THRESHOLD if options.threshold is None else options.threshold,
        replicates=REPLICATES if options.bootstrap is None else options.bootstrap,
        seed=options.seed,
        progress=progress,
    )


def _bic(histories: CaptureHistories, options: Options, progress: Progress) -> Estimate:
    if options.bootstrap == 0 and options.top is not None:
        raise InputError("--top is read by the bootstrap, and --bootstrap 0 asks for none")
    drawn = bool(options.bootstrap) or options.top is not None
    return bic(
        histories,
        options.order,
        n_top=(_TOP if options.top is None else options.top) if drawn else None,
        replicates=options.bootstrap or REPLICATES,
        seed=options.seed,
        progress=progress,
    )


def _closed(base: Base, heterogeneity: Heterogeneity | None) -> Method:
    return Method(lambda histories, _options, _progress: closed_population(histories, base, heterogeneity))


METHODS: Mapping[str, Method] = {
    "stepwise": Method(_stepwise, frozenset({"threshold", "bootstrap", "seed", "precision", "recall"})),
    "bootstrap": Method(_bootstrap, frozenset({"threshold", "bootstrap", "seed"})),
    "poisson": Method(
        lambda histories, options, _progress: poisson(histories, options.interactions or ()),
        frozenset({"interactions"}),
    ),
    "multinomial": Method(
        lambda histories, options, _progress: multinomial(histories, options.interactions or ()),
        frozenset({"interactions"}),
    ),
    "aic-stepwise": Method(lambda histories, _options, _progress: aic_stepwise(histories)),
    "bic": Method(_bic, frozenset({"order", "bootstrap", "seed", "top"})),
    "decomposable": Method(lambda histories, _options, _progress: decomposable(histories)),
    "latent-class": Method(
        lambda histories, options, progress: latent_class(histories, seed=options.seed, progress=progress),
        frozenset({"seed"}),
    ),
    "bayes-threshold": Method(
        lambda histories, options, progress: bayes_threshold(histories, seed=options.seed, progress=progress),
        frozenset({"seed"}),
    ),
    "m0": _closed("M0", None),
    "mt": _closed("Mt", None),
    "mb": _closed("Mb", None),
    "mtb": _closed("Mtb", None),
    "mh-chao": _closed("Mh", "Chao"),
    "mh-poisson2": _closed("Mh", "Poisson2"),
    "mh-darroch": _closed("Mh", "Darroch"),
    "mh-gamma3.5": _closed("Mh", "Gamma3.5"),
    "mth-chao": _closed("Mth", "Chao"),
    "mth-poisson2": _closed("Mth", "Poisson2"),
    "mth-darroch": _closed("Mth", "Darroch"),
    "mth-gamma3.5": _closed("Mth", "Gamma3.5"),
}
