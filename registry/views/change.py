"""A change on a scale: categories of whole groups; the mean, of bundles that lie within a cohort.

Beside the mean stand its bounds with the missing at either end of what a change can be, for the
missing are often those who did badly (docs/methods.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from msgspec import Struct

from registry.model.bundle import BundleKind, PublicBundle
from registry.model.codes import EndpointKind
from registry.model.endpoint import with_bounds
from registry.model.measures import MEASURES
from registry.model.outcomes import Outcome, outcome_of
from registry.model.sealed import EndpointCounts, SealedGroup
from registry.snapshot import PublicProgramme
from registry.statistics.estimates import NoEstimate
from registry.statistics.means import ScaleSums, bounds, mean
from registry.views.bundles import Runs, Within, runs_of, within
from registry.views.change_rows import (
    CategorySet,
    MeanBounds,
    MeanFigure,
    ScaleCategory,
    ScaleChange,
)
from registry.views.cohort_rows import Cohort
from registry.views.columns import Counts
from registry.views.efficacy_rows import OUTCOME, UNKNOWN, outcome_in
from registry.views.figures import Count, Reason, Withheld, no_estimate
from registry.views.index import Index

Bounds = tuple[int, ...]
NOBODY = ScaleSums(0, 0, 0, 0, -1, 1)


class _Sorted(Struct, frozen=True):
    """The outcome counts of a group with the bounds of their categories."""

    bounds: Bounds
    counts: EndpointCounts

    @property
    def superseded(self) -> tuple[date, ...]:
        """Release dates of counts that a correction took the place of."""
        return self.counts.superseded


def change_of(cohort: Cohort[Outcome], otherwise: Withheld | None) -> ScaleChange | None:
    """The change of a cohort; None for another kind of outcome. Without any count, `otherwise`."""
    if cohort.asked.kind is not EndpointKind.CHANGE:
        return None
    runs = _runs(cohort)
    found = within(runs, cohort)
    shown = [bundle.sums for n in found.numbers.tolist() if (bundle := runs.bundles[n]).sums]
    withheld = None if shown else otherwise or Withheld(Reason.AWAITS_BUNDLE)
    sums = _sums(cohort, runs, found) if shown else NOBODY
    return ScaleChange(
        categories=_category_sets(cohort),
        groups=found.groups,
        accepted=Count(cohort.as_of, found.accepted if shown else None, withheld),
        assessed=Count(cohort.as_of, sums.assessed if shown else None, withheld),
        mean=_mean(sums, withheld, cohort.as_of),
        bounds=None if withheld else _bounds(sums),
        not_included=found.not_included,
        left_out=found.left_out,
        superseded=tuple(sorted({day for table in shown if table for day in table.superseded})),
    )


def _mean(sums: ScaleSums, withheld: Withheld | None, as_of: date) -> MeanFigure:
    found = NoEstimate.NOBODY_ASSESSED if withheld else mean(sums)
    if isinstance(found, NoEstimate):
        return MeanFigure(as_of, withheld=withheld or no_estimate(found))
    spread, limits = found.deviation, found.interval
    low, high = (None, None) if isinstance(limits, NoEstimate) else limits
    deviation = None if isinstance(spread, NoEstimate) else spread
    return MeanFigure(as_of, found.value, low, high, deviation)


def _bounds(sums: ScaleSums) -> MeanBounds | None:
    found = bounds(sums)
    if isinstance(found, NoEstimate):
        return None
    return MeanBounds(sums.missing, *found)


def _sums(cohort: Cohort[Outcome], runs: Runs, found: Within) -> ScaleSums:
    """The summed sums of the bundles within a cohort, and the missing of the same groups."""
    shown = [sums for n in found.numbers.tolist() if (sums := runs.bundles[n].sums) is not None]
    totals = cohort.answer.over(found.places, cohort.asked, OUTCOME).totals
    measure = MEASURES[cohort.asked.measure]
    width = (measure.highest or 0) - (measure.lowest or 0)
    return ScaleSums(
        sum(sums.patients for sums in shown),
        sum(sums.total for sums in shown),
        sum(sums.squares for sums in shown),
        sum(totals.get(f"no_success:{reason}", 0) for reason in UNKNOWN),
        -width,
        width,
    )


def _runs(cohort: Cohort[Outcome]) -> Runs:
    """The bundles of the outcome that is asked, whatever their programmes call its endpoint."""
    answers = cohort.answer.answers(cohort.asked)

    def is_asked(bundle: PublicBundle, place: int) -> bool:
        return bundle.kind is BundleKind.CHANGE and bundle.endpoint_id == answers.get(place)

    def make() -> Runs:
        return runs_of(cohort.index, is_asked, lambda bundle: bundle.sums is not None)

    return cohort.index.keep(("changes", cohort.asked.id), make)


def _category_sets(cohort: Cohort[Outcome]) -> tuple[CategorySet, ...]:
    """Counts per category, apart for each set of bounds that programmes locked."""
    known = cohort.index.keep("bounds", partial(_locked_bounds, cohort.index))
    totals = cohort.add(Counts("categories", partial(_sorted_in, known), _table)).totals
    named = sorted({name.partition(":")[0] for name in totals})
    return tuple(_category_set(bounds, totals) for bounds in named)


def _category_set(name: str, totals: Mapping[str, int]) -> CategorySet:
    bounds = [int(bound) for bound in name.split(",")]
    ends = zip((None, *bounds), (*(bound - 1 for bound in bounds), None), strict=True)
    return CategorySet(
        name,
        totals[f"{name}:groups"],
        totals[f"{name}:with_baseline"],
        tuple(
            ScaleCategory(_span(low, high), low, high, totals[f"{name}:{n}"])
            for n, (low, high) in enumerate(ends)
        ),
    )


def _span(lowest: int | None, highest: int | None) -> str:
    """A category in words: what a change in it is."""
    if lowest is None:
        return f"{highest} or less"
    return f"{lowest} or more" if highest is None else f"{lowest} to {highest}"


def _table(found: _Sorted) -> dict[str, int]:
    name, counts = ",".join(map(str, found.bounds)), found.counts
    by_place = {f"{name}:{n}": patients for n, patients in enumerate(counts.categories)}
    return {f"{name}:groups": 1, f"{name}:with_baseline": counts.with_baseline or 0, **by_place}


def _sorted_in(
    known: Mapping[tuple[str, str], Bounds], group: SealedGroup, answer: str
) -> _Sorted | None:
    """The categories of a group, where all its programmes locked the same bounds."""
    counts = outcome_in(group, answer)
    locked = {known[id, answer] for id in group.programmes}
    if counts is None or not counts.categories or len(locked) > 1:
        return None
    return _Sorted(locked.pop(), counts)


def _locked_bounds(index: Index) -> dict[tuple[str, str], Bounds]:
    """The bounds of each programme's outcomes, by the endpoint's id and by the outcome's."""
    found: dict[tuple[str, str], Bounds] = {}
    for row in index.programmes:
        for id, locked in _bounds_in(row).items():
            found.setdefault((row.programme.id, id), locked)
    return found


def _bounds_in(row: PublicProgramme) -> dict[str, Bounds]:
    endpoints = [with_bounds(locked.endpoint) for locked in row.programme.endpoints]
    by_outcome = {outcome_of(e).id: e.category_bounds for e in reversed(endpoints)}
    return by_outcome | {endpoint.id: endpoint.category_bounds for endpoint in endpoints}
