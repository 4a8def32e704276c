"""One chain of the latent class sampler, compiled. `latent_class` says what it is for and where it is from.

Chances are multiplied as they are: the heaviest class weighs a tenth or more of a thousandth part, and its chances of
being on up to 12 lists cannot together become too small for a float. A class too light for one gets nobody.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from palermo.evidence.prevalence.compiling import compiled
from palermo.evidence.prevalence.stick import (
    MOST_UNSEEN,
    draw_concentration,
    draw_weights,
    move_hidden,
    reorder,
)

__all__ = ["MOST_UNSEEN", "FloatArray", "chain"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_MOVES = 2
_FEW = 12  # up to this many people are split one by one, which is quicker than by binomials


@compiled
def chain(
    on: NDArray[np.bool_], counts: IntArray, classes: int, sweeps: int, rng: np.random.Generator
) -> FloatArray:
    """Return the number of unseen people after each sweep.

    `on`: (histories, lists), who is on which list. `counts`: people by history. `classes`: most classes.
    The chain starts anywhere: probabilities uniform, unseen people uniform on a logarithmic scale.
    """
    histories, lists = on.shape
    observed = counts.sum()
    # A history is looked up in two halves: the chances of its first lists and those of the others.
    first = (lists + 1) // 2
    halves = np.zeros((histories, 2), dtype=np.int64)
    for history in range(histories):
        for place in range(lists):
            if on[history, place]:
                halves[history, place // first] |= 1 << place % first
    chances = np.empty((2, 1 << first, classes))
    yes, no = np.empty((lists, classes)), np.empty((lists, classes))
    weights, scratch, nowhere = np.empty(classes), np.empty(classes), np.empty(classes)
    order = np.arange(classes)
    listed, people = np.zeros((classes, lists)), np.zeros(classes)
    split, hidden = np.zeros(classes, dtype=np.int64), np.zeros(classes, dtype=np.int64)
    trace = np.empty(sweeps)
    concentration = rng.uniform(-2.0, 2.0)
    unseen = math.floor(math.exp(rng.uniform(0.0, math.log(MOST_UNSEEN * observed))))
    for sweep in range(-1, sweeps):
        _draw_lists(listed, people, yes, no, rng)
        draw_weights(people, math.exp(concentration), weights, rng)
        _multiply(yes, no, weights, first, chances)
        seen = 0.0
        for each in range(classes):
            nowhere[each] = chances[0, 0, each] * chances[1, 0, each]
            # 1 - the product of all chances of being nowhere, without the digits a difference would lose.
            missed, some = 1.0, 0.0
            for place in range(lists):
                some += missed * yes[place, each]
                missed *= no[place, each]
            seen += weights[each] * some
        if sweep >= 0:
            unseen = _unseen(observed, min(max(seen, 1e-300), 1.0), rng)
            trace[sweep] = unseen
            if sweep == sweeps - 1:
                break
        _sort(people, order)
        _split(unseen, nowhere, order, hidden, rng)
        listed[:] = 0
        for each in range(classes):
            people[each] = hidden[each]
        for history in range(histories):
            one, other = halves[history, 0], halves[history, 1]
            for each in range(classes):
                scratch[each] = chances[0, one, each] * chances[1, other, each]
            _split(counts[history], scratch, order, split, rng)
            for each in range(classes):
                if split[each] > 0:
                    people[each] += split[each]
                    for place in range(lists):
                        if on[history, place]:
                            listed[each, place] += split[each]
        concentration = draw_concentration(people, concentration, rng)
        reorder(listed, people, hidden, math.exp(concentration), rng)
        for _again in range(_MOVES):
            unseen = move_hidden(listed, people, hidden, math.exp(concentration), observed, unseen, rng)
    return trace


@compiled
def _draw_lists(
    listed: FloatArray, people: FloatArray, yes: FloatArray, no: FloatArray, rng: np.random.Generator
) -> None:
    """Draw, by class, the probability of being on each list and of not being on it: beta, uniform where nobody is."""
    for each in range(people.size):
        for place in range(listed.shape[1]):
            if people[each] == 0:
                yes[place, each] = rng.random()
                no[place, each] = 1.0 - yes[place, each]
            else:
                there = listed[each, place]
                up, down = rng.standard_gamma(1.0 + there), rng.standard_gamma(1.0 + people[each] - there)
                yes[place, each], no[place, each] = up / (up + down), down / (up + down)


@compiled
def _multiply(yes: FloatArray, no: FloatArray, weights: FloatArray, first: int, chances: FloatArray) -> None:
    """Write the chances of each half of a history, by class; the first half times the weight of the class."""
    for half in range(2):
        for each in range(weights.size):
            chances[half, 0, each] = weights[each] if half == 0 else 1.0
        filled = 1
        for place in range(half * first, min((half + 1) * first, yes.shape[0])):
            for before in range(filled):
                for each in range(weights.size):
                    chances[half, before + filled, each] = chances[half, before, each] * yes[place, each]
                    chances[half, before, each] *= no[place, each]
            filled *= 2


@compiled
def _sort(people: FloatArray, order: IntArray) -> None:
    """Order the classes, the largest first."""
    for place in range(1, order.size):
        each, at = order[place], place
        while at > 0 and people[order[at - 1]] < people[each]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = each


@compiled
def _split(
    people: int, chances: FloatArray, order: IntArray, split: IntArray, rng: np.random.Generator
) -> None:
    """Split people over classes in proportion to chances, class by class in this order."""
    total = 0.0
    for each in range(chances.size):
        total += chances[each]
        split[each] = 0
    for place in range(order.size - 1):
        each = order[place]
        if people <= _FEW:
            for _person in range(people):
                at, mark = place, rng.random() * total - chances[each]
                while mark > 0 and at < order.size - 1:
                    at += 1
                    mark -= chances[order[at]]
                split[order[at]] += 1
            return
        if chances[each] > 0:
            share = chances[each] / total
            drawn = rng.binomial(people, share) if share < 1 else people
            split[each] = drawn
            people -= drawn
        total -= chances[each]
    split[order[order.size - 1]] += people


@compiled
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
