"""One chain of the latent class sampler, compiled. `latent_class` says what it is for and where it is from.

Everything that can become very small (weights of classes, probabilities of lists) is held as a logarithm.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Gamma(shape, rate) of the concentration of classes, and the most unseen people for each observed one.
_SHAPE, _RATE = 0.25, 0.25
MOST_UNSEEN = 20
# Width of a slice and the smallest value of ln(concentration).
_SLICE, _SMALLEST = 3.0, -600.0
_MOVES = 2
_FEW = 6  # up to this many people are split one by one, which is quicker than by binomials


@njit(cache=True, nogil=True)
def chain(
    on: NDArray[np.bool_], counts: IntArray, classes: int, sweeps: int, rng: np.random.Generator
) -> FloatArray:
    """Return the number of unseen people after each sweep.

    `on`: (histories, lists), who is on which list. `counts`: people by history. `classes`: most classes.
    The chain starts anywhere: probabilities uniform, unseen people uniform on a logarithmic scale.
    """
    histories, lists = on.shape
    observed = counts.sum()
    yes, no = np.empty((classes, lists)), np.empty((classes, lists))
    weights, scratch = np.empty(classes), np.empty(classes)
    listed, people = np.zeros((classes, lists)), np.zeros(classes)
    _draw_lists(listed, people, yes, no, rng)
    concentration = rng.uniform(-2.0, 2.0)
    _draw_weights(people, math.exp(concentration), weights, rng)
    unseen = math.floor(math.exp(rng.uniform(0.0, math.log(MOST_UNSEEN * observed))))
    split, hidden = np.zeros(classes, dtype=np.int64), np.zeros(classes, dtype=np.int64)
    _split(unseen, weights + no.sum(axis=1), scratch, hidden, rng)
    trace = np.empty(sweeps)
    for sweep in range(sweeps):
        listed[:] = 0
        people[:] = hidden
        for history in range(histories):
            for each in range(classes):
                total = weights[each]
                for place in range(lists):
                    total += yes[each, place] if on[history, place] else no[each, place]
                scratch[each] = total
            _split(counts[history], scratch, scratch, split, rng)
            for each in range(classes):
                if split[each]:
                    people[each] += split[each]
                    for place in range(lists):
                        if on[history, place]:
                            listed[each, place] += split[each]
        concentration = _draw_concentration(people, concentration, rng)
        _reorder(listed, people, hidden, math.exp(concentration), rng)
        for _again in range(_MOVES):
            _move_hidden(listed, people, hidden, math.exp(concentration), observed, rng)
        _draw_lists(listed, people, yes, no, rng)
        _draw_weights(people, math.exp(concentration), weights, rng)
        nowhere = no.sum(axis=1)
        seen = 0.0
        for each in range(classes):
            seen -= math.exp(weights[each]) * math.expm1(nowhere[each])
        unseen = _unseen(observed, min(max(seen, 1e-300), 1.0), rng)
        _split(unseen, weights + nowhere, scratch, hidden, rng)
        trace[sweep] = unseen
    return trace


@njit(cache=True, nogil=True)
def _log_gamma(shape: float, rng: np.random.Generator) -> float:
    """Return the logarithm of a gamma variate, also where the variate itself would be 0."""
    if shape < 1:
        return math.log(rng.standard_gamma(shape + 1)) + math.log(1.0 - rng.random()) / max(shape, 1e-300)
    return math.log(rng.standard_gamma(shape))


@njit(cache=True, nogil=True)
def _log_beta(one: float, other: float, rng: np.random.Generator) -> tuple[float, float]:
    """Return ln V and ln(1 - V) of a beta variate V."""
    up, down = _log_gamma(one, rng), _log_gamma(other, rng)
    top = max(up, down)
    total = top + math.log(math.exp(up - top) + math.exp(down - top))
    return up - total, down - total


@njit(cache=True, nogil=True)
def _draw_lists(
    listed: FloatArray, people: FloatArray, yes: FloatArray, no: FloatArray, rng: np.random.Generator
) -> None:
    """Draw, by class, the log probability of being on each list and of not being on it."""
    for each in range(people.size):
        for place in range(listed.shape[1]):
            there = listed[each, place]
            yes[each, place], no[each, place] = _log_beta(1.0 + there, 1.0 + people[each] - there, rng)


@njit(cache=True, nogil=True)
def _draw_weights(
    people: FloatArray, concentration: float, weights: FloatArray, rng: np.random.Generator
) -> None:
    """Draw the log weights of the classes by breaking a stick; the last takes what is left."""
    later = people.sum()
    left = 0.0
    for each in range(people.size - 1):
        later -= people[each]
        taken, rest = _log_beta(1.0 + people[each], concentration + later, rng)
        weights[each] = left + taken
        left += rest
    weights[people.size - 1] = left


@njit(cache=True, nogil=True)
def _log_density(log: float, people: FloatArray) -> float:
    """Return the log density of ln(concentration), the weights of the classes integrated out.

    With n people beyond each class, the integral of the stick is a telescoping product of gamma functions.
    """
    concentration = math.exp(log)
    last = people.size - 1
    later = people.sum()
    total = (_SHAPE + last) * log - _RATE * concentration
    total += math.lgamma(concentration + people[last]) - math.lgamma(1.0 + concentration + later)
    for each in range(last - 1):
        later -= people[each]
        total -= math.log(concentration + later)
    return total


@njit(cache=True, nogil=True)
def _draw_concentration(people: FloatArray, log: float, rng: np.random.Generator) -> float:
    """Draw ln(concentration) by slice sampling (R. Neal, Annals of Statistics 31, 2003).

    Drawn given the weights it would only creep, because the weights of empty classes follow it.
    """
    height = _log_density(log, people) + math.log(1.0 - rng.random())
    low = log - _SLICE * rng.random()
    high = low + _SLICE
    while low > _SMALLEST and _log_density(low, people) > height:
        low -= _SLICE
    while _log_density(high, people) > height:
        high += _SLICE
    while True:
        drawn = max(low + (high - low) * rng.random(), _SMALLEST)
        if _log_density(drawn, people) >= height:
            return drawn
        if drawn < log:
            low = drawn
        else:
            high = drawn


@njit(cache=True, nogil=True)
def _reorder(
    listed: FloatArray, people: FloatArray, hidden: IntArray, concentration: float, rng: np.random.Generator
) -> None:
    """Offer neighbouring classes to change places on the stick, the weights integrated out.

    A large class far down the stick would otherwise stay there (O. Papaspiliopoulos and G. Roberts,
    Biometrika 95, 2008). The last class is left alone: it takes what remains of the stick.
    """
    later = people.sum()
    for each in range(people.size - 2):
        here, following = people[each], people[each + 1]
        later -= here
        if rng.random() * (concentration + later - following + here) < concentration + later:
            people[each], people[each + 1] = following, here
            hidden[each], hidden[each + 1] = hidden[each + 1], hidden[each]
            for place in range(listed.shape[1]):
                kept = listed[each, place]
                listed[each, place] = listed[each + 1, place]
                listed[each + 1, place] = kept
            later += here - following


@njit(cache=True, nogil=True)
def _move_hidden(
    listed: FloatArray,
    people: FloatArray,
    hidden: IntArray,
    concentration: float,
    observed: int,
    rng: np.random.Generator,
) -> None:
    """Offer each class with observed people another number of unseen ones, weights and lists integrated out.

    A Metropolis step on a logarithmic scale of random width. Drawn in turn given each other, the number of
    unseen people and the probabilities of lists would only creep where most people are unseen.
    """
    unseen = hidden.sum()
    for each in range(people.size):
        seen = people[each] - hidden[each]
        if seen == 0:
            continue
        old = hidden[each] + rng.random()
        new = old * math.exp(math.exp(rng.uniform(-4.0, 0.5)) * rng.standard_normal())
        change = math.floor(new) - hidden[each]
        if unseen + change > MOST_UNSEEN * observed:
            continue
        ratio = math.log(new / old) - math.lgamma(new // 1 + 1.0) + math.lgamma(hidden[each] + 1.0)
        ratio += math.lgamma(float(observed + unseen + change)) - math.lgamma(float(observed + unseen))
        ratio -= _log_stick(people, concentration)
        for place in range(listed.shape[1]):
            out = people[each] - listed[each, place]
            ratio += math.lgamma(1.0 + out + change) - math.lgamma(1.0 + out)
        ratio += listed.shape[1] * (
            math.lgamma(2.0 + people[each]) - math.lgamma(2.0 + people[each] + change)
        )
        people[each] += change
        ratio += _log_stick(people, concentration)
        if math.log(1.0 - rng.random()) < ratio:
            hidden[each] += change
            unseen += change
        else:
            people[each] -= change


@njit(cache=True, nogil=True)
def _log_stick(people: FloatArray, concentration: float) -> float:
    """Return the log probability of these numbers by class, the weights integrated out, up to a constant."""
    later = people.sum()
    total = 0.0
    for each in range(people.size - 1):
        later -= people[each]
        total += math.lgamma(1.0 + people[each]) + math.lgamma(concentration + later)
        total -= math.lgamma(1.0 + concentration + people[each] + later)
    return total


@njit(cache=True, nogil=True)
def _split(
    people: int, logs: FloatArray, scratch: FloatArray, split: IntArray, rng: np.random.Generator
) -> None:
    """Split people over classes with these log weights; `scratch` becomes the weights."""
    top = logs.max()
    total = 0.0
    for each in range(logs.size):
        scratch[each] = math.exp(logs[each] - top)
        total += scratch[each]
    split[:] = 0
    if people <= _FEW:
        for _person in range(people):
            place, mark = 0, rng.random() * total - scratch[0]
            while mark > 0 and place < logs.size - 1:
                place += 1
                mark -= scratch[place]
            split[place] += 1
        return
    for each in range(logs.size - 1):
        if scratch[each] > 0:
            drawn = rng.binomial(people, min(scratch[each] / total, 1.0)) if total > scratch[each] else people
            split[each] = drawn
            people -= drawn
            if people == 0:
                return
        total -= scratch[each]
    split[logs.size - 1] = people


@njit(cache=True, nogil=True)
def _unseen(observed: int, seen: float, rng: np.random.Generator) -> int:
    """Draw the number of unseen people, at most 20 for each observed, given the chance of being seen.

    Negative binomial: failures before as many successes as people were observed. Where most draws would lie
    beyond the limit they pile up below it, and are taken there by inversion from the limit downwards.
    """
    most = MOST_UNSEEN * observed
    missed = 1.0 - seen
    if (observed - 1) * missed <= most * seen:
        while True:
            drawn = rng.negative_binomial(observed, seen)
            if drawn <= most:
                return int(drawn)
    total, weight = 0.0, 1.0
    number = most
    while number >= 0 and weight > 1e-17 * total:
        total += weight
        weight *= number / ((number + observed - 1) * missed)
        number -= 1
    mark = rng.random() * total
    weight, number = 1.0, most
    while number > 0:
        mark -= weight
        if mark <= 0:
            break
        weight *= number / ((number + observed - 1) * missed)
        number -= 1
    return number
