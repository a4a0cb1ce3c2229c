"""Estimates against named authorities. Where the counts come from: data/README.md.

What is marked "R" was recomputed with R 4.2.2 and package survival 3.5-3 by data/derive.R, which
prints it from the rows of the data sets themselves: exact-day curves with `survfit`, life tables
with base R. lifelines 0.30.3 gives the curve and the limits of `lung`, scikit-survival 0.28.0 the
incidences of `mgus2`, both recomputed to 8 digits. z has six decimals here and all in R, so limits
may differ by 1e-8.
"""

from collections.abc import Sequence

import pytest
from follow_up import from_table, on_grid, pooled

from registry.statistics.grid import DAYS, IntervalCounts
from registry.statistics.incidence import Incidence, cumulative_incidence
from registry.statistics.life_table import Survival, life_table

TWO_YEARS = DAYS[:5]
MONTHS = (3, 6, 12, 18, 24, 36, 48, 60, 120)
LUNG, VETERAN = from_table("lung.csv", ["death"]), from_table("veteran.csv", ["death"])
HEART = from_table("heart.csv", ["death"])
MGUS2 = from_table("mgus2.csv", ["pcm", "death"])


def survival(counts: Sequence[IntervalCounts], day: int) -> Survival:
    """The last point up to a day."""
    points = [point.survival for point in life_table(pooled(counts)) if point.day <= day]
    assert isinstance(points[-1], Survival)
    return points[-1]


def incidence(counts: Sequence[IntervalCounts], cause: str, month: int) -> Incidence:
    points = cumulative_incidence(pooled(counts), cause)
    found = [point.incidence for point in points if point.day <= month][-1]
    assert isinstance(found, Incidence)
    return found


# R: survfit(..., conf.type = "log-log")
EXACT = [
    (LUNG, 91, 0.881578947368, 0.832071342211, 0.917213604180),
    (LUNG, 183, 0.703515416846, 0.639240908614, 0.758531785481),
    (LUNG, 365, 0.409241624460, 0.338714269088, 0.478380767647),
    (LUNG, 548, 0.255449410812, 0.190927274343, 0.324722100625),
    (LUNG, 731, 0.106793629241, 0.060646553670, 0.167753768218),
    (VETERAN, 91, 0.464037963449, 0.378485275115, 0.545122552120),
    (VETERAN, 183, 0.222411413699, 0.154688581161, 0.297971028634),
    (VETERAN, 365, 0.090045106761, 0.046957129603, 0.150323573444),
    (VETERAN, 548, 0.036018042704, 0.011944681998, 0.082483767961),
    (VETERAN, 731, 0.018009021352, 0.003534216050, 0.057371410570),
    # delayed entry at the transplant, in half days
    (HEART, 2 * 91, 0.492176643242, 0.324130943261, 0.640128584621),
    (HEART, 2 * 183, 0.431270658777, 0.280153788909, 0.573566076065),
    (HEART, 2 * 365, 0.321095219194, 0.199264341279, 0.449318512613),
]


@pytest.mark.parametrize(("counts", "day", "value", "low", "high"), EXACT, ids=lambda x: str(x)[:8])
def test_with_intervals_of_one_day_a_life_table_is_the_kaplan_meier_curve_of_r(
    counts: Sequence[IntervalCounts], day: int, value: float, low: float, high: float
) -> None:
    found = survival(counts, day)
    assert found.value == pytest.approx(value, abs=1e-11)
    assert found.log_log == pytest.approx((low, high), abs=1e-8)


@pytest.mark.parametrize(
    ("counts", "values"),
    [  # R
        (LUNG, [0.881578947368, 0.703482190324, 0.426197239394, 0.268611705500, 0.118893705713]),
        (VETERAN, [0.461254612546, 0.224713785599, 0.092529205835, 0.037011682334, 0.018505841167]),
    ],
    ids=["lung", "veteran"],
)
def test_the_life_table_on_the_registrys_grid_is_that_of_r(
    counts: Sequence[IntervalCounts], values: list[float]
) -> None:
    grid = on_grid(counts, TWO_YEARS)
    found = [survival(grid, day).value for day in TWO_YEARS]
    assert found == pytest.approx(values, abs=1e-11)


def test_the_limits_of_the_life_table_on_the_registrys_grid_are_those_of_r() -> None:
    found = survival(on_grid(LUNG, TWO_YEARS), 365)
    assert found.log_log == pytest.approx((0.357665282619, 0.492905175264), abs=1e-8)


