from collections.abc import Sequence

import pytest
from follow_up import pooled

from registry.statistics.grid import DAYS, IntervalCounts
from registry.statistics.incidence import cumulative_incidence
from registry.statistics.life_table import Survival, life_table
from registry.statistics.pooling import PooledInterval, pool, pool_same_groups, stack
from registry.statistics.rates import first_event_rate


def deaths(at_risk: int, *by_interval: int) -> list[IntervalCounts]:
    group = []
    for day, died in zip(DAYS, by_interval, strict=False):
        group.append(IntervalCounts(day, at_risk, {"DEATH": died}, 0, 0, 0))
        at_risk -= died
    return group


OLD, NEW = deaths(12, 2, 1, 3, 1), deaths(15, 3, 2)


def survival(intervals: Sequence[PooledInterval]) -> list[float]:
    points = [point.survival for point in life_table(intervals)]
    return [point.value for point in points if isinstance(point, Survival)]


def test_an_interval_is_summed_over_the_groups_that_are_open_there_and_over_no_others() -> None:
    assert pool(stack([OLD, NEW]), [0, 1]) == (
        PooledInterval(0, 91, 2, 27, {"DEATH": 5}, 0),
        PooledInterval(91, 183, 2, 22, {"DEATH": 3}, 0),
        PooledInterval(183, 365, 1, 9, {"DEATH": 3}, 0),
        PooledInterval(365, 548, 1, 6, {"DEATH": 1}, 0),
    )


def test_any_cohort_is_summed_from_one_stack() -> None:
    stacked = stack([OLD, NEW, OLD])
    assert pool(stacked, [1]) == pooled(NEW)
    assert pool(stacked, [2, 0]) == pooled(OLD, OLD)
    assert pool(stacked, []) == ()


def test_a_group_whose_next_horizon_is_unopened_leaves_and_is_not_lost() -> None:
    lost = [*NEW, IntervalCounts(365, 10, {"DEATH": 0}, 10, 0, 0)]
    assert survival(pooled(OLD, NEW))[2] == pytest.approx(22 / 27 * 19 / 22 * 6 / 9)
    assert survival(pooled(OLD, lost))[2] == pytest.approx(22 / 27 * 19 / 22 * 11 / 14)


def test_a_group_without_anybody_at_risk_stays_and_adds_zeros() -> None:
    gone = deaths(11, 11, 0, 0, 0)
    with_zeros, without = pooled(OLD, gone), pooled(OLD, gone[:1])
    assert [i.groups for i in with_zeros] == [2, 2, 2, 2]
    assert [i._replace(groups=1) for i in with_zeros[1:]] == list(without[1:])


def test_beside_the_pooled_curve_the_same_groups_throughout_show_what_newer_ones_add() -> None:
    stacked = stack([OLD, NEW])
    throughout = survival(pool_same_groups(stacked, [0, 1], 548))
    assert throughout == pytest.approx([10 / 12, 9 / 12, 6 / 12, 5 / 12])
    assert survival(pool(stacked, [0, 1]))[3] != pytest.approx(throughout[3])


@pytest.mark.parametrize(
    ("day", "groups"), [(91, [2]), (183, [2, 2]), (365, [1, 1, 1]), (548, [1] * 4), (731, [])]
)
def test_the_same_groups_are_those_that_reached_the_day_each_up_to_it(
    day: int, groups: list[int]
) -> None:
    intervals = pool_same_groups(stack([OLD, NEW, []]), [0, 1, 2], day)
    assert [interval.groups for interval in intervals] == groups


def test_only_members_of_the_cohort_are_among_the_same_groups() -> None:
    assert pool_same_groups(stack([OLD, OLD]), [1], 548) == pooled(OLD)


def test_a_day_between_two_horizons_has_no_curve_of_the_same_groups() -> None:
    with pytest.raises(ValueError, match="92 is no horizon"):
        pool_same_groups(stack([OLD, NEW]), [0, 1], 92)


def test_of_no_groups_there_is_no_curve() -> None:
    assert pooled() == pooled([], []) == ()
    assert life_table(()) == ()
    assert cumulative_incidence((), "DEATH") == ()


def test_a_group_named_twice_is_refused_because_its_patients_would_count_twice() -> None:
    with pytest.raises(ValueError, match="named twice"):
        pool(stack([OLD, NEW]), [0, 1, 0])


def test_counts_that_cannot_be_are_not_stacked() -> None:
    with pytest.raises(ValueError, match=r"Group 1 .*not the first days of the grid"):
        stack([OLD, [NEW[0]._replace(day=90)]])
    everybody = IntervalCounts(91, 11, {"DEATH": 4}, 7, 0, 0)
    assert pooled([everybody])[0].exposed == 7.5
    with pytest.raises(ValueError, match="More patients leave"):
        stack([[everybody._replace(lost=8)]])


def test_groups_that_count_different_causes_are_not_pooled() -> None:
    other = [counts._replace(events={"RELAPSE": 0, "DEATH": 1}) for counts in NEW]
    with pytest.raises(ValueError, match="different causes"):
        stack([OLD, other])


def test_of_a_cause_that_is_not_counted_nothing_is_known() -> None:
    for estimate in (cumulative_incidence, first_event_rate):
        with pytest.raises(ValueError, match="Ask for one of DEATH"):
            estimate(pooled(OLD), "RELAPSE")
