"""Laws that hold for any counts of patients who can exist."""

from collections.abc import Sequence
from random import Random

import pytest
from follow_up import Followed, counted, exact_incidence, exact_survival, pooled
from hypothesis import given
from hypothesis import strategies as st

from registry.statistics.grid import DAYS, IntervalCounts
from registry.statistics.incidence import Incidence, cumulative_incidence
from registry.statistics.intervals import Interval, clopper_pearson
from registry.statistics.life_table import Survival, life_table
from registry.statistics.pooling import pool, stack
from registry.statistics.rates import Rate, first_event_rate, patient_years

CAUSES = ("RELAPSE", "DEATH")


def followed(*parts: st.SearchStrategy[object]) -> st.SearchStrategy[Followed]:
    return st.tuples(*parts).map(lambda told: Followed(*told))


SOMETIME = st.integers(1, DAYS[-1] + 400)
PATIENTS = st.lists(
    st.one_of(
        followed(SOMETIME, st.sampled_from([*CAUSES, None])),
        followed(SOMETIME, st.sampled_from([*CAUSES, None]), st.integers(0, 800)),
    ),
    min_size=11,
    max_size=30,
)
COMPLETE = st.lists(
    st.one_of(
        followed(st.integers(1, DAYS[-1]), st.sampled_from(CAUSES)),
        followed(st.sampled_from([*DAYS, DAYS[-1] + 1])),
    ),
    min_size=11,
    max_size=30,
)
"""Patients of whom nobody is lost: seen to their event, or last at a visit at a horizon."""
HORIZONS = st.integers(1, len(DAYS))
GROUPS = st.lists(st.tuples(PATIENTS, HORIZONS), min_size=1, max_size=4)

Group = tuple[list[Followed], int]


def opened(groups: Sequence[Group]) -> list[tuple[IntervalCounts, ...]]:
    return [counted(patients, CAUSES)[:horizons] for patients, horizons in groups]


def survivals(groups: Sequence[tuple[IntervalCounts, ...]]) -> list[Survival]:
    points = (point.survival for point in life_table(pooled(*groups)))
    return [point for point in points if isinstance(point, Survival)]


def incidences(groups: Sequence[tuple[IntervalCounts, ...]], cause: str) -> list[Incidence]:
    points = (point.incidence for point in cumulative_incidence(pooled(*groups), cause))
    return [point for point in points if isinstance(point, Incidence)]


def seen(groups: Sequence[Group]) -> list[Followed]:
    """Each patient up to the last horizon that has opened for the group."""
    return [
        p if p.exit <= DAYS[horizons - 1] else Followed(DAYS[horizons - 1])
        for patients, horizons in groups
        for p in patients
    ]


@given(st.lists(st.tuples(COMPLETE, HORIZONS), min_size=1, max_size=4))
def test_when_nobody_is_lost_the_life_table_is_the_exact_day_curve(groups: list[Group]) -> None:
    rows, points = seen(groups), survivals(opened(groups))
    assert points
    for day, point in zip(DAYS, points, strict=False):
        assert point.value == pytest.approx(exact_survival(rows, day), abs=1e-12)


@given(st.tuples(COMPLETE, st.just(len(DAYS))))
def test_when_all_are_followed_to_the_end_incidence_is_the_exact_share(group: Group) -> None:
    rows = [p._replace(exit=DAYS[-1] + 1) if p.cause is None else p for p in group[0]]
    found = incidences(opened([(rows, group[1])]), "RELAPSE")
    for day, point in zip(DAYS, found, strict=False):
        assert point.value == pytest.approx(exact_incidence(rows, "RELAPSE", day), abs=1e-12)
        events = sum(p.cause == "RELAPSE" and p.exit <= day for p in rows)
        assert point.value == pytest.approx(events / len(rows), abs=1e-12)


