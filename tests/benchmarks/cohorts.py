"""A question over 10,000 sealed groups beside fixed work.

`five_milliseconds` is work that takes one core of a present-day server about that long, so that a
goal is as hard on a slow machine as on a fast one.
"""

from collections.abc import Callable

from registry.views.cohort import Dimension, Filter
from tests.benchmarks.measure import seconds

GROUPS = 10_000
ROUNDS = 60
GTMP: Filter = {
    Dimension.ATMP_CLASS: frozenset({"GTMP"}),
    Dimension.TIMING: frozenset({"PROSPECTIVE"}),
}
LEUKAEMIA: Filter = {Dimension.DISEASE: frozenset({"leukaemia"})}
QUESTIONS = (
    (Dimension.COUNTRY, GTMP),
    (Dimension.PRODUCT, GTMP),
    (Dimension.COUNTRY, LEUKAEMIA),
    (Dimension.PRODUCT, LEUKAEMIA),
)
"""What an answer is grouped by, and what it is filtered by."""


def five_milliseconds() -> None:
    """Fixed work."""
    sum(number * number for number in range(125_000))


def beside_fixed_work(work: Callable[[], object]) -> list[tuple[float, float]]:
    """Seconds of some work and of the fixed one, in turns; the first time is not counted.

    A snapshot is laid out by the first question, and for a server when it is put on its shelf.
    """
    work()
    return [(seconds(work), seconds(five_milliseconds)) for _ in range(ROUNDS)]