# R: survfit with a factor as status (Aalen & Johansen), estimate and standard error
BY_MONTH = [
    ("pcm", 12, 0.00940125934465, 0.00259515576302),
    ("pcm", 60, 0.03410371297435, 0.00488925790767),
    ("pcm", 120, 0.06372216801311, 0.00679684842396),
    ("pcm", 240, 0.09981371593547, 0.00978484679339),
    ("death", 12, 0.122185402813, 0.00880608437086),
    ("death", 60, 0.320367010268, 0.01256737154756),
    ("death", 120, 0.531817704080, 0.01405964516203),
    ("death", 240, 0.724027976143, 0.01560634506776),
]


@pytest.mark.parametrize(("cause", "month", "value", "error"), BY_MONTH)
def test_with_intervals_of_one_month_the_incidence_and_its_error_are_those_of_r(
    cause: str, month: int, value: float, error: float
) -> None:
    found = incidence(MGUS2, cause, month)
    assert found.value == pytest.approx(value, abs=1e-11)
    assert found.standard_error == pytest.approx(error, abs=1e-11)


# R: estimates; standard errors as the design states them
COARSE = [
    ("pcm", 12, 0.00940182578162, 0.002595),
    ("pcm", 60, 0.03412665436726, 0.004892),
    ("pcm", 120, 0.06354934977367, 0.006766),
    ("death", 12, 0.122191469480, None),
    ("death", 60, 0.320617289428, None),
    ("death", 120, 0.529845345652, None),
]


@pytest.mark.parametrize(("cause", "month", "value", "error"), COARSE)
def test_the_incidence_on_a_coarse_grid_is_that_of_r(
    cause: str, month: int, value: float, error: float | None
) -> None:
    found = incidence(on_grid(MGUS2, MONTHS), cause, month)
    assert found.value == pytest.approx(value, abs=1e-11)
    assert error is None or found.standard_error == pytest.approx(error, abs=5e-7)


# 2,418 men with angina pectoris, by year after diagnosis: deaths, and lost inside the year. The
# example of life tables in the SAS/STAT guide to PROC LIFETEST, after Lee, Statistical Methods for
# Survival Data Analysis.
ANGINA = [
    (456, 0), (226, 39), (152, 22), (171, 23), (135, 24), (125, 107), (83, 133), (74, 102),
    (51, 68), (42, 64), (43, 45), (34, 53), (18, 33), (9, 27), (6, 23),
]  # fmt: skip


def angina() -> list[IntervalCounts]:
    at_risk, counts = 2418, []
    for year, (died, lost) in enumerate(ANGINA, 1):
        counts.append(IntervalCounts(year, at_risk, {"death": died}, lost, 0, 0))
        at_risk = counts[-1].staying
    return counts


def test_the_life_table_of_sas() -> None:
    found = [survival(angina(), year).value for year in (1, 2, 5, 10, 15)]
    printed = [0.811414, 0.717010, 0.519259, 0.298684, 0.142912]
    assert found == pytest.approx(printed, abs=5e-7)


def test_the_standard_error_of_sas_shows_in_the_incidence_of_the_only_cause() -> None:
    assert incidence(angina(), "death", 5).standard_error == pytest.approx(0.010304, abs=5e-7)


def two_groups() -> list[list[IntervalCounts]]:
    old = zip(DAYS, (12, 9, 7, 5), (2, 1, 1, 1), (1, 1, 1, 0), strict=False)
    new = zip(DAYS, (15, 12), (3, 2), (0, 2), strict=False)
    return [[IntervalCounts(day, n, {"e": d}, w, 0, 0) for day, n, d, w in g] for g in (old, new)]


def test_two_groups_of_which_one_has_not_reached_a_year() -> None:
    # R, the beta product with qbeta
    points = [point.survival for point in life_table(pooled(*two_groups()))]
    found = [point for point in points if isinstance(point, Survival)]
    expected = [0.811320754717, 0.686502177068, 0.580886457519, 0.464709166015]
    assert [point.value for point in found] == pytest.approx(expected, abs=1e-11)
    assert found[3].log_log == pytest.approx((0.183936200913, 0.706908162342), abs=1e-8)
    assert found[3].beta == pytest.approx((0.163149863560, 0.749332910598), abs=1e-11)