@given(GROUPS, st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(groups: list[Group], chance: Random) -> None:
    counts = opened(groups)
    other = list(counts)
    chance.shuffle(other)
    assert pooled(*other) == pooled(*counts)


@given(GROUPS, st.integers(1, 10))
def test_splitting_a_group_into_two_with_the_same_horizons_changes_nothing(
    groups: list[Group], first: int
) -> None:
    (patients, horizons), *others = groups
    parts = [(patients[:first], horizons), (patients[first:], horizons)]
    whole, split = pooled(*opened(groups)), pooled(*opened([*parts, *others]))
    assert [i._replace(groups=0) for i in whole] == [i._replace(groups=0) for i in split]
    assert survivals(opened(groups)) == survivals(opened([*parts, *others]))


@given(st.lists(st.tuples(PATIENTS, HORIZONS), min_size=2, max_size=5), st.data())
def test_the_sum_over_a_cohort_is_the_sum_of_its_parts(
    groups: list[Group], data: st.DataObject
) -> None:
    stacked = stack(opened(groups))
    cut = data.draw(st.integers(1, len(groups) - 1))
    whole, first, second = (
        pool(stacked, range(*ends)) for ends in ((len(groups),), (cut,), (cut, len(groups)))
    )
    for place, interval in enumerate(whole):
        parts = [part[place] for part in (first, second) if place < len(part)]
        assert interval.at_risk == sum(part.at_risk for part in parts)
        assert interval.failures == sum(part.failures for part in parts)
        assert interval.lost == sum(part.lost for part in parts)
        assert interval.groups == sum(part.groups for part in parts)


@given(GROUPS)
def test_survival_never_rises_and_incidence_never_falls(groups: list[Group]) -> None:
    values = [1.0, *(point.value for point in survivals(opened(groups)))]
    assert values == sorted(values, reverse=True)
    for cause in CAUSES:
        shares = [point.value for point in incidences(opened(groups), cause)]
        assert shares == sorted(shares)


@given(GROUPS)
def test_survival_and_the_incidences_of_all_causes_add_up_to_1(groups: list[Group]) -> None:
    counts = opened(groups)
    by_cause = (incidences(counts, cause) for cause in CAUSES)
    for alive, relapsed, died in zip(survivals(counts), *by_cause, strict=True):
        assert alive.value + relapsed.value + died.value == pytest.approx(1, abs=1e-12)


def holds(value: float, interval: Interval) -> bool:
    return 0 <= interval.low <= value <= interval.high <= 1


@given(GROUPS)
def test_every_interval_lies_within_0_and_1_and_holds_its_estimate(groups: list[Group]) -> None:
    counts = opened(groups)
    for point in survivals(counts):
        assert holds(point.value, point.beta)
        assert (point.log_log is None) == (point.value in (0, 1))
        assert point.log_log is None or holds(point.value, point.log_log)
    for cause in CAUSES:
        assert all(holds(point.value, point.interval) for point in incidences(counts, cause))


@given(COMPLETE)
def test_without_losses_the_beta_product_is_the_interval_of_clopper_and_pearson(
    patients: list[Followed],
) -> None:
    rows = [p._replace(exit=DAYS[-1] + 1) if p.cause is None else p for p in patients]
    points = survivals(opened([(rows, len(DAYS))]))
    for day, point in zip(DAYS, points, strict=False):
        free = sum(p.exit > day for p in rows)
        assert point.beta == pytest.approx(clopper_pearson(free, len(rows)), abs=1e-9)


@given(GROUPS)
def test_with_one_cause_incidence_is_what_survival_lacks_and_has_its_variance(
    groups: list[Group],
) -> None:
    one = [
        tuple(c._replace(events={"ANY": sum(c.events.values())}) for c in group)
        for group in opened(groups)
    ]
    for point, event in zip(survivals(one), incidences(one, "ANY"), strict=True):
        assert event.value == pytest.approx(1 - point.value, abs=1e-12)
        if point.log_log is not None:
            mirrored = Interval(1 - event.interval.high, 1 - event.interval.low)
            assert mirrored == pytest.approx(point.log_log, abs=1e-9)


@given(GROUPS)
def test_rates_of_all_causes_share_their_patient_years(groups: list[Group]) -> None:
    intervals = pooled(*opened(groups))
    years = patient_years(intervals)
    for cause in CAUSES if years else ():
        rate = first_event_rate(intervals, cause)
        assert isinstance(rate, Rate)
        assert rate.patient_years == years
        assert rate.events == sum(interval.events[cause] for interval in intervals)
