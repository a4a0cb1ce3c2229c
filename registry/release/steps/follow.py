"""Step four, for curves: intervals open one by one, and go on from what was published."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from msgspec import structs

from registry.model.sealed import CurveCounts
from registry.release.contents.curves import (
    CURVES,
    Cells,
    Curve,
    Line,
    Step,
    cells_in,
    cells_of,
    days_in,
    first_counts,
    intervals,
    line_of,
    more_counts,
)
from registry.release.steps.correct import Changed, Release, may_show, moved, with_news
from registry.release.steps.memory import Memory, Seat

Opened = Sequence[tuple[date, tuple[int, ...]]]
"""The intervals of a curve by the release date they were counted for, in order."""


def followed(
    asked: Sequence[Curve],
    shown: Sequence[CurveCounts],
    memory: Memory,
    seats: Sequence[Seat],
    due: Mapping[str, tuple[int, ...]],
    on: date,
) -> tuple[CurveCounts, ...]:
    """The curves asked for with the intervals that open on a release date."""
    before = {curve.curve: curve for curve in shown}
    curves = (
        grown(curve, before.get(curve.id), memory, seats, due.get(curve.id, ()), on)
        for curve in asked
    )
    return tuple(counts for counts in curves if counts is not None)


def grown(
    curve: Curve,
    shown: CurveCounts | None,
    memory: Memory,
    seats: Sequence[Seat],
    due: tuple[int, ...],
    on: date,
) -> CurveCounts | None:
    """A curve of these members with the intervals `due`; None while it has none."""
    if not due:
        return shown
    if shown is None:
        lines = [line(curve, memory, seat, [(on, due)]) for seat in seats]
        return first_counts(curve, lines, due, on)
    steps = [*opened_in(shown), (on, due)]
    lines = [line(curve, memory, seat, steps) for seat in seats if seat.counts]
    return more_counts(curve, shown, lines, due, on)


def opened_in(shown: CurveCounts) -> list[tuple[date, tuple[int, ...]]]:
    """The intervals that are public, by the release date they were counted for."""
    dated = zip(shown.as_of, days_in(shown), strict=True)
    return [
        (as_of, tuple(day for _, day in some))
        for as_of, some in groupby(dated, key=lambda one: one[0])
    ]


def line(curve: Curve, memory: Memory, seat: Seat, opened: Opened) -> Line | None:
    """A member's line, each part of it as the member was known when it opened."""
    steps = [Step(memory.course(seat, as_of), days) for as_of, days in opened]
    return line_of(curve, steps, seat.wait, seat.registered)


async def corrected_curves(
    release: Release,
    subject_id: str,
    memory: Memory,
    seats: Sequence[Seat],
    shown: Sequence[CurveCounts],
) -> tuple[CurveCounts, ...]:
    """Curves that are public, each corrected where it may be."""
    curves = {curve.id: curve for curve in CURVES}
    return tuple(
        [
            await corrected_curve(release, subject_id, memory, seats, curves[c.curve], c)
            for c in shown
        ]
    )


async def corrected_curve(
    release: Release,
    subject_id: str,
    memory: Memory,
    seats: Sequence[Seat],
    curve: Curve,
    shown: CurveCounts,
) -> CurveCounts:
    """A curve with what changed of its patients, or as it stands while that may not show.

    All its intervals are one table: a line that ends elsewhere changes several of them. Counted
    anew as a whole, a line may end elsewhere without any news: who was lost before the last day
    that was open then had to end after it. So everybody who counts is told anew, but only for
    those may it show whose lines would differ by what was told, had the intervals opened as before.
    """
    days, then = days_in(shown), opened_in(shown)
    decided = release.decided(subject_id, shown.content)
    as_before = [(release.on, some) for _, some in then]

    def cells(seat: Seat, opened: Opened) -> Cells:
        return cells_of([line(curve, memory, seat, opened)], days)

    news = with_news(release, decided, memory, seats, then[0][0])
    told = [seat for seat in news if cells(seat, then) != cells(seat, as_before)]
    if not await may_show(release, decided, told):
        return shown
    whole = [(release.on, days)]
    anew = (Changed(s, cells(s, then), cells(s, whole)) for s in seats if s.counts)
    changed = [one for one in anew if one.before != one.after]
    if not await may_show(release, decided, [one.seat for one in changed]):
        return shown
    rows = intervals(curve, moved(cells_in(shown), changed), days)
    before = tuple(sorted({*shown.superseded, *shown.as_of}))
    return structs.replace(
        shown, intervals=rows, as_of=(release.on,) * len(rows), superseded=before
    )
