"""How many of the accepted are known to be alive, or to have died, on each horizon.

Known status counts from the first administration in time, else from acceptance; who was lost counts
from acceptance, as curves of all accepted do. Who is not known is missing, never without an event.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from msgspec import Struct

from registry.model.sealed import (
    SAFETY_DAYS,
    CurveCounts,
    IntervalCounts,
    KnownStatus,
    SealedGroup,
)
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort, CohortRow, NotIncluded
from registry.views.cohorts import Same, cohorts, everybody, head_of
from registry.views.columns import Added, Counts
from registry.views.efficacy_rows import Infusion, infusion_of
from registry.views.figures import Count, Rate, Withheld, share
from registry.views.reasons import ACTIVITY_STAGES, EFFICACY_STAGES, why_no_counts

FOLLOW_UP = everybody("follow-up")
SURVIVAL = "survival"


class Lost(Struct, frozen=True):
    """Accepted patients not under observation up to the horizon and not known to have died.

    Of the groups whose survival is public up to it, with the accepted of exactly these.
    """

    groups: int
    accepted: Count
    patients: Count


class KnownAt(Struct, frozen=True):
    """Known status on a day: accepted = known + missing, of the groups whose horizon has closed.

    `known` includes who has died; its share is the completeness, exact and without an interval.
    """

    day: int
    groups: int
    accepted: Count
    known: Rate
    missing: Count
    lost: Lost
    not_included: NotIncluded | None
    superseded: tuple[date, ...]


class FollowUpRow(CohortRow, frozen=True, kw_only=True):
    """How completely one cohort is followed, beside who was infused of it.

    `withheld` says why no horizon is public; None where one is.
    """

    infusion: Infusion
    horizons: tuple[KnownAt, ...]
    withheld: Withheld | None


class _Curve(Struct, frozen=True):
    """The intervals of a group's survival curve up to a day."""

    intervals: tuple[IntervalCounts, ...]
    superseded: tuple[date, ...]


def follow_up(
    snapshot: Snapshot, *, by: tuple[Dimension, ...], where: Filter
) -> tuple[FollowUpRow, ...]:
    """Known status by the given dimensions, in order of id, in patients.

    Sums over whole open groups whose horizon the calendar has closed.
    """
    return tuple(_row(cohort) for cohort in cohorts(snapshot, by, where, FOLLOW_UP))


def _row(cohort: Cohort[Same]) -> FollowUpRow:
    horizons = tuple(_horizons(cohort))
    return FollowUpRow(
        **head_of(cohort),
        infusion=infusion_of(cohort),
        horizons=horizons,
        withheld=None if horizons else why_no_counts(cohort, ACTIVITY_STAGES),
    )


def _horizons(cohort: Cohort[Same]) -> Iterator[KnownAt]:
    for day in SAFETY_DAYS:
        sums = cohort.add(KNOWN[day])
        if sums.groups:
            yield _known(day, sums, cohort)


def _known(day: int, sums: Added, cohort: Cohort[Same]) -> KnownAt:
    as_of, known = cohort.as_of, sums.totals["known"]
    return KnownAt(
        day=day,
        groups=sums.groups,
        accepted=Count(as_of, sums.accepted),
        known=share(known, sums.accepted, as_of),
        missing=Count(as_of, sums.accepted - known),
        lost=_lost(day, cohort),
        not_included=cohort.newer(sums),
        superseded=sums.superseded,
    )


def _lost(day: int, cohort: Cohort[Same]) -> Lost:
    sums, as_of = cohort.add(LOST[day]), cohort.as_of
    if not sums.groups:
        nothing = Count(as_of, withheld=why_no_counts(cohort, EFFICACY_STAGES))
        return Lost(0, nothing, nothing)
    return Lost(sums.groups, Count(as_of, sums.accepted), Count(as_of, sums.totals["lost"]))


def _status(day: int, group: SealedGroup, _: str) -> KnownStatus | None:
    return next((known for known in group.known if known.day == day), None)


def _curve(day: int, group: SealedGroup, _: str) -> _Curve | None:
    """The survival of a group up to a day; None while its interval is not public."""
    curve = next((each for each in group.curves if each.curve == SURVIVAL), None)
    return _cut(curve, day) if curve is not None else None


def _cut(curve: CurveCounts, day: int) -> _Curve | None:
    intervals = tuple(each for each in curve.intervals if each.day <= day)
    is_public = any(each.day == day for each in intervals)
    return _Curve(intervals, curve.superseded) if is_public else None


def _lost_table(curve: _Curve) -> dict[str, int]:
    """Last seen inside an interval, or at the end of one before the last."""
    left = sum(each.left for each in curve.intervals[:-1])
    return {"lost": sum(each.lost for each in curve.intervals) + left}


KNOWN = {
    day: Counts(f"known/{day}", partial(_status, day), lambda known: {"known": known.known})
    for day in SAFETY_DAYS
}
LOST = {day: Counts(f"lost/{day}", partial(_curve, day), _lost_table) for day in SAFETY_DAYS}
