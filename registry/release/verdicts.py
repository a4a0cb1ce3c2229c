"""Verdicts of programmes too small for a group: alone where they tell little, else in a fixed set.

Decided from the number of patients and the locked criterion, before any outcome: so it cannot
choose what is shown (design: disclosure control, remainders and small programmes).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from registry.model.endpoint import SuccessCriterion

LEAST_POSSIBLE = 3


class SmallProgramme(Struct, frozen=True):
    """An ended programme without a group: its patients, and when its results became final."""

    id: str
    patients: int
    final_on: date
    synthetic: bool


def possible_successes(patients: int, criterion: SuccessCriterion) -> tuple[int, int]:
    """How many success counts (0 to all patients) would mean *met*, and how many *not met*."""
    met = sum(
        100 * successes >= criterion.at_least_percent * patients
        for successes in range(patients + 1)
    )
    return met, patients + 1 - met


def stands_alone(patients: int, criterion: SuccessCriterion) -> bool:
    """Whether a verdict leaves at least three possible counts, whatever it is."""
    return min(possible_successes(patients, criterion)) >= LEAST_POSSIBLE


def fixed_sets(
    waiting: Iterable[SmallProgramme], smallest: int, least_programmes: int
) -> list[tuple[str, ...]]:
    """Sets of ended programmes with enough patients together, in order of their ends.

    Each programme joins one set, once. Real and fictional ones never share one.
    """
    kinds: dict[bool, list[SmallProgramme]] = defaultdict(list)
    for programme in sorted(waiting, key=lambda p: (p.final_on, p.id)):
        kinds[programme.synthetic].append(programme)
    return [
        tuple(programme.id for programme in chosen)
        for _, queue in sorted(kinds.items())
        for chosen in runs(queue, smallest, least_programmes)
    ]


def runs(
    queue: Sequence[SmallProgramme], smallest: int, least_programmes: int
) -> list[list[SmallProgramme]]:
    """The queue cut into runs that are large enough; those of the last, too small, wait."""
    done: list[list[SmallProgramme]] = []
    run: list[SmallProgramme] = []
    for programme in queue:
        run.append(programme)
        if len(run) >= least_programmes and sum(p.patients for p in run) >= smallest:
            done.append(run)
            run = []
    return done
