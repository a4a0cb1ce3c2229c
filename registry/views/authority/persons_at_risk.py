"""Persons at risk when a year since the start of a clock begins, from the counts of intervals.

An interval of a curve has who was event-free and under observation when it began. So the year
that begins on a day of the grid is read off the interval after it; other years have no number.
"""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from registry.model.sealed import GRID
from registry.views.authority.entries import Entry
from registry.views.curve_rows import SurvivalCurve, SurvivalPoint
from registry.views.figures import Count, Reason, Withheld

YEARS = {0: 0, 365: 1, 731: 2, 1096: 3, 1461: 4, 1826: 5, 3653: 10}
"""The years since the start, by the day of the grid on which they begin."""

BEGINS = {end: YEARS[start] for start, end in pairwise((0, *GRID)) if start in YEARS}
"""The year that begins with an interval, by the interval's last day."""


def at_risk(curve: SurvivalCurve, as_of: date) -> list[Entry]:
    """Persons at risk at the beginning of each year that is public, or why none is."""
    return by_year(curve, as_of, lambda point: point.at_risk)


def under_observation(curve: SurvivalCurve, as_of: date) -> list[Entry]:
    """Persons under observation at any time before, of the same groups."""
    return by_year(curve, as_of, lambda point: point.patients)


def by_year(curve: SurvivalCurve, as_of: date, read: Callable[[SurvivalPoint], int]) -> list[Entry]:
    """A number at the beginning of each year that is public, or why none is."""
    found = [
        Entry(Count(as_of, read(point)), item_id=f"year-{BEGINS[point.day]}")
        for point in curve.points
        if point.day in BEGINS
    ]
    return found or [Entry(Count(as_of, withheld=curve.withheld or Withheld(Reason.NOT_YET)))]
