"""Rates of first events per patient-year, from summed counts.

Events of one patient depend on each other: limits for all events would be too narrow, so those are
shown as a count alone. A patient contributes time until the first event of any counted cause.
"""

from collections.abc import Sequence
from typing import NamedTuple

from registry.statistics.beta_product import TAIL
from registry.statistics.estimates import NoEstimate
from registry.statistics.intervals import Interval
from registry.statistics.pooling import PooledInterval, check_cause

DAYS_PER_YEAR = 365.25


class Rate(NamedTuple):
    """First events per patient-year, with both numbers it is made of and 95 % limits."""

    events: int
    patient_years: float
    per_year: float
    interval: Interval


def patient_years(pooled: Sequence[PooledInterval]) -> float:
    """Time under observation; an event or a loss inside an interval counts for half of it."""
    days = (
        (interval.day - interval.start)
        * (interval.at_risk - (interval.failures + interval.lost) / 2)
        for interval in pooled
    )
    return sum(days) / DAYS_PER_YEAR


def first_event_rate(pooled: Sequence[PooledInterval], cause: str) -> Rate | NoEstimate:
    """The rate of first events of `cause` over the intervals. ValueError if it is not counted."""
    check_cause(pooled, cause)
    years = patient_years(pooled)
    if years == 0:
        return NoEstimate.NOBODY_FOLLOWED
    events = sum(interval.events[cause] for interval in pooled)
    return Rate(events, years, events / years, poisson_limits(events, years))


def poisson_limits(events: int, years: float) -> Interval:
    """Exact limits of a rate (Garwood 1936, Biometrika 28:437-442); exactly 0 below no event.

    They are chi-square quantiles with 2d and 2d + 2 degrees of freedom over twice the
    patient-years. ValueError where there are none, or fewer than 0 events.
    """
    if events < 0 or years <= 0:
        raise ValueError(
            f"{events} events in {years} patient-years cannot be. "
            "Pass events >= 0 and patient-years > 0."
        )
    # Imported here because it is slow to load and few answers need it.
    from scipy.special import gammaincinv

    low = float(gammaincinv(events, TAIL)) if events else 0.0
    return Interval(low / years, float(gammaincinv(events + 1, 1 - TAIL)) / years)
