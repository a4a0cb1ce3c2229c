"""The manufacturing funnel of a group, and the days from vein to vein."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import partial

from registry.model.codes import BatchFailure, BatchOutcome
from registry.model.episode import Course
from registry.model.sealed import VEIN_TO_VEIN, Manufacturing
from registry.release.contents.infusion import infused_in_time, uncounted
from registry.release.contents.tally import Cell, Counting, Shows

NOTHING = Manufacturing(
    0,
    dict.fromkeys(map(str, BatchOutcome), 0),
    dict.fromkeys(map(str, BatchFailure), 0),
    (0,) * (len(VEIN_TO_VEIN) + 1),
    0,
)


def manufacturing(wait: int) -> Counting[Manufacturing]:
    """The manufacturing funnel; it closes with the longest wait."""
    return Counting(Shows.SAFETY, 0, NOTHING, partial(made_cells, wait=wait))


def made_cells(course: Course, wait: int) -> Iterator[Cell]:
    """What a patient adds: attempts that ended within the longest wait, days from vein to vein."""
    if uncounted(course) is not None:
        return
    attempts = [batch for batch in course.batches if batch.finished_day <= wait]
    if attempts:
        yield ("patients",)
    for batch in attempts:
        yield "attempts", batch.outcome.value
        if batch.failure is not None:
            yield "failures", batch.failure.value
    if infused_in_time(course, wait):
        yield vein_to_vein(course)


def vein_to_vein(course: Course) -> Cell:
    """The bin of the days from collection to first administration of an infused patient."""
    given, collected = course.first_administration_day, course.collected_day
    if given is None or collected is None:
        return ("vein_to_vein_unknown",)
    return "vein_to_vein", str(bisect_left(VEIN_TO_VEIN, given - collected))
