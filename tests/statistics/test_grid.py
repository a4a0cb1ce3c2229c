from typing import Any

import pytest
from follow_up import Followed, counted
from hypothesis import given
from hypothesis import strategies as st

from registry.model import sealed
from registry.statistics.grid import DAYS, IntervalCounts, count_faults

CAUSES = ("RELAPSE", "DEATH")
days = st.integers(1, DAYS[-1] + 400)
patients = st.builds(
    Followed, days, st.sampled_from([*CAUSES, None]), st.sampled_from([0, 91, 200])
)


def of_eleven(**changes: Any) -> IntervalCounts:
    plain = IntervalCounts(91, 11, {"RELAPSE": 2, "DEATH": 1}, lost=1, left=1, entered=2)
    return plain._replace(**changes)


def test_the_grid_is_what_the_design_fixes_to_the_day() -> None:
    assert DAYS == (91, 183, 365, 548, 731, 1096, 1461, 1826, 3653, 5479)


def test_a_sealed_groups_counts_are_on_this_grid_and_have_these_fields() -> None:
    assert sealed.GRID == DAYS
    assert sealed.IntervalCounts.__struct_fields__ == IntervalCounts._fields


def test_who_stays_is_who_was_at_risk_less_events_lost_and_left_plus_entered() -> None:
    assert of_eleven().staying == 11 - 3 - 1 - 1 + 2


@pytest.mark.parametrize(
    ("patient", "event", "lost", "left"),
    [
        (Followed(90, "DEATH"), 1, 0, 0),
        (Followed(91, "DEATH"), 1, 0, 0),
        (Followed(92, "DEATH"), 0, 0, 0),
        (Followed(76), 0, 1, 0),
        (Followed(77), 0, 0, 1),
        (Followed(91), 0, 0, 1),
        (Followed(105), 0, 0, 1),
        (Followed(106), 0, 0, 0),
    ],
    ids=str,
)
def test_events_belong_to_the_interval_that_ends_on_their_day_and_visits_to_their_window(
    patient: Followed, event: int, lost: int, left: int
) -> None:
    first = counted([patient], CAUSES, window=14)[0]
    assert (first.events["DEATH"], first.lost, first.left) == (event, lost, left)


@given(st.lists(patients, max_size=30), st.sampled_from([0, 14]))
def test_counts_of_followed_patients_have_no_fault(group: list[Followed], window: int) -> None:
    counts = counted(group, CAUSES, window=window)
    assert count_faults(counts) == ()
    assert count_faults(counts[:4]) == ()
    assert counts[0].at_risk + sum(c.entered for c in counts) <= len(group)


@given(st.lists(patients, min_size=11, max_size=20), st.integers(1, 9), st.sampled_from([-1, 1]))
def test_one_patient_more_or_less_at_risk_breaks_the_identity(
    group: list[Followed], place: int, more: int
) -> None:
    counts = list(counted(group, CAUSES))
    counts[place] = counts[place]._replace(at_risk=counts[place].at_risk + more)
    assert any("stay" in fault or "below 0" in fault for fault in count_faults(counts))


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ([of_eleven(day=90)], "not the first days"),
        ([of_eleven(lost=-1)], "below 0"),
        ([of_eleven(events={"RELAPSE": -1, "DEATH": 0})], "below 0"),
        ([of_eleven(lost=9)], "More patients leave"),
        ([of_eleven(), of_eleven(day=183, at_risk=8, events={"DEATH": 0})], "the same causes"),
        ([of_eleven(), of_eleven(day=183, at_risk=9)], "stay 8, but 9 are at risk"),
    ],
)
def test_what_cannot_be_is_said(group: list[IntervalCounts], said: str) -> None:
    assert any(said in fault for fault in count_faults(group))


def test_everybody_may_leave() -> None:
    assert count_faults([of_eleven(lost=7, entered=0)]) == ()
