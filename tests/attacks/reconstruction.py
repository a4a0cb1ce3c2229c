"""Attackers who take sums apart: values from their sum and sum of squares, amounts from a median.

Both are measured without a registry: what they show is why sums of few are never published.
"""

from collections.abc import Mapping, Sequence
from statistics import mean

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Ways = NDArray[np.uint8]
MANY = 2
RANGE, SMALL = 18, 5


def ways_to_add(values: int, highest: int) -> Ways:
    """In how many ways `values` whole numbers from 0 to `highest`, in no order, give each sum and
    each sum of squares: 0, 1, or 2 for more. An array over (sum, sum of squares).
    """
    ways = np.zeros((values + 1, values * highest + 1, values * highest**2 + 1), dtype=np.uint8)
    ways[0, 0, 0] = 1
    for value in range(highest + 1):
        for taken in range(1, values + 1):
            more = ways[taken, value:, value**2 :]
            less = ways[taken - 1, : more.shape[0], : more.shape[1]]
            np.minimum(more + less, MANY, out=more)
    found: Ways = ways[values]
    return found


def reconstructed(values: int, highest: int, chance: Generator, tries: int = 500) -> float:
    """The share of random groups whose values follow from Σx and Σx² alone.

    Values are drawn as patients': most near the middle of the scale.
    """
    ways = ways_to_add(values, highest)
    drawn = chance.binomial(highest, 0.5, size=(tries, values))
    sums, squares = drawn.sum(axis=1), (drawn**2).sum(axis=1)
    return float((ways[sums, squares] == 1).mean())


def is_unique(sums: Mapping[str, int]) -> bool:
    """Whether published sums of changes on the mJOA scale leave one set of values."""
    values, total, squares = sums["patients"], sums["total"], sums["squares"]
    if values > SMALL:
        return False
    # counted from the lowest possible change, so that every value is at least 0
    shifted = total + RANGE * values
    ways = ways_to_add(values, 2 * RANGE)
    return int(ways[shifted, squares + 2 * RANGE * total + values * RANGE**2]) == 1


def guessed_from_mean(amounts: Sequence[float]) -> float:
    """What the second largest takes the largest for where the mean is public and the others are
    as the third: relative error."""
    ordered = sorted(amounts, reverse=True)
    others = ordered[1] + (len(ordered) - 2) * ordered[2]
    return abs(mean(amounts) * len(amounts) - others - ordered[0]) / ordered[0]


def guessed_from_median(amounts: Sequence[float]) -> float:
    """The same where only the median is public: nothing is better than its own amount."""
    ordered = sorted(amounts, reverse=True)
    return abs(ordered[1] - ordered[0]) / ordered[0]


def costs_of(sponsors: int, chance: Generator) -> list[float]:
    """What a treatment costs several sponsors, one of them eight times as much."""
    amounts = chance.lognormal(0, 0.25, size=sponsors)
    amounts[0] *= 8
    return [float(amount) for amount in amounts]


def dominated(sponsors: int, chance: Generator, tries: int = 500) -> tuple[float, float]:
    """How often the second largest knows the largest within a tenth: from a mean, a median."""
    drawn = [costs_of(sponsors, chance) for _ in range(tries)]
    return tuple(  # type: ignore[return-value]
        sum(guess(amounts) <= 0.1 for amounts in drawn) / tries
        for guess in (guessed_from_mean, guessed_from_median)
    )
