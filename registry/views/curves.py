"""Curves of a cohort: of its groups where the clock starts at acceptance, and of the infused.

Curves of the infused are public for bundles of groups only, so they are of the bundles that lie
wholly within the cohort (docs/contents.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from registry.model.bundle import BundleKind, PublicBundle
from registry.model.codes import Clock
from registry.model.sealed import CurveCounts, IntervalCounts
from registry.statistics import grid
from registry.statistics.pooling import PooledInterval, Stack, pool, pool_same_groups, stack
from registry.views.bundles import Runs, Within, runs_of, within
from registry.views.cohort_rows import Cohort, NotIncluded
from registry.views.curve_rows import CauseCount
from registry.views.figures import Count, Reason, Withheld, share
from registry.views.index import Index, Q
from registry.views.reasons import EFFICACY_STAGES, why_no_counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from registry.views.index import Numbers

LEFT, EVER, KNOWN, GROUPS = range(4)


class Curves(Struct, frozen=True, eq=False):
    """Curves of one kind, one per group or bundle, stacked once so that any of them are pooled.

    `beside` holds by row and interval what no estimate needs: who left, how many were under
    observation so far, how many of these are known at its end, and of how many groups.
    """

    stacked: Stack
    beside: NDArray[np.int64]
    superseded: dict[int, tuple[date, ...]]


class Chosen(Struct, frozen=True, eq=False):
    """The curves of a cohort, by their rows, and what is told beside them."""

    clock: Clock
    curves: Curves
    rows: list[int]
    groups: int
    accepted: int
    not_included: NotIncluded | None
    left_out: NotIncluded | None


def of_accepted(cohort: Cohort[Q]) -> Chosen:
    """The curves of the open groups of a cohort, from acceptance."""
    index, curve = cohort.index, cohort.asked.id
    at, curves = index.keep(("curves", curve), lambda: _of_groups(index, curve))
    rows = at[cohort.places]
    counted = cohort.places[rows >= 0]
    groups, accepted = len(counted), int(index.accepted[counted].sum())
    newer, patients = len(cohort.places) - groups, cohort.accepted - accepted
    return Chosen(
        Clock.ACCEPTANCE,
        curves,
        rows[rows >= 0].tolist(),
        groups,
        accepted,
        NotIncluded(newer, patients) if newer else None,
        None,
    )


def of_infused(cohort: Cohort[Q]) -> Chosen:
    """The curves of the bundles within a cohort, from first administration."""
    index, curve = cohort.index, f"{cohort.asked.id}-of-infused"
    runs, at, curves = index.keep(("curves", curve), lambda: _of_bundles(index, curve))
    found: Within = within(runs, cohort)
    return Chosen(
        Clock.FIRST_ADMINISTRATION,
        curves,
        at[found.numbers].tolist(),
        found.groups,
        found.accepted,
        found.not_included,
        found.left_out,
    )


def followed(chosen: Chosen, cohort: Cohort[Q]) -> dict[str, Any]:
    """The fields of a `Followed`."""
    withheld = None if chosen.rows else why_no_curve(chosen, cohort)
    found = {day for row in chosen.rows for day in chosen.curves.superseded.get(row, ())}
    return {
        "clock": chosen.clock,
        "groups": chosen.groups,
        "accepted": Count(cohort.as_of, chosen.accepted if chosen.rows else None, withheld),
        "not_included": chosen.not_included,
        "left_out": chosen.left_out,
        "superseded": tuple(sorted(found)),
        "withheld": withheld,
    }


def why_no_curve(chosen: Chosen, cohort: Cohort[Q]) -> Withheld:
    """Why a cohort has no curve; of the infused, whether there is one of all accepted."""
    if chosen.clock is Clock.FIRST_ADMINISTRATION and of_accepted(cohort).rows:
        return Withheld(Reason.AWAITS_BUNDLE)
    return why_no_counts(cohort, EFFICACY_STAGES)


def pooled(chosen: Chosen) -> tuple[PooledInterval, ...]:
    """The intervals of all curves."""
    return pool(chosen.curves.stacked, chosen.rows)


def same_rows(chosen: Chosen, intervals: Sequence[PooledInterval]) -> list[int]:
    """The curves that reach the last horizon any of them reaches."""
    if not intervals:
        return []
    last = len(intervals) - 1
    return [row for row in chosen.rows if chosen.curves.stacked.counts[row, last, 0]]


def pooled_same(chosen: Chosen, intervals: Sequence[PooledInterval]) -> tuple[PooledInterval, ...]:
    """The intervals of those curves that reach the last of `intervals`, the same throughout."""
    if not intervals:
        return ()
    return pool_same_groups(chosen.curves.stacked, chosen.rows, intervals[-1].day)


def horizons(
    chosen: Chosen, rows: Sequence[int], intervals: Sequence[PooledInterval], as_of: date
) -> Iterator[dict[str, Any]]:
    """The fields of a `CurveHorizon` for each interval, over the curves in these rows."""
    beside = chosen.curves.beside[list(rows)].sum(axis=0).tolist()
    for interval, told in zip(intervals, beside, strict=False):
        yield {
            "day": interval.day,
            "groups": told[GROUPS],
            "patients": told[EVER],
            "at_risk": interval.at_risk,
            "events": tuple(CauseCount(*event) for event in sorted(interval.events.items())),
            "lost": interval.lost,
            "left": told[LEFT],
            "completeness": share(told[KNOWN], told[EVER], as_of),
        }


def _of_groups(index: Index, curve: str) -> tuple[Numbers, Curves]:
    """The curves of groups, and by place the row of each, -1 where there is none."""
    import numpy as np

    found: dict[int, CurveCounts] = {}
    for place, member in enumerate(index.members):
        counts = _curve_in(member.shown.curves, curve) if member.shown else None
        if counts is not None:
            found[place] = counts
    at = np.full(len(index.members), -1, dtype=np.int64)
    at[list(found)] = np.arange(len(found))
    return at, _stacked(list(found.values()), [1] * len(found))


def _of_bundles(index: Index, curve: str) -> tuple[Runs, Numbers, Curves]:
    """The bundles of the infused, the row of each one's curve, and the curves."""
    import numpy as np

    def has_curve(bundle: PublicBundle) -> bool:
        return _curve_in(bundle.curves, curve) is not None

    runs = runs_of(index, lambda bundle, _: bundle.kind is BundleKind.INFUSED, has_curve)
    found = {n: _curve_in(bundle.curves, curve) for n, bundle in enumerate(runs.bundles)}
    shown = {n: counts for n, counts in found.items() if counts is not None}
    at = np.full(len(runs.bundles), -1, dtype=np.int64)
    at[list(shown)] = np.arange(len(shown))
    return runs, at, _stacked(list(shown.values()), [int(runs.sizes[n]) for n in shown])


