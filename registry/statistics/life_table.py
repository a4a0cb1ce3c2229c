"""Survival from summed counts: the life table over the groups open at each horizon.

S = product of (1 - D / n') with n' = N - W/2 (Cutler & Ederer 1958, J. Chronic Dis. 8:699-712).
When nobody is lost it is the estimate of Kaplan & Meier at the horizons.
"""

from collections.abc import Iterator, Sequence
from math import exp, log, sqrt
from typing import NamedTuple, TypeVar

from registry.statistics.beta_product import beta_limits
from registry.statistics.estimates import NoEstimate
from registry.statistics.intervals import Z_95, Interval
from registry.statistics.pooling import PooledInterval

Estimate = TypeVar("Estimate")


class Survival(NamedTuple):
    """The share without an event up to a day, with two 95 % intervals.

    `log_log` rests on Greenwood's variance and does not exist where the share is 0 or 1; `beta`,
    the beta product's, always does.
    """

    value: float
    log_log: Interval | None
    beta: Interval


class SurvivalPoint(NamedTuple):
    """The curve at a horizon: its day, the groups open, who was at risk since the one before."""

    day: int
    groups: int
    at_risk: int
    survival: Survival | NoEstimate


class Step(NamedTuple):
    """An interval of the curve with its n', first events, and survival before and after it.

    `greenwood` is the sum of D / (n' (n' - D)) so far; it means nothing where `after` is 0.
    """

    interval: PooledInterval
    exposed: float
    failures: int
    before: float
    after: float
    greenwood: float


def life_table(pooled: Sequence[PooledInterval]) -> tuple[SurvivalPoint, ...]:
    """Survival at each horizon. Where nobody is at risk it stops for good; once 0 it stays 0."""
    walked = tuple(steps(pooled))
    values = [
        Survival(step.after, _log_log(step.after, step.greenwood), beta)
        for step, beta in zip(walked, betas_along(walked), strict=True)
    ]
    return tuple(
        SurvivalPoint(interval.day, interval.groups, interval.at_risk, value)
        for interval, value in zip(pooled, carried_on(values, walked, len(pooled)), strict=True)
    )


def steps(pooled: Sequence[PooledInterval]) -> Iterator[Step]:
    """The intervals from the start to where survival is 0 or, before that, nobody is at risk."""
    survival, greenwood = 1.0, 0.0
    for interval in pooled:
        if interval.at_risk == 0 or survival == 0:
            return
        before, exposed, failures = survival, interval.exposed, interval.failures
        free = exposed - failures
        survival *= free / exposed
        greenwood += failures / (exposed * free) if free else 0.0
        yield Step(interval, exposed, failures, before, survival, greenwood)


def betas_along(walked: Sequence[Step]) -> list[Interval]:
    """The beta product's limits of survival after each step."""
    return beta_limits(
        (s.exposed, s.failures, s.interval.at_risk - s.failures - s.interval.lost) for s in walked
    )


def carried_on(
    values: Sequence[Estimate], walked: Sequence[Step], count: int
) -> list[Estimate | NoEstimate]:
    """`count` values: the given ones, then the last again if survival is 0, else no estimate."""
    last = values[-1] if walked and walked[-1].after == 0 else NoEstimate.NOBODY_AT_RISK
    return [*values, *[last] * (count - len(values))]


def _log_log(survival: float, greenwood: float) -> Interval | None:
    if not 0 < survival < 1:
        return None
    width = Z_95 * sqrt(greenwood) / -log(survival)
    return Interval(survival ** exp(width), survival ** exp(-width))
