"""Counts of several sealed groups added up, interval by interval.

An interval is summed over the groups whose horizon has opened, and over no others. A group whose
next horizon is unopened simply leaves: its patients are not lost and nothing is corrected for them.
A group in which nobody is at risk any more stays and adds its zeros.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from registry.statistics.grid import IntervalCounts

Group = Sequence[IntervalCounts]
"""One group's intervals, from the first to the latest that has opened."""


class PooledInterval(NamedTuple):
    """One interval, from `start` (excluded) to `day` (included), over `groups` open groups.

    Patients are `at_risk` at its start, with first `events` by cause and `lost` inside.
    """

    start: int
    day: int
    groups: int
    at_risk: int
    events: dict[str, int]
    lost: int

    @property
    def failures(self) -> int:
        """First events of any cause."""
        return sum(self.events.values())

    @property
    def staying(self) -> int:
        """Who is event-free at the horizon and was not lost before."""
        return self.at_risk - self.failures - self.lost

    @property
    def exposed(self) -> float:
        """The effective number at risk: whoever was lost inside counts for half the interval."""
        return self.at_risk - self.lost / 2


def pool(groups: Sequence[Group]) -> tuple[PooledInterval, ...]:
    """The intervals summed over the groups open at each; as many as the longest group has.

    Raises ValueError for groups on different grids, with different causes, or with more events and
    losses than patients at risk: their sums would mean nothing.
    """
    longest = max(groups, key=len, default=())
    starts = (0, *(counts.day for counts in longest))
    return tuple(
        _pooled(start, [group[place] for group in groups if len(group) > place])
        for place, start in enumerate(starts[:-1])
    )


def same_groups_throughout(groups: Sequence[Group], day: int) -> list[Group]:
    """The groups whose horizon `day` has opened, each up to that day.

    Pooled, they give one curve of the same patients throughout. It stands beside a pooled curve to
    which newer groups add only at the early horizons.
    """
    upto = ([counts for counts in group if counts.day <= day] for group in groups)
    return [group for group in upto if group and group[-1].day == day]


def check_cause(pooled: Sequence[PooledInterval], cause: str) -> None:
    """ValueError where `cause` is not counted: its events are unknown, not 0."""
    counted = pooled[0].events if pooled else {cause: 0}
    if cause not in counted:
        raise ValueError(f"{cause} is not counted here. Ask for one of {', '.join(counted)}.")


def _pooled(start: int, rows: Sequence[IntervalCounts]) -> PooledInterval:
    days, at_risk, events, lost, _left, _entered = zip(*rows, strict=True)
    if set(days) != {days[0]}:
        raise ValueError("The groups have different days. Pool groups counted on one grid.")
    pooled = PooledInterval(
        start, days[0], len(rows), sum(at_risk), _by_cause(days[0], events), sum(lost)
    )
    if pooled.staying < 0:
        raise ValueError(
            f"Of {pooled.at_risk} at risk, {pooled.failures} with an event and {pooled.lost} lost "
            f"by day {pooled.day} cannot be. Check each group with count_faults."
        )
    return pooled


def _by_cause(day: int, events: Sequence[Mapping[str, int]]) -> dict[str, int]:
    causes = sorted(events[0])
    named = [counts.keys() for counts in events]
    if named.count(named[0]) < len(named):
        raise ValueError(
            f"Not every group counts {', '.join(causes)} by day {day}. "
            "Pool groups with the same causes, zeros included."
        )
    return {cause: sum([counts[cause] for counts in events]) for cause in causes}
