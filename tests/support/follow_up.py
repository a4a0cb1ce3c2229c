"""Patients followed for days, counted on a grid; and the exact-day estimators to compare with."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from registry.statistics.grid import DAYS, IntervalCounts
from registry.statistics.pooling import PooledInterval, pool, stack

DATA = Path(__file__).parents[1] / "statistics" / "data"


class Followed(NamedTuple):
    """Under observation after day `entry` up to `exit`: a first event of `cause`, or None."""

    exit: int
    cause: str | None = None
    entry: int = 0


def counted(
    patients: Sequence[Followed],
    causes: Sequence[str],
    days: Sequence[int] = DAYS,
    window: int = 0,
) -> tuple[IntervalCounts, ...]:
    """The counts of a group. A last contact within `window` days of a horizon is the visit there.

    Who enters inside an interval is observed from its horizon; what happened before is not seen.
    """
    starts = (0, *days)
    stays = [stay for p in patients if (stay := _stay(p, starts, window)) is not None]
    ended = Counter((last, how) for _, last, how in stays)
    began = Counter(first for first, _, _ in stays)
    return tuple(
        IntervalCounts(
            day,
            sum(first <= place <= last for first, last, _ in stays),
            {cause: ended[place, cause] for cause in causes},
            ended[place, "lost"],
            ended[place, "left"],
            began[place + 1],
        )
        for place, day in enumerate(days)
    )


Stay = tuple[int, int, str]


def _stay(patient: Followed, starts: Sequence[int], window: int) -> Stay | None:
    """First and last interval, and how it ended; None for one who was never observed."""
    first = sum(start < patient.entry for start in starts)
    last, end = _ending(patient, starts, window)
    return None if last < first else (first, last, end)


def _ending(patient: Followed, starts: Sequence[int], window: int) -> tuple[int, str]:
    inside = sum(start < patient.exit for start in starts) - 1
    if patient.cause is not None:
        return inside, patient.cause
    for place, day in enumerate(starts[1:]):
        if abs(patient.exit - day) <= window:
            return place, "left"
    return inside, "lost"


def pooled(*groups: Sequence[IntervalCounts]) -> tuple[PooledInterval, ...]:
    """The groups summed on the grid of the one that reaches furthest."""
    days = [counts.day for counts in max(groups, key=len, default=())]
    return pool(stack(groups, days), range(len(groups)))


def exact_survival(patients: Sequence[Followed], day: int) -> float:
    """Kaplan & Meier (1958): the product over the days of events of 1 - d/n."""
    survival = 1.0
    for on, at_risk, events in _event_days(patients, day):
        survival *= 1 - sum(events.values()) / at_risk
        assert on <= day
    return survival


def exact_incidence(patients: Sequence[Followed], cause: str, day: int) -> float:
    """Aalen & Johansen (1978) for one cause."""
    survival, incidence = 1.0, 0.0
    for _, at_risk, events in _event_days(patients, day):
        incidence += survival * events[cause] / at_risk
        survival *= 1 - sum(events.values()) / at_risk
    return incidence


def _event_days(patients: Sequence[Followed], upto: int) -> Iterator[tuple[int, int, Counter[str]]]:
    for day in sorted({p.exit for p in patients if p.cause is not None and p.exit <= upto}):
        at_risk = sum(p.entry < day <= p.exit for p in patients)
        yield day, at_risk, Counter(p.cause for p in patients if p.exit == day and p.cause)


def from_table(name: str, causes: Sequence[str]) -> tuple[IntervalCounts, ...]:
    """A derived table of tests/statistics/data as counts on the grid of its own times.

    Its first row is the start, where the first patients come under observation.
    """
    with (DATA / name).open() as file:
        rows = [{key: int(value) for key, value in row.items()} for row in csv.DictReader(file)]
    counts: list[IntervalCounts] = []
    at_risk = rows[0]["entered"]
    for row in rows[1:]:
        events = {cause: row[cause] for cause in causes}
        new = IntervalCounts(row["time"], at_risk, events, 0, row["left"], row["entered"])
        counts.append(new)
        at_risk = new.staying
    return tuple(counts)


def on_grid(fine: Sequence[IntervalCounts], days: Sequence[int]) -> tuple[IntervalCounts, ...]:
    """Fine counts summed to a coarser grid: who left between two horizons was lost inside."""
    return tuple(
        _merged([row for row in fine if start < row.day <= day], day)
        for start, day in pairwise((0, *days))
    )


def _merged(rows: Sequence[IntervalCounts], day: int) -> IntervalCounts:
    left = sum(row.left for row in rows if row.day == day)
    return IntervalCounts(
        day,
        rows[0].at_risk,
        {cause: sum(row.events[cause] for row in rows) for cause in rows[0].events},
        sum(row.left for row in rows) - left,
        left,
        sum(row.entered for row in rows),
    )