def _curve_in(curves: Sequence[CurveCounts], curve: str) -> CurveCounts | None:
    """A curve that shows an interval; None without one."""
    return next((c for c in curves if c.curve == curve and c.intervals), None)


def _stacked(curves: Sequence[CurveCounts], sizes: Sequence[int]) -> Curves:
    import numpy as np

    beside = np.zeros((len(curves), len(grid.DAYS), 4), dtype=np.int64)
    for row, (curve, size) in enumerate(zip(curves, sizes, strict=True)):
        told = [(*known, size) for known in _beside(curve.intervals)]
        beside[row, : len(told)] = told
    stacked = stack([[_counts(row) for row in curve.intervals] for curve in curves])
    superseded = {row: c.superseded for row, c in enumerate(curves) if c.superseded}
    return Curves(stacked, beside, superseded)


def _counts(row: IntervalCounts) -> grid.IntervalCounts:
    return grid.IntervalCounts(row.day, row.at_risk, row.events, row.lost, row.left, row.entered)


def _beside(intervals: Sequence[IntervalCounts]) -> Iterator[tuple[int, int, int]]:
    """By interval who left at its end, who was under observation so far, and who is known."""
    ever, unknown = intervals[0].at_risk, 0
    for row in intervals:
        unknown += row.lost
        yield row.left, ever, ever - unknown
        ever, unknown = ever + row.entered, unknown + row.left
