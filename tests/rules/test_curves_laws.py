"""Laws of curves, for any courses told in any steps: the counts say who is at risk next."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.errors import CountingError
from registry.model.codes import Clock, EventClass, VisitStatus
from registry.model.episode import Administration, AdverseEvent, Course, FollowUpVisit
from registry.model.sealed import GRID, CurveCounts
from registry.release.contents.curves import (
    CURVES,
    Curve,
    Line,
    Step,
    first_counts,
    line_of,
    more_counts,
    next_at_risk,
)
from registry.release.contents.infusion import infused_in_time
from registry.statistics import grid
from registry.statistics.grid import count_faults

WAIT, ON = 90, date(2030, 3, 31)
FIRST, SECOND = GRID[:4], GRID[4:]
edges = sorted({day + near for day in GRID[:6] for near in (-31, -30, -15, -14, 0, 14, 15)})
days = st.sampled_from([0, 1, *edges])
visits = st.builds(
    FollowUpVisit,
    window=st.sampled_from([28, 100, 183, 365, 731]),
    status=st.just(VisitStatus.DONE) | st.sampled_from(VisitStatus),
    day=st.none() | days,
)
events = st.builds(AdverseEvent, st.sampled_from([*CURVES[1].causes, EventClass.CRS]), days)
courses = st.builds(
    Course,
    episode_id=st.just("c"),
    administrations=st.lists(st.builds(Administration, st.just(1), days), max_size=1).map(tuple),
    visits=st.lists(visits, max_size=3, unique_by=lambda visit: visit.window).map(tuple),
    adverse_events=st.lists(events, max_size=2).map(tuple),
    none_observed_to_day=st.none() | days,
    withdrawn=st.booleans(),
)
curves = st.sampled_from(CURVES)
# what was known of a patient first, what later, and when he or she was registered
patients = st.tuples(courses, courses, st.just(0) | st.integers(0, 1000))
groups = st.lists(patients, max_size=5)
Patient = tuple[Course, Course, int]


def at_first(curve: Curve, group: Sequence[Patient]) -> CurveCounts:
    lines = [line_of(curve, [Step(then, FIRST)], WAIT, entry) for then, _, entry in group]
    return first_counts(curve, lines, FIRST, ON)


def followed(curve: Curve, patient: Patient) -> Line | None:
    then, now, entry = patient
    return line_of(curve, [Step(then, FIRST), Step(now, SECOND)], WAIT, entry)


def in_the_end(curve: Curve, group: Sequence[Patient]) -> CurveCounts:
    """The curve in two openings; who withdrew in between counts no more."""
    lines = [followed(curve, patient) for patient in group if not patient[1].withdrawn]
    return more_counts(curve, at_first(curve, group), lines, SECOND, ON)


def added(one: CurveCounts, other: CurveCounts) -> list[tuple[int, ...]]:
    return [
        tuple(a + b for a, b in zip(left, right, strict=True))
        for left, right in zip(numbers(one), numbers(other), strict=True)
    ]


def numbers(counts: CurveCounts) -> list[tuple[int, ...]]:
    return [
        (row.at_risk, *(row.events[cause] for cause in sorted(row.events)), row.lost, row.left,
         row.entered)
        for row in counts.intervals
    ]  # fmt: skip


@given(curves, groups)
def test_who_is_at_risk_next_follows_from_what_is_published(
    curve: Curve, group: list[Patient]
) -> None:
    rows = in_the_end(curve, group).intervals
    assert count_faults([grid.IntervalCounts(*structs.astuple(row)) for row in rows]) == ()
    assert len(rows) == len(GRID)


@given(curves, groups)
def test_everybody_enters_once_and_leaves_once_or_stays(curve: Curve, group: list[Patient]) -> None:
    rows = in_the_end(curve, group).intervals
    came = rows[0].at_risk + sum(row.entered for row in rows)
    gone = sum(sum(row.events.values()) + row.lost + row.left for row in rows)
    assert came == gone + next_at_risk(rows[-1])


@given(groups)
def test_the_first_interval_holds_all_accepted_or_all_infused(group: list[Patient]) -> None:
    prospective = [(then, now, 0) for then, now, _ in group]
    infused = sum(infused_in_time(then, WAIT) for then, _, _ in prospective)
    for curve in CURVES:
        everybody = len(group) if curve.clock is Clock.ACCEPTANCE else infused
        assert at_first(curve, prospective).intervals[0].at_risk == everybody


@given(curves, groups)
def test_every_cause_is_named_in_every_interval(curve: Curve, group: list[Patient]) -> None:
    for row in in_the_end(curve, group).intervals:
        assert set(row.events) == {*curve.causes}


@given(curves, groups, groups)
def test_two_groups_counted_together_are_the_sum_of_their_counts(
    curve: Curve, one: list[Patient], other: list[Patient]
) -> None:
    together = in_the_end(curve, one + other)
    assert numbers(together) == added(in_the_end(curve, one), in_the_end(curve, other))


@given(curves, groups, st.data())
def test_the_order_of_patients_says_nothing(
    curve: Curve, group: list[Patient], data: st.DataObject
) -> None:
    assert in_the_end(curve, data.draw(st.permutations(group))) == in_the_end(curve, group)


@given(curves, groups)
def test_what_was_published_first_is_the_beginning_of_what_is_published_later(
    curve: Curve, group: list[Patient]
) -> None:
    first, later = at_first(curve, group), in_the_end(curve, group)
    assert later.intervals[: len(FIRST)] == first.intervals


@given(curves, st.lists(st.tuples(courses, st.just(0)), max_size=4))
def test_without_news_in_between_opening_step_by_step_hides_no_event(
    curve: Curve, told: list[tuple[Course, int]]
) -> None:
    """Every death and every other first event is counted, in whatever steps intervals open."""
    at_once = [line_of(curve, [Step(course, GRID)], WAIT, entry) for course, entry in told]
    once = first_counts(curve, at_once, GRID, ON)
    steps = in_the_end(curve, [(course, course, entry) for course, entry in told])
    assert events_in(steps) == events_in(once)


def test_the_grid_of_the_counts_is_the_grid_of_the_estimates() -> None:
    assert GRID == grid.DAYS


def events_in(counts: CurveCounts) -> list[int]:
    causes = sorted(counts.intervals[0].events)
    return [sum(row.events[cause] for row in counts.intervals) for cause in causes]


def test_more_at_risk_than_were_published_is_a_fault() -> None:
    curve, course = CURVES[0], Course("c", none_observed_to_day=731)
    shown = at_first(curve, [(Course("c"), Course("c"), 0)])
    line = line_of(curve, [Step(course, FIRST), Step(course, SECOND)], WAIT, 0)
    with pytest.raises(CountingError, match="cannot be told again"):
        more_counts(curve, shown, [line], SECOND, ON)
