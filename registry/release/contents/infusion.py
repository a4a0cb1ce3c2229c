"""Infused in time, or not infused and why: the funnel of a group."""

from collections import Counter
from collections.abc import Sequence

from registry.model.episode import Course, first_administration_day
from registry.model.sealed import Funnel, NoSuccess

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
    day = first_administration_day(course)
    wait = longest_wait_days if course.locked_wait_days is None else course.locked_wait_days
    return uncounted(course) is None and day is not None and day <= wait


def not_infused_reason(course: Course) -> str:
    """Why a patient counts as not infused once the longest wait has passed."""
    reason = uncounted(course)
    if reason is not None:
        return reason
    if course.administrations:
        return INFUSED_LATE
    return course.not_infused.reason if course.not_infused else NOT_REPORTED


def funnel(courses: Sequence[Course], longest_wait_days: int) -> Funnel:
    """Patients infused in time, and the others by reason. Adds up to the accepted."""
    others = [c for c in courses if not infused_in_time(c, longest_wait_days)]
    reasons = Counter(str(not_infused_reason(course)) for course in others)
    return Funnel(len(courses) - len(others), dict(reasons))
