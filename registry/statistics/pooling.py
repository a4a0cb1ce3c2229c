"""Counts of several sealed groups added up, interval by interval.

An interval is summed over the groups whose horizon has opened, and over no others. A group whose
next horizon is unopened simply leaves: its patients are not lost and nothing is corrected for them.
A group in which nobody is at risk any more stays and adds its zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from registry.statistics.grid import DAYS, IntervalCounts, count_faults

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Group = Sequence[IntervalCounts]
"""One group's intervals, from the first to the latest that has opened."""


class Stack(NamedTuple):
    """Counts of many groups, laid out once so that any of them are summed at once.

    `counts` has the shape groups x intervals x (3 + causes): whether the horizon has opened (1 or
    0), who was at risk, who was lost inside, and first events by cause; 0 where it has not opened.
    """

    days: tuple[int, ...]
    causes: tuple[str, ...]
    counts: NDArray[np.int64]


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
    def exposed(self) -> float:
        """n', the effective number at risk: who was lost inside counts for half the interval."""
        return self.at_risk - self.lost / 2


def stack(groups: Sequence[Group], days: Sequence[int] = DAYS) -> Stack:
    """The groups in their order, on the grid `days`.

    Raises ValueError for counts that cannot be, and for groups that count different causes: a sum
    of them would mean nothing.
    """
    # Imported here because it is slow to load and few answers need it.
    import numpy as np

    causes = _causes(groups)
    for number, group in enumerate(groups):
        if faults := count_faults(group, days):
            raise ValueError(f"Group {number} cannot be counted. {' '.join(faults)}")
    counts = np.zeros((len(groups), len(days), 3 + len(causes)), dtype=np.int64)
    for number, group in enumerate(groups):
        for place, row in enumerate(group):
            by_cause = [row.events[cause] for cause in causes]
            counts[number, place] = 1, row.at_risk, row.lost, *by_cause
    return Stack(tuple(days), causes, counts)


def pool(stacked: Stack, members: Sequence[int]) -> tuple[PooledInterval, ...]:
    """The intervals summed over the groups with these places in the stack, as far as one reaches.

    Raises ValueError where a group is named twice, for its patients would count twice.
    """
    if len(set(members)) < len(members):
        raise ValueError("A group is named twice. Name each group once.")
    sums = stacked.counts[list(members)].sum(axis=0).tolist()
    starts, days = (0, *stacked.days), stacked.days
    return tuple(
        PooledInterval(
            start, day, groups, at_risk, dict(zip(stacked.causes, events, strict=True)), lost
        )
        for start, day, (groups, at_risk, lost, *events) in zip(starts, days, sums, strict=False)
        if groups
    )


def pool_same_groups(
    stacked: Stack, members: Sequence[int], day: int
) -> tuple[PooledInterval, ...]:
    """The intervals up to `day`, over those members only whose horizon `day` has opened.

    One curve of the same groups throughout. It stands beside a pooled curve to which newer groups
    add at the early horizons only. Raises ValueError for a day that is no horizon.
    """
    if day not in stacked.days:
        raise ValueError(
            f"{day} is no horizon. Ask for one of {', '.join(map(str, stacked.days))}."
        )
    place = stacked.days.index(day)
    same = [member for member in members if stacked.counts[member, place, 0]]
    return pool(stacked, same)[: place + 1]


def check_cause(pooled: Sequence[PooledInterval], cause: str) -> None:
    """ValueError where `cause` is not counted: its events are unknown, not 0."""
    counted = pooled[0].events if pooled else {cause: 0}
    if cause not in counted:
        raise ValueError(f"{cause} is not counted here. Ask for one of {', '.join(counted)}.")


def _causes(groups: Sequence[Group]) -> tuple[str, ...]:
    named = {tuple(sorted(group[0].events)) for group in groups if group}
    if len(named) > 1:
        raise ValueError(
            "The groups count different causes. Pool groups with the same, zeros included."
        )
    return min(named, default=())
