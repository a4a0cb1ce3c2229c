"""Bundles: fixed runs of sealed groups, for what one group alone would tell of too few.

A run is cut in the order in which groups were sealed, by one number of each group that is public
already, and stays as it was cut. No outcome is here to be seen.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Patients(NamedTuple):
    """How many of a group a run looks at: surely, and perhaps."""

    surely: int
    perhaps: int = 0


Closes = Callable[[Patients], bool]


def nobody_or_enough(smallest: int) -> Closes:
    """A run of which a rest can be subtracted: the rest is surely nobody, or `smallest` or more."""
    return lambda rest: rest == Patients(0) or rest.surely >= smallest


def enough(smallest: int) -> Closes:
    """A run that itself must hold at least `smallest`."""
    return lambda patients: patients.surely >= smallest


def runs(numbers: Iterable[Patients | None], closes: Closes) -> list[Sequence[int]]:
    """Places of the groups of each run that closes; those of the last, not closed, wait.

    `numbers` are of the groups in order. None is of a group whose number is not public yet: no run
    goes over it, so that a run never depends on which group is ready first.
    """
    done: list[Sequence[int]] = []
    first, total = 0, Patients(0)
    for place, number in enumerate(numbers):
        if number is None:
            break
        total = Patients(total.surely + number.surely, total.perhaps + number.perhaps)
        if closes(total):
            done.append(range(first, place + 1))
            first, total = place + 1, Patients(0)
    return done
