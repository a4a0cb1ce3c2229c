"""Due visits: which follow-up windows a product has, and what is received, due or overdue.

The registry knows the month of acceptance only. A visit is due from its earliest possible day,
and overdue after its latest possible day and the time for reporting: always in the sponsor's
favour. Exact due dates are computed at the hospital.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from registry.model.codes import AtmpClass, EndpointKind, Vector
from registry.model.course import ENDING
from registry.model.due import DueStatus, DueVisit
from registry.model.episode import (
    Course,
    FollowUpVisit,
    TreatmentEpisode,
    month_end,
)
from registry.model.measures import BASELINE
from registry.model.product import Product
from registry.model.programme import Programme

DATA = Path(__file__).with_name("schedule.toml")


class Schedule(Struct, frozen=True, forbid_unknown_fields=True):
    """The windows of one kind of product, as days and years from the clock's start."""

    id: str
    label: str
    vectors: tuple[Vector, ...]
    classes: tuple[AtmpClass, ...]
    days: tuple[int, ...]
    years: tuple[int, ...]

    @property
    def windows(self) -> tuple[int, ...]:
        """Every window in days, the baseline first. A year has 365.25 days, rounded half up."""
        return (BASELINE, *self.days, *((1461 * year + 2) // 4 for year in self.years))


class Schedules(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the follow-up schedules."""

    version: str
    report_days: int
    schedules: tuple[Schedule, ...]


@cache
def schedules() -> Schedules:
    """The schedules of this version."""
    return msgspec.toml.decode(DATA.read_bytes(), type=Schedules)


def schedule_of(product: Product) -> Schedule:
    """The first schedule that fits the product's class and vector; the longest if unknown."""
    rows = schedules().schedules
    fits = (r for r in rows if product.vector in r.vectors and product.atmp_class in r.classes)
    return next(fits, rows[0])


def due_visits(
    episode: TreatmentEpisode, course: Course, programme: Programme, product: Product, on: date
) -> Iterator[DueVisit]:
    """Every window of an episode up to its end: death, withdrawal or loss, if it came."""
    start = clock_start(episode, course, programme, on)
    if start is None:
        return
    received = {visit.window: visit for visit in course.visits}
    ends = last_window(course, start)
    for window in windows_of(programme, product):
        if window in received or ends is None or window <= ends:
            yield due_visit(episode, start, window, received.get(window), on)


def clock_start(
    episode: TreatmentEpisode, course: Course, programme: Programme, on: date
) -> int | None:
    """The day windows count from: first administration, or acceptance for the never infused.

    None while the patient waits and the longest wait has not passed.
    """
    infused = course.first_administration_day
    waited = month_end(episode.accepted_month) + timedelta(days=programme.longest_wait_days)
    if infused is None and course.not_infused is None and on <= waited:
        return None
    return infused or 0


def windows_of(programme: Programme, product: Product) -> tuple[int, ...]:
    """The product's windows; the baseline only where an endpoint measures a change from it."""
    kinds = {locked.endpoint.kind for locked in programme.endpoints}
    windows = schedule_of(product).windows
    return windows if EndpointKind.CHANGE in kinds else windows[1:]


def last_window(course: Course, start: int) -> int | None:
    """The last window that can be due; None while nothing ended the follow-up."""
    ends = [v.window for v in course.visits if v.status in ENDING]
    died = course.death_day
    return min([*ends, *([] if died is None else [died - start])], default=None)


def due_visit(
    episode: TreatmentEpisode, start: int, window: int, visit: FollowUpVisit | None, on: date
) -> DueVisit:
    """One window with its status on a day."""
    planned = timedelta(days=start + window)
    earliest = date.fromisoformat(f"{episode.accepted_month}-01") + planned
    latest = month_end(episode.accepted_month) + planned
    status = due_status(earliest, latest, visit, on)
    return DueVisit(
        episode.sequence, window, status, earliest, latest, visit.status if visit else None
    )


def due_status(earliest: date, latest: date, visit: FollowUpVisit | None, on: date) -> DueStatus:
    """Received, not due on any possible day yet, due, or overdue after all of them."""
    if visit is not None:
        return DueStatus.RECEIVED
    if on < earliest:
        return DueStatus.UPCOMING
    overdue = on > latest + timedelta(days=schedules().report_days)
    return DueStatus.OVERDUE if overdue else DueStatus.DUE
