"""The stick that classes are pieces of: its weights, its concentration, and steps in which both are integrated out.

`gibbs` draws the rest; `latent_class` says what it is for.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from palermo.evidence.prevalence.compiling import compiled

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Gamma(shape, rate) of the concentration of classes, and the most unseen people for each observed one.
_SHAPE, _RATE = 0.25, 0.25
MOST_UNSEEN = 20
# Width of a slice and the smallest value of ln(concentration).
_SLICE, _SMALLEST = 3.0, -600.0
_LARGE = 12.0  # from here on Stirling's series gives ln gamma to the last digit but two
_HALF_LOG_TWO_PI = 0.9189385332046727


@compiled
def _log_gamma(value: float) -> float:
    """Return ln gamma of a number above 0."""
    if value < _LARGE:
        return math.lgamma(value)
    part = 1.0 / (value * value)
    series = (1 / 12 - part * (1 / 360 - part * (1 / 1260 - part * (1 / 1680 - part / 1188)))) / value
    return (value - 0.5) * math.log(value) - value + _HALF_LOG_TWO_PI + series


@compiled
def draw_weights(
    people: FloatArray, concentration: float, weights: FloatArray, rng: np.random.Generator
) -> None:
    """Draw the weights of the classes by breaking a stick; the last takes what is left."""
    later = people.sum()
    left = 1.0
    for each in range(people.size - 1):
        later -= people[each]
        if people[each] == 0:  # Beta(1, b), by inversion
            log = math.log(1.0 - rng.random()) / (concentration + later)
            taken, rest = -math.expm1(log), math.exp(log)
        else:
            up, down = rng.standard_gamma(1.0 + people[each]), rng.standard_gamma(concentration + later)
            taken, rest = up / (up + down), down / (up + down)
        weights[each] = left * taken
        left *= rest
    weights[people.size - 1] = left


@compiled
def _log_density(log: float, people: FloatArray, total: float) -> float:
    """Return the log density of ln(concentration), the weights of the classes integrated out.

    With n people beyond each class, the integral of the stick is a telescoping product of gamma functions.
    """
    concentration = math.exp(log)
    last = people.size - 1
    later, product, empty = total, 1.0, 0
    for each in range(last - 1):
        later -= people[each]
        if later > 0:
            product *= concentration + later
        else:
            empty += 1
    return (
        (_SHAPE + last - empty) * log
        - _RATE * concentration
        + _log_gamma(concentration + people[last])
        - _log_gamma(1.0 + concentration + total)
        - math.log(product)
    )


@compiled
def draw_concentration(people: FloatArray, log: float, rng: np.random.Generator) -> float:
    """Draw ln(concentration) by slice sampling (R. Neal, Annals of Statistics 31, 2003).

    Drawn given the weights it would only creep, because the weights of empty classes follow it.
    """
    total = people.sum()
    height = _log_density(log, people, total) + math.log(1.0 - rng.random())
    low = log - _SLICE * rng.random()
    high = low + _SLICE
    while low > _SMALLEST and _log_density(low, people, total) > height:
        low -= _SLICE
    while _log_density(high, people, total) > height:
        high += _SLICE
    while True:
        drawn = max(low + (high - low) * rng.random(), _SMALLEST)
        if _log_density(drawn, people, total) >= height:
            return drawn
        if drawn < log:
            low = drawn
        else:
            high = drawn


@compiled
def reorder(
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
        if here == 0 and following == 0:
            continue
        if rng.random() * (concentration + later - following + here) < concentration + later:
            people[each], people[each + 1] = following, here
            hidden[each], hidden[each + 1] = hidden[each + 1], hidden[each]
            for place in range(listed.shape[1]):
                kept = listed[each, place]
                listed[each, place] = listed[each + 1, place]
                listed[each + 1, place] = kept
            later += here - following


@compiled
def move_hidden(
    listed: FloatArray,
    people: FloatArray,
    hidden: IntArray,
    concentration: float,
    observed: int,
    unseen: int,
    rng: np.random.Generator,
) -> int:
    """Offer each class with observed people another number of unseen ones, weights and lists integrated out.

    A Metropolis step on a logarithmic scale of random width. Drawn in turn given each other, the number of
    unseen people and the probabilities of lists would only creep where most people are unseen. Returns how many
    people are unseen then.
    """
    last, lists = people.size - 1, listed.shape[1]
    for each in range(people.size):
        size = people[each]
        if size == hidden[each]:
            continue
        old = hidden[each] + rng.random()
        new = old * math.exp(math.exp(rng.uniform(-4.0, 0.5)) * rng.standard_normal())
        change = math.floor(new) - hidden[each]
        total = observed + unseen
        if change == 0 or total + change > (MOST_UNSEEN + 1) * observed:
            continue
        ratio = math.log(new / old) - _log_gamma(math.floor(new) + 1.0) + _log_gamma(hidden[each] + 1.0)
        ratio += _log_gamma(float(total + change)) - _log_gamma(float(total))
        # The stick: what lies from each class on, up to this one, becomes more; see `_log_density`.
        ratio -= _log_gamma(concentration + total + change) - _log_gamma(concentration + total)
        later, product = float(total), 1.0
        for before in range(min(each + 1, last)):
            product *= (concentration + later + change) / (concentration + later)
            later -= people[before]
        # In all but the last class ln gamma(1 + people) is needed once more for the lists.
        grown = _log_gamma(1.0 + size + change) - _log_gamma(1.0 + size)
        if each < last:
            ratio += grown
        else:
            ratio += _log_gamma(concentration + size + change) - _log_gamma(concentration + size)
        ratio -= math.log(product)
        for place in range(lists):
            out = 1.0 + size - listed[each, place]
            ratio += _log_gamma(out + change) - _log_gamma(out)
        ratio -= lists * (grown + math.log((1.0 + size + change) / (1.0 + size)))
        if math.log(1.0 - rng.random()) < ratio:
            hidden[each] += change
            people[each] += change
            unseen += change
    return unseen
