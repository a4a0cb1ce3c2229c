from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.statistics.estimates import NoEstimate
from registry.statistics.intervals import Interval
from registry.statistics.means import Mean, ScaleSums, bounds, mean

LOWEST, HIGHEST = -100, 100
CHANGES = [3, -5, 12, 7, 0, 9, 14, -2, 6, 8, 11]
values = st.lists(st.integers(LOWEST, HIGHEST), min_size=2, max_size=40)


def sums(changes: list[int], missing: int = 0) -> ScaleSums:
    squares = sum(x * x for x in changes)
    return ScaleSums(len(changes), sum(changes), squares, missing, LOWEST, HIGHEST)


def test_the_mean_and_its_limits_agree_with_r() -> None:
    # R 4.2.2: mean, sd and t.test(x)$conf.int (data/derive.R)
    found = mean(sums(CHANGES))
    assert isinstance(found, Mean)
    assert found.value == pytest.approx(5.72727272727, abs=1e-10)
    assert found.deviation == pytest.approx(6.06779876217, abs=1e-10)
    assert found.interval == pytest.approx((1.65087005208, 9.80367540247), abs=1e-10)


@given(values)
def test_the_sums_say_what_the_values_would(changes: list[int]) -> None:
    found = mean(sums(changes))
    assert isinstance(found, Mean)
    assert found.value == pytest.approx(fmean(changes), abs=1e-12)
    assert found.deviation == pytest.approx(stdev(changes), abs=1e-9)
    assert isinstance(found.interval, Interval)
    assert found.interval.low <= found.value <= found.interval.high


def test_of_nobody_there_is_no_mean_and_of_one_no_interval() -> None:
    assert mean(sums([])) is NoEstimate.NOBODY_ASSESSED
    one = NoEstimate.ONLY_ONE_ASSESSED
    assert mean(sums([7])) == Mean(7.0, one, one)
    two = mean(sums([7, 8]))
    assert isinstance(two, Mean)
    assert isinstance(two.interval, Interval)


@given(values, st.lists(st.integers(LOWEST, HIGHEST), max_size=20))
def test_the_bounds_hold_whatever_the_missing_values_are(
    changes: list[int], unseen: list[int]
) -> None:
    found = bounds(sums(changes, len(unseen)))
    assert isinstance(found, Interval)
    assert found.low - 1e-9 <= fmean(changes + unseen) <= found.high + 1e-9


def test_the_bounds_put_the_missing_at_either_end_of_the_scale() -> None:
    assert bounds(sums([10, 20], 3)) == Interval((30 - 300) / 5, (30 + 300) / 5)
    assert bounds(sums([10, 20])) == Interval(15.0, 15.0)
    assert bounds(sums([], 2)) == Interval(-100.0, 100.0)
    assert bounds(sums([])) is NoEstimate.NOBODY_ASSESSED


@pytest.mark.parametrize(
    "impossible",
    [
        ScaleSums(-1, 0, 0, 0, 0, 100),
        ScaleSums(2, 10, 60, -1, 0, 100),
        ScaleSums(2, 10, 60, 0, 100, 100),
        ScaleSums(0, 1, 0, 0, 0, 100),
        ScaleSums(0, 0, 1, 0, 0, 100),
        ScaleSums(2, 201, 20201, 0, 0, 100),
        ScaleSums(2, -1, 1, 0, 0, 100),
        ScaleSums(2, 10, 49, 0, 0, 100),
        ScaleSums(2, 10, 1001, 0, 0, 100),
    ],
    ids=str,
)
def test_sums_that_no_values_have_are_refused(impossible: ScaleSums) -> None:
    for estimate in (mean, bounds):
        with pytest.raises(ValueError, match=r"cannot be|have the sums"):
            estimate(impossible)


@pytest.mark.parametrize("squares", [50, 1000])
def test_the_least_and_the_greatest_sum_of_squares_are_taken(squares: int) -> None:
    # 5 and 5; and what (x - 0) (100 - x) >= 0 allows at most
    assert isinstance(mean(ScaleSums(2, 10, squares, 0, 0, 100)), Mean)


@given(values, st.integers(0, 20))
def test_sums_of_values_on_the_scale_are_never_refused(changes: list[int], missing: int) -> None:
    assert isinstance(bounds(sums(changes, missing)), Interval)
