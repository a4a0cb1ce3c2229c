"""One way to measure: processor time, in turns, told as the median with the least and the most."""

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

FEWEST = 3
"""Rounds below which nothing is told."""


class Spread(NamedTuple):
    """What some rounds gave: that of the quickest ones, the median, the least and the most.

    Tests hold `best`, which a busy machine spoils least; pages tell the median and the ends.
    """

    best: float
    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f} to {self.most:.2f})"


def ratio_of(rounds: Sequence[tuple[float, float]]) -> Spread:
    """The first over the second, of rounds in which both were measured one after the other."""
    first, second = zip(*rounds, strict=True)
    each = [one / other for one, other in rounds]
    return Spread(min(first) / min(second), median(each), min(each), max(each))


def spread_of(values: Sequence[float]) -> Spread:
    """Of seconds or sizes, where less is better."""
    return Spread(min(values), median(values), min(values), max(values))


def rounds_within(budget: float, most: int) -> Iterator[int]:
    """Numbers of rounds until some seconds have passed: at least three, and not above `most`."""
    ends = time.monotonic() + budget
    for number in range(most):
        if number >= FEWEST and time.monotonic() > ends:
            return
        yield number


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time, so that other work on the machine is not counted."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


async def seconds_of(work: Callable[[], Awaitable[object]]) -> float:
    """The same, of work in an event loop."""
    begun = time.process_time()
    await work()
    return time.process_time() - begun


def seconds_used_by(process: int) -> float:
    """Seconds of processor time a process has used, to a hundredth."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
