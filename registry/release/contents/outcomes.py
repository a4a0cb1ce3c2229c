"""Success and no success by reason, for each endpoint as it was locked."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import partial

from registry.model.bundle import ChangeSums
from registry.model.codes import Clock, EndpointKind, VisitStatus
from registry.model.endpoint import Endpoint, with_bounds
from registry.model.episode import Course, FollowUpVisit
from registry.model.measures import BASELINE
from registry.model.sealed import EndpointCounts, NoSuccess
from registry.release.contents.infusion import infused_in_time, never_infused, uncounted
from registry.release.contents.seen import is_reached
from registry.release.contents.tally import Cell, Counting, Shows

ASSESSED = (None, NoSuccess.OBSERVED_FAILURE)
"""How an infused patient stands whose outcome was assessed."""


def endpoint_counting(locked: Endpoint, longest_wait_days: int) -> Counting[EndpointCounts]:
    """Successes, and the others by reason. Adds up to the accepted of the group."""
    is_change = locked.kind is EndpointKind.CHANGE
    settled = with_bounds(locked)
    empty = EndpointCounts(
        locked.id,
        0,
        {reason.value: 0 for reason in NoSuccess},
        (0,) * (len(settled.category_bounds) + 1) if is_change else (),
        0 if is_change else None,
    )
    return Counting(
        Shows.EFFICACY,
        locked.day,
        empty,
        partial(endpoint_cells, endpoint=settled, longest_wait_days=longest_wait_days),
    )


def endpoint_cells(course: Course, endpoint: Endpoint, longest_wait_days: int) -> Iterator[Cell]:
    """What a patient adds: a success or a reason, and for a change baseline and category."""
    reason = standing(endpoint, course, longest_wait_days)
    yield ("success",) if reason is None else ("no_success", reason.value)
    if endpoint.kind is not EndpointKind.CHANGE:
        return
    if infused_in_time(course, longest_wait_days) and baseline_of(endpoint, course) is not None:
        yield ("with_baseline",)
    change = change_in(endpoint, course) if reason in ASSESSED else None
    if change is not None:
        yield "categories", str(bisect_right(endpoint.category_bounds, change))


def sums_counting(locked: Endpoint, longest_wait_days: int) -> Counting[ChangeSums]:
    """Sums of the change of those who were assessed; for bundles only."""
    return Counting(
        Shows.EFFICACY,
        locked.day,
        ChangeSums(locked.id, 0, 0, 0),
        partial(sum_cells, endpoint=locked, longest_wait_days=longest_wait_days),
    )


def sum_cells(course: Course, endpoint: Endpoint, longest_wait_days: int) -> dict[Cell, int]:
    """What an assessed patient adds to the sums of a change."""
    reason = standing(endpoint, course, longest_wait_days)
    change = change_in(endpoint, course) if reason in ASSESSED else None
    if change is None:
        return {}
    return {("patients",): 1, ("total",): change, ("squares",): change * change}


def standing(endpoint: Endpoint, course: Course, longest_wait_days: int) -> NoSuccess | None:
    """None for a success, else the reason why the patient does not count as one."""
    reason = uncounted(course)
    if reason is not None:
        return reason
    if not infused_in_time(course, longest_wait_days):
        return never_infused(course)
    start = clock_start(endpoint, course)
    died = course.death_day
    if died is not None and died <= start + endpoint.day:
        return NoSuccess.DEAD
    return outcome(endpoint, course, start)


def clock_start(endpoint: Endpoint, course: Course) -> int:
    """The day, counted from acceptance, on which the endpoint's clock starts."""
    if endpoint.clock is Clock.ACCEPTANCE:
        return 0
    return course.first_administration_day or 0


def outcome(endpoint: Endpoint, course: Course, start: int) -> NoSuccess | None:
    """The standing of a patient who was infused in time and is not known to have died."""
    if endpoint.kind is EndpointKind.TIME_TO_EVENT:
        return free_of_events(endpoint, course, start)
    visit = done_visit(course.visits, endpoint.day)
    if visit is None or not is_timely(endpoint.day, start, visit.day):
        return unseen(endpoint, course)
    if endpoint.kind is EndpointKind.RESPONDER:
        return responded(endpoint, visit)
    return improved(endpoint, course)


def done_visit(visits: Iterable[FollowUpVisit], window: int) -> FollowUpVisit | None:
    """The visit of a window, if it took place."""
    return next((v for v in visits if v.window == window and v.status is VisitStatus.DONE), None)


def is_timely(planned: int, start: int, day: int | None) -> bool:
    """Whether a day lies near the planned day: not too early, and at most half as late again.

    A response on day 400 says nothing of day 100.
    """
    latest = start + planned + planned // 2
    return is_reached(planned, start, day) and day is not None and day <= latest


def unseen(endpoint: Endpoint, course: Course) -> NoSuccess:
    """DEAD where a visit up to the endpoint's day says so without a date, else MISSING."""
    dead = any(v.status is VisitStatus.DEAD and v.window <= endpoint.day for v in course.visits)
    return NoSuccess.DEAD if dead else NoSuccess.MISSING


def free_of_events(endpoint: Endpoint, course: Course, start: int) -> NoSuccess | None:
    """Success is being known without an event from the clock's start up to the horizon.

    Known by a visit at the horizon or later, by "none observed" to the horizon, or by a first
    event after it. What happened before the clock started is no event of this endpoint.
    """
    horizon = start + endpoint.day
    told = (e.day for e in course.adverse_events if e.event_class in endpoint.events)
    days = [day for day in told if day >= start]
    if any(day <= horizon for day in days):
        return NoSuccess.OBSERVED_FAILURE
    none_observed = (course.none_observed_to_day or 0) >= horizon
    if days or none_observed or is_seen(endpoint, course, start):
        return None
    return unseen(endpoint, course)


def is_seen(endpoint: Endpoint, course: Course, start: int) -> bool:
    """Whether a visit took place at the endpoint's day or later."""
    done = (v for v in course.visits if v.status is VisitStatus.DONE)
    return any(is_reached(endpoint.day, start, visit.day) for visit in done)


def responded(endpoint: Endpoint, visit: FollowUpVisit) -> NoSuccess | None:
    """Success is a response in one of the locked categories of the locked measure."""
    response = visit.response
    if response is None or response.measure != endpoint.measure:
        return NoSuccess.MISSING
    return None if response.category in endpoint.success_categories else NoSuccess.OBSERVED_FAILURE


def improved(endpoint: Endpoint, course: Course) -> NoSuccess | None:
    """Success is an improvement from baseline of at least the locked number of scale points."""
    change = change_in(endpoint, course)
    if change is None:
        return NoSuccess.MISSING
    return None if change >= (endpoint.improvement or 0) else NoSuccess.OBSERVED_FAILURE


def change_in(endpoint: Endpoint, course: Course) -> int | None:
    """The change from baseline to the endpoint's day in scale points, or None without either."""
    before = baseline_of(endpoint, course)
    after = value_on(endpoint, done_visit(course.visits, endpoint.day))
    return None if before is None or after is None else after - before


def baseline_of(endpoint: Endpoint, course: Course) -> int | None:
    """The value before treatment on the endpoint's scale, or None."""
    return value_on(endpoint, done_visit(course.visits, BASELINE))


def value_on(endpoint: Endpoint, visit: FollowUpVisit | None) -> int | None:
    """The value a visit recorded on the endpoint's scale, or None."""
    return visit.value if visit is not None and visit.scale == endpoint.measure else None
