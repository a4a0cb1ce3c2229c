import pytest
from follow_up import pooled
from hypothesis import given
from hypothesis import strategies as st

from registry.statistics.estimates import NoEstimate
from registry.statistics.grid import DAYS, IntervalCounts
from registry.statistics.rates import (
    Rate,
    first_event_rate,
    patient_years,
    poisson_limits,
)


def group(*rows: tuple[int, int, int, int]) -> list[IntervalCounts]:
    """Of each interval: at risk, infections, deaths, lost."""
    return [
        IntervalCounts(day, n, {"INFECTION": i, "DEATH": d}, w, 0, 0)
        for day, (n, i, d, w) in zip(DAYS, rows, strict=False)
    ]


# R 4.2.2: poisson.test(d, PY)$conf.int (data/derive.R)
@pytest.mark.parametrize(
    ("events", "low", "high"), [(3, 0.0148362619399, 0.2102463565885), (0, 0, 0.0884623370291)]
)
def test_the_limits_agree_with_r(events: int, low: float, high: float) -> None:
    assert poisson_limits(events, 41.7) == pytest.approx((low, high), abs=1e-12)


def test_without_an_event_the_lower_limit_is_exactly_0() -> None:
    assert poisson_limits(0, 10).low == 0.0
    assert poisson_limits(1, 10).low > 0.0


def test_an_event_or_a_loss_inside_an_interval_counts_for_half_of_it() -> None:
    intervals = pooled(group((12, 2, 1, 1), (8, 0, 0, 0)))
    assert patient_years(intervals) == pytest.approx((91 * (12 - 4 / 2) + 92 * 8) / 365.25)


def test_time_counts_up_to_the_horizon_a_group_has_opened() -> None:
    short, long = group((10, 0, 0, 0)), group((10, 0, 0, 0), (10, 0, 0, 0))
    assert patient_years(pooled(short, long)) == pytest.approx((91 * 20 + 92 * 10) / 365.25)


def test_a_rate_is_of_first_events_of_its_cause_and_time_ends_at_any_first_event() -> None:
    intervals = pooled(group((12, 2, 4, 0), (6, 1, 0, 0)))
    rate = first_event_rate(intervals, "INFECTION")
    assert isinstance(rate, Rate)
    years = (91 * 9 + 92 * 5.5) / 365.25
    assert rate.events == 3
    assert rate.patient_years == pytest.approx(years)
    assert rate.per_year == pytest.approx(3 / years)
    assert rate.interval == poisson_limits(3, rate.patient_years)


def test_without_anybody_followed_there_is_no_rate() -> None:
    assert first_event_rate(pooled(group((0, 0, 0, 0))), "DEATH") is NoEstimate.NOBODY_FOLLOWED


@pytest.mark.parametrize(("events", "years"), [(-1, 1.0), (1, 0.0), (0, -1.0)])
def test_numbers_that_cannot_be_are_refused(events: int, years: float) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        poisson_limits(events, years)


@given(st.integers(0, 500), st.floats(0.1, 10_000))
def test_the_limits_enclose_the_rate(events: int, years: float) -> None:
    low, high = poisson_limits(events, years)
    assert 0 <= low <= events / years < high
