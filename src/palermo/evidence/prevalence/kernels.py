"""The loops that arrays cannot hold, compiled: fits of many models to many tables.

`lattice` says what is computed, and hands the work over. Whoever estimates for the first time waits for the compiler,
so this is written for it: one function for all callers, plain loops over arrays that are handed in, no array made
inside. What is compiled is kept: see `compiling`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from palermo.evidence.prevalence.compiling import compiled

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

# What became of a fit. One that converged is its own certificate that the estimate exists: where it does not,
# some means shrink by e at each step, and the information is singular to rounding before any step is small.
CONVERGED, SINGULAR, STOPPED, DIVERGED = 0, 1, 2, 3
# How exactly a step must leave the seen cells alone to prove that likelihood rises along it for ever.
_STILL = 1e-3
# The last step of a fit: what is left after it is of the order of its square.
_STEP = 1e-6
_MOST_STEPS = 200
_PIVOT = 1e-11


@compiled
def run(
    tables: FloatArray,
    observed: FloatArray,
    inside: BoolArray,
    terms: IntArray,
    sizes: IntArray,
    cells: FloatArray,
    steps: FloatArray,
    matrix: FloatArray,
    found: FloatArray,
    overlaps: FloatArray,
    rows: int,
    distinct: int,
    size: int,
) -> None:
    """Fit the model of each row to its table, by iterated weighted least squares.

    `tables`: counts by cell; the last goes with all `rows` from `distinct` on. `observed`: people on all lists of a set
    that are inside the fit, by row and set; `inside`: the cells of the fit. The first `sizes` of `terms` are the masks
    of the parameters, 0 the intercept. `size`: cells of a table, which to ask an array for costs the compiler time.

    `cells`: seven rows, the first the known part of the log mean by cell; the second becomes the fitted means, 0
    outside the fit. `steps`: three rows, the first becomes the parameters. `matrix`: scratch. `found`: by row, what
    became of the fit, the intercept, its standard error and the log likelihood up to a constant of the table.
    `overlaps`: by row, the fitted number of people on all lists of a set, by set.
    """
    offset, means, sums, working = cells[0], cells[1], cells[2], cells[3]
    predictor, shift, new = cells[4], cells[5], cells[6]
    parameters, tried, step = steps[0], steps[1], steps[2]
    for row in range(rows):
        counts = tables[row if row < distinct else distinct - 1]
        within, masks, people, count = inside[row], terms[row], observed[row], sizes[row]
        for cell in range(size):
            means[cell] = working[cell] = predictor[cell] = 0.0
            if within[cell]:
                means[cell] = counts[cell] + 0.1
                predictor[cell] = math.log(means[cell])
                working[cell] = means[cell] * (predictor[cell] - offset[cell]) + counts[cell] - means[cell]
        for place in range(count):
            parameters[place] = 0.0
        outcome, turn, largest, best = STOPPED, 0, 1.0, -math.inf
        while True:
            for cell in range(size):
                sums[cell] = means[cell]
            for buffer in range(2, 4 if turn == 0 else 3):
                bit = 1
                while bit < size:
                    for cell in range(size):
                        if cell & bit == 0:
                            cells[buffer, cell] += cells[buffer, cell | bit]
                    bit <<= 1
            if turn > 1 and largest < _STEP:
                outcome = CONVERGED
                break
            if turn == _MOST_STEPS:
                break
            for place in range(count):
                term = masks[place]
                step[place] = working[term] if turn == 0 else people[term] - sums[term]
            # Cholesky: the information of two terms is the sum of the means over their union's supersets.
            solved = True
            for line in range(count):
                diagonal = sums[masks[line]]
                right = step[line]
                left = diagonal
                for column in range(line):
                    total = sums[masks[line] | masks[column]]
                    for inner in range(column):
                        total -= matrix[line, inner] * matrix[column, inner]
                    total /= matrix[column, column]
                    matrix[line, column] = total
                    left -= total * total
                    right -= total * step[column]
                if not left > _PIVOT * diagonal:
                    solved = False
                    break
                matrix[line, line] = math.sqrt(left)
                step[line] = right / matrix[line, line]
            if not solved:
                outcome = SINGULAR
                if turn > 1:
                    # A step that lowers the means of some unseen cells and leaves all seen ones as they are can be
                    # repeated for ever without losing likelihood: no maximum exists, which needs no linear
                    # programme. Steps of a fit that diverges approach it, the slowest cells falling by one each.
                    lowest = 0.0
                    for cell in range(size):
                        change = shift[cell]
                        if change > _STILL or (counts[cell] > 0 and change < -_STILL):
                            lowest = 2.0
                        elif change < lowest and lowest < 1:
                            lowest = change
                    if lowest < -0.9:
                        outcome = DIVERGED
                break
            largest = 0.0
            for line in range(count - 1, -1, -1):
                total = step[line]
                for inner in range(line + 1, count):
                    total -= matrix[inner, line] * step[inner]
                step[line] = total / matrix[line, line]
                if step[line] > largest or -step[line] > largest:
                    largest = step[line] if step[line] > 0 else -step[line]
            share = 1.0
            while True:  # a step that loses likelihood is halved
                for cell in range(size):
                    new[cell] = 0.0
                likelihood = 0.0
                for place in range(count):
                    value = parameters[place] + share * step[place]
                    tried[place] = value
                    new[masks[place]] = value
                    likelihood += value * people[masks[place]]
                bit = 1
                while bit < size:
                    for cell in range(size):
                        if cell & bit > 0:
                            new[cell] += new[cell ^ bit]
                    bit <<= 1
                for cell in range(size):
                    means[cell] = 0.0
                    if within[cell]:
                        linear = new[cell] + offset[cell]
                        means[cell] = math.exp(linear if linear < 500.0 else 500.0)
                        likelihood -= means[cell]
                # A log likelihood may be of either sign.
                slack = 1e-9 * (best if best > 0 else -best)
                if likelihood >= best - slack or share < 1e-4:
                    break
                share /= 2
            for place in range(count):
                parameters[place] = tried[place]
            for cell in range(size):
                shift[cell] = new[cell] - predictor[cell] if within[cell] else 0.0
                predictor[cell] = new[cell]
            best = likelihood
            turn += 1
        found[row, 0], found[row, 1], found[row, 3] = outcome, parameters[0], best
        # Of the inverse of the information, the first entry is what the intercept varies by.
        spread = 0.0
        for line in range(count):
            total = 1.0 if line == 0 else 0.0
            for inner in range(line):
                total -= matrix[line, inner] * step[inner]
            step[line] = total / matrix[line, line]
            spread += step[line] * step[line]
        found[row, 2] = math.sqrt(spread)
        for cell in range(size):
            overlaps[row, cell] = sums[cell]
