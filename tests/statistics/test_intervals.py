from decimal import Decimal, localcontext
from math import isclose

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.statistics.intervals import Interval, clopper_pearson, wilson

# R 4.2.2: prop.test(x, n, correct = FALSE)$conf.int (Wilson) and binom.test(x, n)$conf.int
# (Clopper-Pearson), to 12 decimals. The first four are the worked examples of Newcombe (1998),
# Stat. Med. 17:857-872; the others are the smallest sealed group.
FROM_R = [
    (81, 263, 0.255288519878, 0.366209576983, 0.252736745585, 0.367621922601),
    (15, 148, 0.062386399531, 0.160487241723, 0.057844010083, 0.161650490349),
    (0, 20, 0.0, 0.161125158053, 0.0, 0.168433470983),
    (1, 29, 0.006113214293, 0.171755218793, 0.000872646884, 0.177644295489),
    (29, 29, 0.883030201500, 1.0, 0.880555130930, 1.0),
    (0, 11, 0.0, 0.258832966968, 0.0, 0.284914152918),
    (1, 11, 0.016232172886, 0.377358436452, 0.002298972214, 0.412779916988),
    (7, 11, 0.353801174508, 0.848335289046, 0.307904715012, 0.890736556181),
    (10, 11, 0.622641563548, 0.983767827114, 0.587220083012, 0.997701027786),
    (11, 11, 0.741167033032, 1.0, 0.715085847082, 1.0),
]
IDS = [f"{x} of {n}" for x, n, *_ in FROM_R]
counts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def some(interval: Interval | None) -> Interval:
    assert interval is not None
    return interval


@pytest.mark.parametrize(("x", "n", "low", "high", "_low", "_high"), FROM_R, ids=IDS)
def test_wilson_agrees_with_r(
    x: int, n: int, low: float, high: float, _low: float, _high: float
) -> None:
    # z has six decimals, R's has all: limits differ by less than 1e-8.
    assert some(wilson(x, n)) == pytest.approx((low, high), abs=1e-8)


@pytest.mark.parametrize(("x", "n", "_low", "_high", "low", "high"), FROM_R, ids=IDS)
def test_clopper_pearson_agrees_with_r(
    x: int, n: int, low: float, high: float, _low: float, _high: float
) -> None:
    assert some(clopper_pearson(x, n)) == pytest.approx((low, high), abs=1e-11)


def test_of_nobody_there_is_no_proportion() -> None:
    assert wilson(0, 0) is None
    assert clopper_pearson(0, 0) is None


@pytest.mark.parametrize("n", [1, 10, 11, 12, 100_000])
def test_no_success_starts_at_exactly_zero_and_no_failure_ends_at_exactly_one(n: int) -> None:
    for interval in (wilson, clopper_pearson):
        assert some(interval(0, n)).low == 0.0
        assert some(interval(n, n)).high == 1.0
        assert 0 < some(interval(0, n)).high < 1
        assert 0 < some(interval(n, n)).low < 1


@pytest.mark.parametrize("counts", [(-1, 11), (12, 11), (1, 0), (0, -1)], ids=str)
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int]) -> None:
    for interval in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match="cannot be"):
            interval(*counts)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        clopper_pearson(1, 11, level)


@given(counts)
def test_the_limits_enclose_the_proportion(count: tuple[int, int]) -> None:
    x, n = count
    for interval in (wilson, clopper_pearson):
        low, high = some(interval(x, n))
        assert 0.0 <= low <= x / n <= high <= 1.0


@given(counts.filter(lambda count: count[0] > 0))
def test_one_success_more_moves_both_limits_up(count: tuple[int, int]) -> None:
    x, n = count
    for interval in (wilson, clopper_pearson):
        fewer, more = some(interval(x - 1, n)), some(interval(x, n))
        assert fewer.low < more.low
        assert fewer.high < more.high


@given(counts)
def test_counting_failures_instead_of_successes_mirrors_the_interval(
    count: tuple[int, int],
) -> None:
    x, n = count
    for interval in (wilson, clopper_pearson):
        low, high = some(interval(x, n))
        mirrored = some(interval(n - x, n))
        assert isclose(mirrored.low, 1 - high, abs_tol=1e-12)
        assert isclose(mirrored.high, 1 - low, abs_tol=1e-12)


def textbook_wilson(x: int, n: int) -> tuple[Decimal, Decimal]:
    """(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), in 50 digits."""
    with localcontext(prec=50):
        p, z2 = Decimal(x) / n, Decimal("1.959964") ** 2
        half = (z2 * (p * (1 - p) / n + z2 / (4 * n * n))).sqrt()
        middle = p + z2 / (2 * n)
        return (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)


@given(counts)
@example((1, 10**12))
def test_wilson_keeps_its_digits_where_the_textbook_formula_loses_them(
    count: tuple[int, int],
) -> None:
    low, high = some(wilson(*count))
    exact_low, exact_high = textbook_wilson(*count)
    assert isclose(low, exact_low, rel_tol=1e-12, abs_tol=1e-40)
    assert isclose(high, exact_high, abs_tol=1e-14)


def test_a_higher_level_gives_a_wider_exact_interval() -> None:
    narrow, wide = some(clopper_pearson(7, 11, 0.95)), some(clopper_pearson(7, 11, 0.99))
    assert wide.low < narrow.low
    assert wide.high > narrow.high
