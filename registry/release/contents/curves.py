"""Curves as counts per interval: at risk, first events by cause, lost, left, entered.

A patient's line through a curve begins at the start of the clock (for those registered after the
fact, on the first day of the grid from which they were registered) and ends with the first event,
with the last contact, or not yet. What an interval showed when it was published stands: who turns
out later to have ended earlier ends in the first interval that opens afterwards, so that
n[j+1] = n[j] - events - lost - left + entered holds over everything published.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from registry.errors import CountingError
from registry.model.codes import Clock, EventClass
from registry.model.episode import Course
from registry.model.sealed import GRID, CurveCounts, IntervalCounts
from registry.release.contents.infusion import infused_in_time, uncounted
from registry.release.contents.seen import died_by, is_gone, is_reached, last_contact

VISIT_DAYS = 14
"""A last contact at most this many days from the end of an interval lies on it."""

SEEN_BY = {548: 731}
"""Nobody is due between a year and two: the interval to 18 months opens with the two years."""

LOST, LEFT, AT_RISK, ENTERED = "LOST", "LEFT", "AT_RISK", "ENTERED"
Cells = Counter[tuple[int, str]]
"""Patients by the last day of an interval and what they are counted as in it."""


class Curve(Struct, frozen=True):
    """A curve: its clock, and the causes that end a patient's line, the first named winning ties.

    Curves of the infused are published for bundles only (design: bundles).
    """

    id: str
    label: str
    clock: Clock
    causes: tuple[EventClass, ...]


FIRST_EVENTS = (
    EventClass.MALIGNANCY,
    EventClass.RELAPSE,
    EventClass.NEXT_THERAPY,
    EventClass.DEATH,
)
CURVES = tuple(
    Curve(f"{id}{end}", f"{label} from {start}", clock, causes)
    for clock, end, start in (
        (Clock.ACCEPTANCE, "", "acceptance"),
        (Clock.FIRST_ADMINISTRATION, "-of-infused", "first administration"),
    )
    for id, label, causes in (
        ("survival", "Survival", (EventClass.DEATH,)),
        ("first-event", "First relapse, next therapy, malignancy or death", FIRST_EVENTS),
    )
)


OF_ACCEPTED = tuple(curve for curve in CURVES if curve.clock is Clock.ACCEPTANCE)
OF_INFUSED = tuple(curve for curve in CURVES if curve.clock is Clock.FIRST_ADMINISTRATION)


class End(Struct, frozen=True):
    """Where a line ends: the last day of the interval, and a cause, LOST or LEFT."""

    day: int
    how: str


class Step(Struct, frozen=True):
    """A course as it was known when intervals opened, and the last days of these intervals."""

    course: Course
    days: tuple[int, ...]


class Line(Struct, frozen=True):
    """A patient's line: under observation after `entered` (0: from the start), until `end`."""

    entered: int
    end: End | None


def line_of(curve: Curve, steps: Sequence[Step], wait: int, registered: int) -> Line | None:
    """A patient's line through the intervals of `steps`; None for one who is not in the curve.

    `registered` is the day, from acceptance, of a registration after the fact, else 0.
    """
    start = start_of(curve, steps[0].course, wait)
    if start is None:
        return None
    days = (0, *GRID)
    place = bisect_left(days, registered - start)
    if place == len(days):
        return None
    line = Line(days[place], first_end(curve, steps, wait))
    return line if line.end is None or line.end.day > line.entered else None


def start_of(curve: Curve, course: Course, wait: int) -> int | None:
    """The day, from acceptance, on which the curve's clock starts; None if it never does."""
    if curve.clock is Clock.ACCEPTANCE:
        return 0
    return course.first_administration_day if infused_in_time(course, wait) else None


def first_end(curve: Curve, steps: Iterable[Step], wait: int) -> End | None:
    """How a line ends as it was published step by step; None while it goes on."""
    for step in steps:
        end = end_of(curve, step.course, wait, step.days[-1])
        if end is not None:
            return told_in(end, step.days[0])
    return None


def told_in(end: End, opened: int) -> End:
    """The end in the interval that shows it: `opened` is the first of those that open with it."""
    if end.day >= opened:
        return end
    return End(opened, LOST if end.how == LEFT else end.how)


def end_of(curve: Curve, course: Course, wait: int, until: int) -> End | None:
    """How a line ends up to the day `until` of the clock; None where it goes on beyond.

    Of whom nothing counts but the acceptance, the line is lost on day 0.
    """
    start = start_of(curve, course, wait)
    if start is None or uncounted(course) is not None:
        return End(GRID[0], LOST)
    event = first_event(curve, course, start)
    if event is not None:
        day, cause = event
        return End(interval_of(day - start), cause) if day - start <= until else None
    return censored(course, last_contact(course) - start, until)


