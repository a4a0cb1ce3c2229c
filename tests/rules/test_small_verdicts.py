from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model.endpoint import SuccessCriterion
from registry.release.verdicts import SmallProgramme, fixed_sets, possible_successes, stands_alone

DAY = date(2030, 3, 31)


def small(*patients: int, synthetic: bool = False) -> list[SmallProgramme]:
    """Programmes of so many patients, one ended after the other."""
    return [
        SmallProgramme(f"p{n}", count, DAY + timedelta(n), synthetic)
        for n, count in enumerate(patients)
    ]


@pytest.mark.parametrize(
    ("patients", "percent", "possible"),
    [(4, 50, (3, 2)), (5, 50, (3, 3)), (6, 50, (4, 3)), (10, 100, (1, 10)), (0, 50, (1, 0))],
)
def test_a_criterion_leaves_some_counts_for_met_and_the_others_for_not_met(
    patients: int, percent: int, possible: tuple[int, int]
) -> None:
    assert possible_successes(patients, SuccessCriterion(percent)) == possible


@pytest.mark.parametrize(("patients", "alone"), [(4, False), (5, True), (6, True)])
def test_a_verdict_stands_alone_where_three_counts_are_possible_either_way(
    patients: int, alone: bool
) -> None:
    assert stands_alone(patients, SuccessCriterion(50)) is alone


@pytest.mark.parametrize(
    ("patients", "sets"),
    [
        ((4, 4, 2), []),
        ((4, 4, 3), [("p0", "p1", "p2")]),
        ((4, 4, 4), [("p0", "p1", "p2")]),
        ((6, 6), []),
        ((6, 6, 0), [("p0", "p1", "p2")]),
        ((4, 4, 2, 1, 4, 4, 4), [("p0", "p1", "p2", "p3"), ("p4", "p5", "p6")]),
    ],
)
def test_a_set_holds_three_programmes_and_11_patients(
    patients: tuple[int, ...], sets: list[tuple[str, ...]]
) -> None:
    assert fixed_sets(small(*patients), 11, 3) == sets


def test_real_and_fictional_programmes_never_share_a_set() -> None:
    real, fictional = small(4, 4), small(4, 4, synthetic=True)
    assert fixed_sets([*real, *fictional], 11, 3) == []


@given(st.lists(st.integers(0, 10), max_size=20), st.integers(0, 5))
def test_who_ends_later_never_changes_an_earlier_set(patients: list[int], more: int) -> None:
    before = fixed_sets(small(*patients), 11, 3)
    after = fixed_sets(small(*patients, *[4] * more), 11, 3)
    assert after[: len(before)] == before
