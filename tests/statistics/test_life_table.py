import pytest
from follow_up import pooled

from registry.statistics.estimates import NoEstimate
from registry.statistics.grid import DAYS, IntervalCounts
from registry.statistics.incidence import Incidence, cumulative_incidence
from registry.statistics.intervals import Interval, clopper_pearson
from registry.statistics.life_table import Survival, SurvivalPoint, life_table
from registry.statistics.pooling import PooledInterval


def group(*rows: tuple[int, int, int, int, int]) -> tuple[PooledInterval, ...]:
    """Of each interval: at risk, relapses, deaths, lost, entered."""
    return pooled(
        [
            IntervalCounts(day, n, {"RELAPSE": r, "DEATH": d}, w, 0, e)
            for day, (n, r, d, w, e) in zip(DAYS, rows, strict=False)
        ]
    )


EVERYBODY_DIES = group((11, 2, 3, 0, 0), (6, 0, 6, 0, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0))
ALL_ARE_LOST = group((11, 2, 0, 1, 0), (8, 0, 1, 7, 0), (0, 0, 0, 0, 3), (3, 0, 1, 0, 0))
NOTHING_HAPPENS = group((11, 0, 0, 1, 0), (10, 0, 0, 0, 0))
ONE_CAUSE = group((11, 0, 3, 0, 0), (8, 0, 8, 0, 0), (0, 0, 0, 0, 0))


def some(point: SurvivalPoint) -> Survival:
    assert isinstance(point.survival, Survival)
    return point.survival


def incidences(intervals: tuple[PooledInterval, ...], cause: str) -> list[Incidence | NoEstimate]:
    return [point.incidence for point in cumulative_incidence(intervals, cause)]


def test_a_point_says_how_many_groups_are_open_and_how_many_patients_are_at_risk() -> None:
    points = life_table(EVERYBODY_DIES)
    assert [(p.day, p.groups, p.at_risk) for p in points] == [
        (91, 1, 11),
        (183, 1, 6),
        (365, 1, 0),
        (548, 1, 0),
    ]


def test_where_nobody_is_at_risk_the_curve_stops_for_good_and_says_so() -> None:
    first, second, third, fourth = life_table(ALL_ARE_LOST)
    assert some(first).value == pytest.approx(1 - 2 / 10.5)
    assert some(second).value == pytest.approx(some(first).value * (1 - 1 / 4.5))
    assert third.survival is NoEstimate.NOBODY_AT_RISK
    assert fourth.survival is NoEstimate.NOBODY_AT_RISK
    assert incidences(ALL_ARE_LOST, "DEATH")[2:] == [NoEstimate.NOBODY_AT_RISK] * 2


def test_a_curve_of_nobody_stops_at_once() -> None:
    assert life_table(group((0, 0, 0, 0, 0)))[0].survival is NoEstimate.NOBODY_AT_RISK


def test_once_nobody_is_left_without_an_event_survival_stays_exactly_0() -> None:
    points = life_table(EVERYBODY_DIES)
    assert [some(point).value for point in points[1:]] == [0.0, 0.0, 0.0]
    assert some(points[1]) == some(points[2]) == some(points[3])
    assert incidences(EVERYBODY_DIES, "DEATH")[1] == incidences(EVERYBODY_DIES, "DEATH")[3]


def test_who_enters_after_survival_has_reached_0_changes_nothing() -> None:
    entering = group((11, 4, 7, 0, 3), (3, 0, 1, 0, 0))
    first, second = life_table(entering)
    assert second.at_risk == 3
    assert some(second) == some(first)
    for cause in ("RELAPSE", "DEATH"):
        before, after = incidences(entering, cause)
        assert after == before


def test_at_0_and_at_1_the_beta_product_stands_alone() -> None:
    ends = [some(life_table(EVERYBODY_DIES)[1]), some(life_table(NOTHING_HAPPENS)[1])]
    assert [end.value for end in ends] == [0.0, 1.0]
    assert [end.log_log for end in ends] == [None, None]
    assert ends[0].beta == pytest.approx(clopper_pearson(0, 11))
    assert ends[0].beta.low == 0.0
    assert ends[1].beta == pytest.approx(Interval(0.025 ** (1 / 10), 1.0))
    assert ends[1].beta.high == 1.0


def test_between_0_and_1_both_intervals_stand_beside_each_other() -> None:
    first = some(life_table(EVERYBODY_DIES)[0])
    assert first.log_log is not None
    assert first.beta == pytest.approx(clopper_pearson(6, 11))
    assert first.log_log.low < 6 / 11 < first.log_log.high


def test_where_all_who_stay_were_lost_the_lower_limit_is_exactly_0() -> None:
    assert some(life_table(ALL_ARE_LOST)[1]).beta.low == 0.0


def test_who_is_lost_inside_an_interval_counts_for_half_of_it() -> None:
    points = life_table(group((12, 0, 2, 4, 0)))
    assert some(points[0]).value == pytest.approx(1 - 2 / 10)


def test_an_incidence_of_0_has_an_upper_limit_from_the_number_exposed() -> None:
    never = incidences(group((11, 0, 3, 1, 0), (7, 0, 1, 2, 0)), "RELAPSE")
    for found, exposed in zip(never, (10.5, 6), strict=True):
        assert isinstance(found, Incidence)
        assert (found.value, found.standard_error, found.interval.low) == (0.0, 0.0, 0.0)
        assert found.interval.high == pytest.approx(1 - 0.025 ** (1 / exposed))


def test_if_everybody_has_the_event_the_incidence_is_1_less_the_limits_of_survival() -> None:
    found = incidences(ONE_CAUSE, "DEATH")[1]
    assert isinstance(found, Incidence)
    assert (found.value, found.standard_error) == (1.0, 0.0)
    assert found.interval == pytest.approx(clopper_pearson(11, 11))
    for cause in ("DEATH", "RELAPSE"):
        assert incidences(ONE_CAUSE, cause)[1] == incidences(ONE_CAUSE, cause)[2]


def test_treating_deaths_as_losses_would_overstate_relapse() -> None:
    competing = group((100, 20, 30, 0, 0), (50, 10, 20, 0, 0))
    as_losses = group((100, 20, 0, 30, 0), (50, 10, 0, 20, 0))
    relapse = incidences(competing, "RELAPSE")[1]
    assert isinstance(relapse, Incidence)
    assert relapse.value == pytest.approx(30 / 100)
    assert 1 - some(life_table(as_losses)[1]).value > relapse.value + 0.09
