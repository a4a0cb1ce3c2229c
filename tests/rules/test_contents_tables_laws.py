"""Laws of every table, for any courses: it adds up to the accepted, and is a sum over patients."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from registry.model.codes import BatchOutcome, EventClass
from registry.model.episode import AdverseEvent, Batch, Course
from registry.model.sealed import (
    BestResponse,
    EndpointCounts,
    Funnel,
    KnownStatus,
    Manufacturing,
    SafetyCounts,
    Table,
)
from registry.release.contents.infusion import as_published, infused_in_time
from registry.release.contents.tally import cells_in, counted, filled, tally
from tests.rules.test_contents_laws import courses as plain
from tests.rules.test_contents_tables import ROWS, WAIT

days = st.integers(0, 800)
batches = st.builds(Batch, st.just(1), st.sampled_from(BatchOutcome), st.just(0), days)
events = st.builds(
    AdverseEvent,
    st.sampled_from(EventClass),
    days,
    term=st.sampled_from(["", "Fever", "Chills"]),
    system=st.sampled_from(["CTCAE", "other"]),
    grade=st.none() | st.integers(1, 3),
    serious=st.booleans(),
)


@st.composite
def anybody(draw: st.DrawFn) -> Course:
    """A patient of whom anything may be told, withdrawn or late among them."""
    return structs.replace(
        draw(plain),
        collected_day=draw(st.none() | days),
        batches=tuple(draw(st.lists(batches, max_size=2))),
        adverse_events=tuple(draw(st.lists(events, max_size=3))),
        none_observed_to_day=draw(st.none() | days),
        withdrawn=draw(st.sampled_from([False, False, True])),
        registered_late=draw(st.sampled_from([False, False, True])),
    )


groups = st.lists(anybody(), max_size=4)
contents = st.sampled_from(sorted(ROWS))


def accounted(table: Table, infused: int, accepted: int) -> tuple[int, int]:
    """What the numbers of a table add up to, and what they must."""
    match table:
        case Funnel():
            return table.infused + sum(table.not_infused.values()), accepted
        case SafetyCounts():
            return sum(table.patients.values()), accepted
        case EndpointCounts():
            return table.success + sum(table.no_success.values()), accepted
        case BestResponse():
            return sum({**table.categories, **table.no_response}.values()), accepted
        case Manufacturing():
            return sum(table.vein_to_vein) + table.vein_to_vein_unknown, infused
        case KnownStatus():
            return max(table.known, accepted), accepted
    raise AssertionError(table)


@given(contents, groups)
def test_every_table_adds_up(content: str, group: list[Course]) -> None:
    infused = sum(infused_in_time(course, WAIT) for course in group)
    found, expected = accounted(counted(ROWS[content], group), infused, len(group))
    assert found == expected


@given(groups)
def test_categories_of_a_change_add_up_to_the_assessed(group: list[Course]) -> None:
    counts: Any = counted(ROWS["endpoint/knee"], group)
    assert sum(counts.categories) == counts.success + counts.no_success["OBSERVED_FAILURE"]
    assert counts.success == counts.categories[-1]
    assert sum(counts.categories) <= counts.with_baseline


@given(contents, groups, groups)
def test_a_table_is_a_sum_over_patients(
    content: str, one: list[Course], other: list[Course]
) -> None:
    row = ROWS[content]
    together = cells_in(counted(row, one + other))
    apart = cells_in(counted(row, one)) + cells_in(counted(row, other))
    assert +together == apart


@given(contents, groups)
def test_a_public_table_tells_the_very_cells_it_was_made_of(
    content: str, group: list[Course]
) -> None:
    row = ROWS[content]
    table = counted(row, group)
    assert +cells_in(table) == tally(row, group)
    assert filled(row.empty, cells_in(table)) == table


@given(contents, groups, st.data())
def test_the_order_of_patients_says_nothing(
    content: str, group: list[Course], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(group))
    assert counted(ROWS[content], shuffled) == counted(ROWS[content], group)


@given(contents, groups)
def test_of_whom_only_the_acceptance_counts_no_outcome_shows(
    content: str, group: list[Course]
) -> None:
    gone = [structs.replace(course, withdrawn=True) for course in group]
    blank = [Course("c", withdrawn=True) for _ in group]
    assert counted(ROWS[content], gone) == counted(ROWS[content], blank)


@pytest.mark.parametrize("content", sorted(ROWS))
def test_a_table_over_nobody_names_its_zeros(content: str) -> None:
    row = ROWS[content]
    assert counted(row, []) == row.empty
    assert set(cells_in(row.empty).values()) <= {0}


@given(anybody(), anybody(), st.sampled_from(["endpoint/knee", "endpoint/response"]))
def test_never_infused_is_in_each_table_as_it_was_in_the_funnel(
    then: Course, now: Course, content: str
) -> None:
    """Otherwise the difference to the funnel that stands would be one patient's correction."""
    now, then = (structs.replace(c, withdrawn=False, registered_late=False) for c in (now, then))
    stands = as_published(now, then, WAIT)
    funnel: Any = counted(ROWS["funnel"], [then])
    counts: Any = counted(ROWS[content], [stands])
    never = counts.no_success["NEVER_INFUSED"] + counts.no_success["UNREPORTED"]
    assert never == sum(funnel.not_infused.values())
