"""The mean of a scale from sums over a bundle: n, sum of x, sum of x squared.

Scales are whole points, so the sums are exact integers, and so is what is checked of them.
"""

from math import sqrt
from typing import NamedTuple

from registry.statistics.estimates import NoEstimate
from registry.statistics.intervals import Interval

UPPER = 0.975


class ScaleSums(NamedTuple):
    """Additive counts of a CHANGE endpoint: those with a value, and the living without one.

    `lowest` and `highest` are the ends of what x can be, locked before the first outcome: of a
    value the ends of its scale, of a change the same width down and up.
    """

    assessed: int
    total: int
    squares: int
    missing: int
    lowest: int
    highest: int


class Mean(NamedTuple):
    """The mean of those with a value and its 95 % limits, by t with n - 1 degrees of freedom.

    `deviation` is the standard deviation of a patient, not the standard error.
    """

    value: float
    deviation: float | NoEstimate
    interval: Interval | NoEstimate


def mean(sums: ScaleSums) -> Mean | NoEstimate:
    """The mean of the assessed. ValueError for sums that cannot be."""
    check(sums)
    n = sums.assessed
    if n == 0:
        return NoEstimate.NOBODY_ASSESSED
    value = sums.total / n
    if n == 1:
        return Mean(value, NoEstimate.ONLY_ONE_ASSESSED, NoEstimate.ONLY_ONE_ASSESSED)
    # Imported here because it is slow to load and few answers need it.
    from scipy.special import stdtrit

    deviation = sqrt((n * sums.squares - sums.total**2) / (n * (n - 1)))
    half = float(stdtrit(n - 1, UPPER)) * deviation / sqrt(n)
    return Mean(value, deviation, Interval(value - half, value + half))


def bounds(sums: ScaleSums) -> Interval | NoEstimate:
    """The mean if all the living without a value lay at the lowest end, and at the highest.

    Bounds, not an interval: they hold whatever the missing values are. ValueError as `mean`.
    """
    check(sums)
    living = sums.assessed + sums.missing
    if living == 0:
        return NoEstimate.NOBODY_ASSESSED
    low, high = (sums.total + sums.missing * end for end in (sums.lowest, sums.highest))
    return Interval(low / living, high / living)


def check(sums: ScaleSums) -> None:
    """ValueError unless `assessed` values within the range can have these two sums."""
    n, total, squares, missing, lowest, highest = sums
    if n < 0 or missing < 0 or lowest >= highest:
        raise ValueError(f"{sums} cannot be. Pass numbers of patients, and a lowest below highest.")
    within = n * lowest <= total <= n * highest
    spread = total**2 <= n * squares
    # (x - lowest) (highest - x) >= 0 for every x, added up
    reach = squares <= (lowest + highest) * total - n * lowest * highest
    if not (within and spread and reach):
        raise ValueError(f"No {n} values from {lowest} to {highest} have the sums of {sums}.")
