"""Intervals of a proportion, as pure functions of two counts."""

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959964
"""The 97.5 % quantile of the standard normal distribution: two-sided 95 %."""


class Interval(NamedTuple):
    """The limits of a two-sided interval; of a proportion each lies within [0, 1]."""

    low: float
    high: float


def wilson(successes: int, n: int, z: float = Z_95) -> Interval | None:
    """The score interval of Wilson (1927), J. Am. Stat. Assoc. 22:209-212, for successes of n.

    None if n is 0: of nobody there is no proportion. Exactly 0 at no success, exactly 1 at no
    failure. Raises ValueError for counts that cannot be.
    """
    _check(successes, n)
    if n == 0:
        return None
    return Interval(_wilson_low(successes, n, z), 1.0 - _wilson_low(n - successes, n, z))


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> Interval | None:
    """The exact interval of Clopper & Pearson (1934), Biometrika 26:404-413, for successes of n.

    None if n is 0. Exactly 0 at no success, exactly 1 at no failure. Raises ValueError for counts
    that cannot be, or a level outside (0, 1).
    """
    _check(successes, n)
    if not 0 < level < 1:
        raise ValueError(f"The level is {level}. Give one between 0 and 1, such as 0.95.")
    if n == 0:
        return None
    tail = (1 - level) / 2
    return Interval(_exact_low(successes, n, tail), 1.0 - _exact_low(n - successes, n, tail))


def none_observed_limit(n: int, level: float = 0.95) -> float | None:
    """How likely an event can be that none of n had, at most: 1 - (1 - level)^(1/n), exact.

    The one-sided upper limit of Clopper & Pearson (1934) at no success; for the usual 95 % about
    3/n (Hanley & Lippman-Hand 1983, JAMA 249:1743-1745). None if n is 0. Raises ValueError for a
    negative n, or a level outside (0, 1).
    """
    _check(0, n)
    if not 0 < level < 1:
        raise ValueError(f"The level is {level}. Give one between 0 and 1, such as 0.95.")
    return None if n == 0 else 1.0 - (1.0 - level) ** (1.0 / n)


def _wilson_low(successes: int, n: int, z: float) -> float:
    # The usual formula times its conjugate: no difference of nearly equal numbers is left, so
    # the limit is exactly 0 at 0 and accurate for rare events in large groups.
    root = z * sqrt(z * z + 4 * successes * (n - successes) / n)
    return 2 * successes * successes / (n * (2 * successes + z * z + root))


def _exact_low(successes: int, n: int, tail: float) -> float:
    if successes == 0:
        return 0.0
    # Imported here because it is slow to load and few answers need it.
    from scipy.special import betaincinv

    return float(betaincinv(successes, n - successes + 1, tail))


def _check(successes: int, n: int) -> None:
    if not 0 <= successes <= n:
        raise ValueError(
            f"{successes} successes of {n} cannot be. Pass counts with 0 <= successes <= n."
        )
