"""How far a patient is known: the days on which somebody looked, and the day of death."""

from collections.abc import Iterator

from registry.model.codes import EventClass, NotInfusedReason, VisitStatus
from registry.model.episode import Course

EARLY_SHARE, EARLY_DAYS = 10, 30
GONE = (VisitStatus.LOST, VisitStatus.WITHDRAWN)


def is_reached(planned: int, start: int, day: int | None) -> bool:
    """Whether a day lies at the planned day of the clock, or at most a tenth (30 days) before it.

    Whoever was seen on day 20 is not known to be well on day 100 (decision record 0011).
    """
    early = min(planned // EARLY_SHARE, EARLY_DAYS)
    return day is not None and day >= start + planned - early


def contacts(course: Course) -> Iterator[int]:
    """The days, from acceptance, on which a patient was alive and somebody looked."""
    known = (course.collected_day, course.lymphodepletion_day, course.none_observed_to_day)
    yield from (day for day in known if day is not None)
    yield from (given.day for given in course.administrations)
    yield from (v.day for v in course.visits if v.status is VisitStatus.DONE and v.day is not None)
    yield from (e.day for e in course.adverse_events if e.event_class is not EventClass.DEATH)
    if course.not_infused and course.not_infused.reason is not NotInfusedReason.DEATH:
        yield course.not_infused.day


def last_contact(course: Course) -> int:
    """The last day on which a patient was seen alive; the day of acceptance where nobody said."""
    return max(contacts(course), default=0)


def died_by(course: Course) -> int | None:
    """The day by which a patient had died, or None where no death is known.

    A death without a date is counted on the latest day it can have: that of the decision not to
    infuse, or of the visit that found the patient dead. Missing is never "no event".
    """
    dated = course.death_day
    if dated is not None:
        return dated
    decided = course.not_infused
    if decided and decided.reason is NotInfusedReason.DEATH:
        return decided.day
    start = course.first_administration_day or 0
    found = (v.window for v in course.visits if v.status is VisitStatus.DEAD)
    return min((start + window for window in found), default=None)


def is_gone(course: Course) -> bool:
    """Whether the hospital said that it follows the patient no more."""
    return any(visit.status in GONE for visit in course.visits)
