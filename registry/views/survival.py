"""Survival of cohorts: of all accepted from acceptance, of the infused from first administration.

Sums over whole groups, or whole bundles of groups; formulas in docs/methods.md. The infused are
never compared with those not infused from acceptance: to be infused one has to live long enough.
"""

from collections.abc import Callable, Sequence
from datetime import date

from registry.snapshot import Snapshot
from registry.statistics.estimates import NoEstimate
from registry.statistics.life_table import Survival, life_table
from registry.statistics.pooling import PooledInterval
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort
from registry.views.cohorts import Same, cohorts, everybody, head_of
from registry.views.curve_rows import (
    CurveKind,
    SurvivalCurve,
    SurvivalFigure,
    SurvivalPoint,
    SurvivalRow,
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


def survival(
    snapshot: Snapshot,
    *,
    by: tuple[Dimension, ...],
    where: Filter,
    curve: CurveKind = CurveKind.SURVIVAL,
) -> tuple[SurvivalRow, ...]:
    """The share alive, or without a first event, at each horizon, by the given dimensions.

    Rows are in order of id; days count from the clock's start.
    """
    return tuple(map(_row, cohorts(snapshot, by, where, everybody(curve))))


def _row(cohort: Cohort[Same]) -> SurvivalRow:
    accepted = _curve(cohort, of_accepted)
    return SurvivalRow(
        **head_of(cohort),
        curve=CurveKind(cohort.asked.id),
        of_accepted=accepted,
        of_infused=_curve(cohort, of_infused),
        withheld=accepted.withheld,
    )


def _curve(cohort: Cohort[Same], choose: Callable[[Cohort[Same]], Chosen]) -> SurvivalCurve:
    chosen = choose(cohort)
    intervals = pooled(chosen)
    points = _points(chosen, chosen.rows, intervals, cohort.as_of)
    same = same_rows(chosen, intervals)
    return SurvivalCurve(
        **followed(chosen, cohort),
        points=points,
        same_groups=points
        if len(same) == len(chosen.rows)
        else _points(chosen, same, pooled_same(chosen, intervals), cohort.as_of),
    )


def _points(
    chosen: Chosen, rows: Sequence[int], intervals: Sequence[PooledInterval], as_of: date
) -> tuple[SurvivalPoint, ...]:
    estimates = life_table(intervals)
    beside = horizons(chosen, rows, intervals, as_of)
    return tuple(
        SurvivalPoint(**facts, survival=_figure(point.survival, as_of))
        for facts, point in zip(beside, estimates, strict=True)
    )


def _figure(found: Survival | NoEstimate, as_of: date) -> SurvivalFigure:
    if isinstance(found, NoEstimate):
        return SurvivalFigure(as_of, withheld=no_estimate(found))
    low, high = found.log_log or (None, None)
    return SurvivalFigure(as_of, found.value, low, high, *found.beta)
