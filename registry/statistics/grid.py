"""The fixed grid of days, and what is counted of a sealed group in each of its intervals.

Interval j runs from the horizon before it, excluded, to its own horizon, included: an event on the
day of a horizon belongs to the interval that ends there. The days count from the clock's start, and
the same counts serve both clocks: of all accepted from acceptance, of the infused from the first
administration (design 5.4 and 5.5; docs/methods.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

DAYS = (91, 183, 365, 548, 731, 1096, 1461, 1826, 3653, 5479)
"""The horizons in days after the clock's start: 3, 6, 12, 18 months; 2, 3, 4, 5, 10, 15 years.

They are data, never computed: no calendar arithmetic decides which interval an event is in.
"""


class IntervalCounts(NamedTuple):
    """One group in one interval. Patients; zeros are stated, and every cause is named.

    `at_risk` is who is event-free and under observation beyond the interval's start, `events` the
    first events by cause, `lost` whose last contact lies strictly inside, `left` whose last contact
    is the visit at the horizon, `entered` who comes under observation at the horizon.
    """

    day: int
    at_risk: int
    events: Mapping[str, int]
    lost: int
    left: int
    entered: int

    @property
    def staying(self) -> int:
        """Who is at risk in the next interval: n - events - lost - left + entered."""
        return self.at_risk - sum(self.events.values()) - self.lost - self.left + self.entered


def count_faults(group: Sequence[IntervalCounts], days: Sequence[int] = DAYS) -> tuple[str, ...]:
    """What cannot be in the counts of one group, a sentence each; empty where all is well.

    `days` is the grid. A group holds its first intervals, as far as its horizons have opened.
    """
    return tuple(_faults(group, days))


def _faults(group: Sequence[IntervalCounts], days: Sequence[int]) -> Iterator[str]:
    if [counts.day for counts in group] != list(days[: len(group)]):
        yield "The days are not the first days of the grid."
    for counts in group:
        if (
            min(counts.at_risk, counts.lost, counts.left, counts.entered, *counts.events.values())
            < 0
        ):
            yield f"Day {counts.day} has a count below 0."
        if counts.staying < counts.entered:
            yield f"More patients leave by day {counts.day} than were at risk."
        if counts.events.keys() != group[0].events.keys():
            yield f"Day {counts.day} does not name the same causes as day {group[0].day}."
    for before, after in pairwise(group):
        if after.at_risk != before.staying:
            yield f"After day {before.day} stay {before.staying}, but {after.at_risk} are at risk."
