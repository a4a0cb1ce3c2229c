"""Cumulative incidence of first events by cause, the others competing, and their rates.

Death competes with relapse, next therapy and malignancy: one minus a curve that takes deaths for
losses is never shown. Sums over whole groups or bundles; formulas in docs/methods.md.
"""

from collections.abc import Callable, Sequence
from datetime import date

from registry.snapshot import Snapshot
from registry.statistics.estimates import NoEstimate
from registry.statistics.incidence import Incidence, cumulative_incidence
from registry.statistics.pooling import PooledInterval
from registry.statistics.rates import Rate, first_event_rate
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort
from registry.views.cohorts import Same, cohorts, everybody, head_of
from registry.views.curve_rows import (
    CauseCurve,
    CurveHorizon,
    CurveKind,
    IncidenceCurve,
    IncidenceFigure,
    IncidencePoint,
    IncidenceRow,
    RateFigure,
)
from registry.views.curves import (
    Chosen,
    followed,
    horizons,
    of_accepted,
    of_infused,
    pooled,
    pooled_same,
    same_rows,
)
from registry.views.figures import no_estimate


def incidence(
    snapshot: Snapshot, *, by: tuple[Dimension, ...], where: Filter
) -> tuple[IncidenceRow, ...]:
    """The share with a first event of each cause at each horizon, by the given dimensions.

    Rows are in order of id; days count from the clock's start, rates are per patient-year.
    """
    return tuple(map(_row, cohorts(snapshot, by, where, everybody(CurveKind.FIRST_EVENT))))


def _row(cohort: Cohort[Same]) -> IncidenceRow:
    accepted = _curve(cohort, of_accepted)
    return IncidenceRow(
        **head_of(cohort),
        of_accepted=accepted,
        of_infused=_curve(cohort, of_infused),
        withheld=accepted.withheld,
    )


def _curve(cohort: Cohort[Same], choose: Callable[[Cohort[Same]], Chosen]) -> IncidenceCurve:
    chosen, as_of = choose(cohort), cohort.as_of
    intervals = pooled(chosen)
    same, throughout = same_rows(chosen, intervals), pooled_same(chosen, intervals)
    causes = sorted(intervals[0].events) if intervals else ()
    return IncidenceCurve(
        **followed(chosen, cohort),
        horizons=tuple(CurveHorizon(**h) for h in horizons(chosen, chosen.rows, intervals, as_of)),
        same_horizons=tuple(CurveHorizon(**h) for h in horizons(chosen, same, throughout, as_of)),
        causes=tuple(_cause(cause, intervals, throughout, as_of) for cause in causes),
    )


def _cause(
    cause: str,
    intervals: Sequence[PooledInterval],
    throughout: Sequence[PooledInterval],
    as_of: date,
) -> CauseCurve:
    return CauseCurve(
        cause,
        _points(cause, intervals, as_of),
        _points(cause, throughout, as_of),
        _rate(first_event_rate(intervals, cause), as_of),
    )


def _points(
    cause: str, intervals: Sequence[PooledInterval], as_of: date
) -> tuple[IncidencePoint, ...]:
    return tuple(
        IncidencePoint(point.day, _figure(point.incidence, as_of))
        for point in cumulative_incidence(intervals, cause)
    )


def _figure(found: Incidence | NoEstimate, as_of: date) -> IncidenceFigure:
    if isinstance(found, NoEstimate):
        return IncidenceFigure(as_of, withheld=no_estimate(found))
    return IncidenceFigure(as_of, found.value, *found.interval, found.standard_error)


def _rate(found: Rate | NoEstimate, as_of: date) -> RateFigure:
    if isinstance(found, NoEstimate):
        return RateFigure(as_of, withheld=no_estimate(found))
    return RateFigure(as_of, found.per_year, *found.interval, found.events, found.patient_years)
