"""Infused in time, or not infused and why: the funnel of a group."""

from collections.abc import Iterator
from functools import partial

from msgspec import structs

from registry.model.episode import Course
from registry.model.sealed import Funnel, NoSuccess
from registry.release.contents.seen import died_by
from registry.release.contents.tally import Cell, Counting, Shows

INFUSED_LATE, NOT_REPORTED = "INFUSED_LATE", "NOT_REPORTED"


def uncounted(course: Course) -> NoSuccess | None:
    """Why nothing of a patient counts but the acceptance, or None."""
    if course.withdrawn:
        return NoSuccess.WITHDRAWN
    return NoSuccess.REGISTERED_LATE if course.registered_late else None


def infused_in_time(course: Course, longest_wait_days: int) -> bool:
    """Whether the first administration came within the longest wait.

    Where a group has patients of several programmes, each patient's own locked one decides.
    """
    day = course.first_administration_day
    wait = longest_wait_days if course.locked_wait_days is None else course.locked_wait_days
    return uncounted(course) is None and day is not None and day <= wait


def own_clock(course: Course, longest_wait_days: int) -> int:
    """The day, from acceptance, from which safety counts: of the first administration in time.

    For everybody else it is the day of acceptance, so that windows close for all by the calendar.
    """
    infused = infused_in_time(course, longest_wait_days)
    return course.first_administration_day or 0 if infused else 0


def not_infused_reason(course: Course) -> str:
    """Why a patient counts as not infused once the longest wait has passed."""
    reason = uncounted(course)
    if reason is not None:
        return reason.value
    if course.administrations:
        return INFUSED_LATE
    return course.not_infused.reason.value if course.not_infused else NOT_REPORTED


def never_infused(course: Course) -> NoSuccess:
    """The standing of a patient who is not known to have been infused in time.

    Where nobody said so, and no death is known either, it is a gap in the data.
    """
    silent = not_infused_reason(course) == NOT_REPORTED and died_by(course) is None
    return NoSuccess.UNREPORTED if silent else NoSuccess.NEVER_INFUSED


def as_published(now: Course, then: Course, longest_wait_days: int) -> Course:
    """A course with the infusion as the funnel showed it when it was counted from `then`.

    Otherwise a content that opens later would show, beside the funnel that stands, that one
    patient's infusion was corrected (decision record 0030).
    """
    told, known = (set(funnel_cells(course, longest_wait_days)) for course in (then, now))
    if told == known:
        return now
    return structs.replace(now, administrations=then.administrations, not_infused=then.not_infused)


def funnel(longest_wait_days: int) -> Counting[Funnel]:
    """Patients infused in time, and the others by reason. Adds up to the accepted."""
    return Counting(
        Shows.ACTIVITY,
        0,
        Funnel(0, {}),
        partial(funnel_cells, longest_wait_days=longest_wait_days),
    )


def funnel_cells(course: Course, longest_wait_days: int) -> Iterator[Cell]:
    """Infused in time, or the reason why not."""
    if infused_in_time(course, longest_wait_days):
        yield ("infused",)
    else:
        yield "not_infused", not_infused_reason(course)
