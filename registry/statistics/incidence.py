"""Cumulative incidence of one cause while others compete, from summed counts.

F = sum of S(before) D_k / n' (Aalen & Johansen 1978, Scand. J. Stat. 5:141-150). One minus a curve
in which competing events are losses overstates it and is never shown.
"""

from collections.abc import Sequence
from itertools import accumulate
from math import exp, expm1, log, log1p, sqrt
from typing import NamedTuple

from registry.statistics.beta_product import TAIL
from registry.statistics.estimates import NoEstimate
from registry.statistics.intervals import Z_95, Interval
from registry.statistics.life_table import Step, betas_along, carried_on, steps
from registry.statistics.pooling import PooledInterval, check_cause


class Incidence(NamedTuple):
    """The share with a first event of the cause up to a day, its standard error, 95 % limits."""

    value: float
    standard_error: float
    interval: Interval


class IncidencePoint(NamedTuple):
    """The curve at a horizon: its day, the groups open, who was at risk since the one before."""

    day: int
    groups: int
    at_risk: int
    incidence: Incidence | NoEstimate


def cumulative_incidence(
    pooled: Sequence[PooledInterval], cause: str
) -> tuple[IncidencePoint, ...]:
    """Cumulative incidence of `cause` at each horizon; it ends where survival ends.

    Survival and the incidences of all causes add up to 1. ValueError for a cause not counted.
    """
    check_cause(pooled, cause)
    walked = tuple(steps(pooled))
    terms = (s.before * s.interval.events[cause] / s.exposed for s in walked)
    sums = list(accumulate(terms))
    values = [_incidence(walked[:end], sums[:end], cause) for end in range(1, len(walked) + 1)]
    return tuple(
        IncidencePoint(interval.day, interval.groups, interval.at_risk, value)
        for interval, value in zip(pooled, carried_on(values, walked, len(pooled)), strict=True)
    )


def _incidence(walked: Sequence[Step], sums: Sequence[float], cause: str) -> Incidence:
    value, last = sums[-1], walked[-1]
    if value == 0:
        return Incidence(0.0, 0.0, Interval(0.0, -expm1(log(TAIL) / last.exposed)))
    if last.after == 0 and all(s.interval.events[cause] == s.failures for s in walked):
        # Everybody had this event: no variance is left, but 1 - F is survival and has an interval.
        return Incidence(1.0, 0.0, Interval(1 - betas_along(walked)[-1].high, 1.0))
    error = sqrt(_variance(walked, sums, cause))
    return Incidence(value, error, _limits(value, error))


def _variance(walked: Sequence[Step], sums: Sequence[float], cause: str) -> float:
    """Multinomial delta method (Dinse & Larson 1986, Biometrika 73:379-386)."""
    total = 0.0
    for step, reached in zip(walked, sums, strict=True):
        exposed, failures = step.exposed, step.failures
        events, rest = step.interval.events[cause], sums[-1] - reached
        total += step.before**2 * events * (exposed - events) / exposed**3
        total -= 2 * rest * step.before * events / exposed**2
        if rest:
            total += rest**2 * failures / (exposed * (exposed - failures))
    return max(total, 0.0)


def _limits(value: float, error: float) -> Interval:
    """Limits of 1 - F on the log(-log) scale, so that they stay within [0, 1]."""
    free = log1p(-value)
    width = Z_95 * error / ((1 - value) * -free)
    return Interval(-expm1(free * exp(-width)), -expm1(free * exp(width)))
