"""Laws of corrections, for any news of any patients: who moves a table, and by how much."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.model.codes import Timing, WithdrawalScope
from registry.model.course import Name, Version, course_of, entries_of
from registry.model.episode import Course, TreatmentEpisode
from registry.model.sealed import GRID, CurveCounts
from registry.release.contents.curves import (
    CURVES,
    Curve,
    cells_in,
    cells_of,
    days_in,
    first_counts,
    intervals,
    more_counts,
)
from registry.release.contents.tally import cells_in as table_cells
from registry.release.contents.tally import counted
from registry.release.steps.correct import Changed, changed_in, counted_anew, moved
from registry.release.steps.follow import line
from registry.release.steps.memory import Memory, Seat, Told
from registry.statistics.grid import IntervalCounts, count_faults
from registry.storage.courses import ToldVersion
from registry.storage.vault import StoredEpisode
from tests.rules.test_contents_tables import ROWS, WAIT
from tests.rules.test_contents_tables_laws import anybody

THEN, NOW = date(2028, 3, 31), date(2028, 9, 30)
FIRST, SECOND = GRID[:3], GRID[3:6]
contents = st.sampled_from(sorted(ROWS))
curves = st.sampled_from(CURVES)
# what was known at first, what is known now, and whether the patient withdrew in between
patients = st.tuples(anybody(), anybody(), st.booleans())
groups = st.lists(patients, max_size=5)
Patient = tuple[Course, Course, bool]


def seat(number: int, withdrew: bool) -> Seat:
    episode = TreatmentEpisode(f"e{number}", "p", number, f"p{number}", "2027-03",
                               date(2027, 3, 10), Timing.PROSPECTIVE)  # fmt: skip
    gone = (WithdrawalScope.EXCLUDE_FROM_FUTURE, date(2028, 5, 1)) if withdrew else (None, None)
    stored = StoredEpisode(episode, "", "s", "g", *gone)
    return Seat(stored, Timing.PROSPECTIVE, WAIT, None, (), "2027-03")


def facts(id: str, course: Course, number: int) -> dict[Name, Version]:
    return {e.name: Version(id, e.kind, e.key, e.value, number) for e in entries_of(course)}


def told(id: str, then: Course, now: Course) -> list[ToldVersion]:
    """What was told before the first snapshot, and what replaced it, or took it back, after."""
    before, after = facts(id, then, 1), facts(id, now, 2)
    gone = [structs.replace(v, value=None, number=2) for n, v in before.items() if n not in after]
    news = [
        version
        for name, version in after.items()
        if name not in before or before[name].value != version.value
    ]
    return [
        *(ToldVersion(0, "", version) for version in before.values()),
        *(ToldVersion(1, "", version) for version in (*news, *gone)),
    ]


def known(group: Sequence[Patient]) -> tuple[Memory, list[Seat]]:
    """A group whose first tables were counted for the first release date."""
    source = Told(lambda day: 1 if day == THEN else None)
    seats = [seat(number, withdrew) for number, (_, _, withdrew) in enumerate(group)]
    for one, (then, now, _) in zip(seats, group, strict=True):
        source.learn({one.id: told(one.id, then, now)})
    return Memory(source, {}), seats


def stood(group: Sequence[Patient]) -> list[Seat]:
    """The members as they were before anybody withdrew."""
    return [seat(number, False) for number in range(len(group))]


def published(content: str, group: Sequence[Patient]) -> Any:
    memory, _ = known(group)
    courses = [memory.course(one, THEN) for one in stood(group)]
    return structs.replace(counted(ROWS[content], courses), as_of=THEN)


def after(content: str, group: Sequence[Patient]) -> Any:
    """The table once everything that changed may show."""
    memory, seats = known(group)
    news = [one for one in seats if memory.has_news(one, THEN)]
    changed = changed_in(ROWS[content], memory, news, THEN)
    return counted_anew(ROWS[content], published(content, group), THEN, changed, NOW)


@given(st.lists(anybody(), max_size=4), st.lists(anybody(), max_size=4))
def test_a_course_is_known_as_it_was_and_as_it_is(then: list[Course], now: list[Course]) -> None:
    group = [(a, b, False) for a, b in zip(then, now, strict=False)]
    memory, seats = known(group)
    for one, (first, last, _) in zip(seats, group, strict=True):
        for as_of, course in ((THEN, first), (None, last)):
            facts = {entry.name: entry for entry in entries_of(course)}.values()
            assert memory.course(one, as_of) == course_of(one.id, facts)


@given(contents, groups)
def test_a_moved_table_is_what_would_be_counted_now_but_of_who_withdrew(
    content: str, group: list[Patient]
) -> None:
    memory, seats = known(group)
    pairs = zip(stood(group), seats, strict=True)
    courses = [memory.course(before, None if one.counts else THEN) for before, one in pairs]
    expected = counted(ROWS[content], courses)
    assert table_cells(after(content, group)) == table_cells(expected)


@given(contents, groups, st.data())
def test_what_is_told_of_who_withdrew_moves_nothing(
    content: str, group: list[Patient], data: st.DataObject
) -> None:
    other = [(then, data.draw(anybody()) if gone else now, gone) for then, now, gone in group]
    assert after(content, group) == after(content, other)


@given(contents, groups)
def test_without_news_nobody_changes(content: str, group: list[Patient]) -> None:
    still = [(then, then, withdrew) for then, _, withdrew in group]
    memory, seats = known(still)
    assert not [one for one in seats if memory.has_news(one, THEN)]
    shown = published(content, still)
    assert table_cells(after(content, still)) == table_cells(shown)


@given(curves, groups)
def test_a_curve_that_moved_goes_on_as_every_curve(curve: Curve, group: list[Patient]) -> None:
    memory, seats = known(group)
    before = [(THEN, FIRST)]
    lines = [line(curve, memory, one, before) for one in stood(group)]
    shown = first_counts(curve, lines, FIRST, THEN)
    news = (one for one in seats if memory.has_news(one, THEN))
    changed = [
        Changed(
            one,
            cells_of([line(curve, memory, one, before)], FIRST),
            cells_of([line(curve, memory, one, [(NOW, FIRST)])], FIRST),
        )
        for one in news
    ]
    rows = intervals(curve, moved(cells_in(shown), changed), days_in(shown))
    corrected = CurveCounts(curve.id, rows, (NOW,) * len(rows))
    left = [line(curve, memory, one, [(NOW, FIRST), (NOW, SECOND)]) for one in seats if one.counts]
    whole = more_counts(curve, corrected, left, SECOND, NOW)
    assert count_faults([IntervalCounts(*structs.astuple(row)) for row in whole.intervals]) == ()