def first_event(curve: Curve, course: Course, start: int) -> tuple[int, EventClass] | None:
    """The first event of the curve's causes since its clock started, with its day."""
    order = {cause: place for place, cause in enumerate(curve.causes)}
    told = [(e.day, e.event_class) for e in course.adverse_events if e.event_class in order]
    died = died_by(course)
    if died is not None and EventClass.DEATH in order:
        told.append((died, EventClass.DEATH))
    since = (one for one in told if one[0] >= start)
    return min(since, key=lambda one: (one[0], order[one[1]]), default=None)


def censored(course: Course, seen: int, until: int) -> End | None:
    """How a line without an event ends, by the last contact; None if it was seen up to `until`.

    At `until` itself only a word of the hospital that it follows no more ends a line: the next
    visit may not be due yet.
    """
    on_day = abs(seen - until) <= VISIT_DAYS
    if on_day or is_reached(until, 0, seen):
        return End(until, LEFT) if on_day and is_gone(course) else None
    left = next((day for day in GRID if abs(seen - day) <= VISIT_DAYS), None)
    return End(interval_of(seen), LOST) if left is None else End(left, LEFT)


def interval_of(day: int) -> int:
    """The last day of the interval that holds a day of the clock."""
    return GRID[bisect_left(GRID, day)]


def cells_of(lines: Iterable[Line | None], days: Sequence[int]) -> Cells:
    """What patients count as in the intervals that end on `days`, summed over their lines."""
    cells: Cells = Counter()
    for line in lines:
        if line is not None:
            cells.update(line_cells(line, days))
    return cells


def line_cells(line: Line, days: Sequence[int]) -> Iterator[tuple[int, str]]:
    """What one patient counts as in the intervals that end on `days`."""
    for day in days:
        if day == line.entered:
            yield day, ENTERED
        if day <= line.entered or (line.end is not None and line.end.day < day):
            continue
        yield day, AT_RISK
        if line.end is not None and line.end.day == day:
            yield day, line.end.how


def intervals(curve: Curve, cells: Cells, days: Iterable[int]) -> tuple[IntervalCounts, ...]:
    """The counts of the intervals that end on `days`; zeros included."""
    return tuple(
        IntervalCounts(
            day,
            cells[day, AT_RISK],
            {cause.value: cells[day, cause] for cause in curve.causes},
            cells[day, LOST],
            cells[day, LEFT],
            cells[day, ENTERED],
        )
        for day in days
    )


def next_at_risk(row: IntervalCounts) -> int:
    """How many go on into the interval after this one."""
    return row.at_risk - sum(row.events.values()) - row.lost - row.left + row.entered


def cells_in(counts: CurveCounts) -> Cells:
    """The cells of a curve that is public."""
    cells: Cells = Counter()
    for row in counts.intervals:
        told = {AT_RISK: row.at_risk, LOST: row.lost, LEFT: row.left, ENTERED: row.entered}
        cells.update({(row.day, how): number for how, number in {**told, **row.events}.items()})
    return cells


def days_in(counts: CurveCounts) -> tuple[int, ...]:
    """The last days of the intervals that are public."""
    return tuple(row.day for row in counts.intervals)


def first_counts(
    curve: Curve, lines: Iterable[Line | None], days: Sequence[int], on: date
) -> CurveCounts:
    """The first intervals of a curve that open, over all members of a group."""
    rows = intervals(curve, cells_of(lines, days), days)
    return CurveCounts(curve.id, rows, (on,) * len(rows))


def more_counts(
    curve: Curve,
    shown: CurveCounts,
    lines: Sequence[Line | None],
    days: Sequence[int],
    on: date,
) -> CurveCounts:
    """A published curve with the intervals that end on `days` beside what it shows.

    `lines` are of all whose courses still count, as they were published and from `days` on as they
    are known now. Who was published at risk and counts no more, for example after a withdrawal,
    is lost in the first new interval. CountingError where more would be at risk than were shown.
    """
    last = shown.intervals[-1]
    (known,) = intervals(curve, cells_of(lines, [last.day]), [last.day])
    gone = next_at_risk(last) - next_at_risk(known)
    if gone < 0:
        raise CountingError(
            f"The intervals published of {shown.curve} cannot be told again from what is stored.",
            "Nothing was published; report this as a fault of the registry.",
        )
    cells = cells_of(lines, days)
    cells.update({(days[0], AT_RISK): gone, (days[0], LOST): gone})
    rows = intervals(curve, cells, days)
    return CurveCounts(curve.id, (*shown.intervals, *rows), (*shown.as_of, *(on,) * len(rows)))
