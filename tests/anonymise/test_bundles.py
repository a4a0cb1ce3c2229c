"""Runs of groups: cut in order, by one number of each, and never moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anonymise.bundles import Closes, Patients, enough, nobody_or_enough, runs

INFUSED, CHANGE = nobody_or_enough(11), enough(11)


def places(numbers: list[int | None], closes: Closes) -> list[list[int]]:
    known = [None if number is None else Patients(number) for number in numbers]
    return [list(run) for run in runs(known, closes)]


@pytest.mark.parametrize(
    ("never_infused", "expected"),
    [
        ([0], [[0]]),
        ([0, 0], [[0], [1]]),
        ([10], []),
        ([11], [[0]]),
        ([12], [[0]]),
        ([1, 0, 9], []),
        ([1, 0, 10], [[0, 1, 2]]),
        ([1, 10, 0, 3], [[0, 1], [2]]),
        ([None, 0], []),
        ([0, None, 0], [[0]]),
    ],
)
def test_a_run_closes_with_nobody_or_at_least_eleven_never_infused(
    never_infused: list[int | None], expected: list[list[int]]
) -> None:
    assert places(never_infused, INFUSED) == expected


@pytest.mark.parametrize(
    ("assessed", "expected"),
    [([0], []), ([10], []), ([11], [[0]]), ([0, 11], [[0, 1]]), ([6, 4, 1, 12], [[0, 1, 2], [3]])],
)
def test_a_run_closes_with_at_least_eleven_assessed(
    assessed: list[int | None], expected: list[list[int]]
) -> None:
    assert places(assessed, CHANGE) == expected


@pytest.mark.parametrize(
    ("rest", "closes"),
    [
        (Patients(0, 0), True),
        (Patients(0, 1), False),
        (Patients(10, 5), False),
        (Patients(11, 5), True),
    ],
)
def test_who_may_or_may_not_be_in_the_rest_hides_nobody(rest: Patients, closes: bool) -> None:
    """Of those who withdrew nobody knows whether they were infused."""
    assert INFUSED(rest) is closes


numbers = st.lists(st.integers(0, 14), max_size=12)


@given(numbers)
def test_runs_are_a_beginning_of_the_groups_each_in_one_run(never: list[int]) -> None:
    flat = [place for run in places([*never], INFUSED) for place in run]
    assert flat == list(range(len(flat)))


@given(numbers)
def test_every_run_leaves_nobody_or_enough_and_none_closes_earlier(never: list[int]) -> None:
    for run in places([*never], INFUSED):
        sums = [sum(never[place] for place in run[: end + 1]) for end in range(len(run))]
        assert [total == 0 or total >= 11 for total in sums] == [False] * (len(run) - 1) + [True]


@given(numbers, st.integers(0, 14))
def test_a_later_group_moves_no_run(never: list[int], more: int) -> None:
    before = places([*never], INFUSED)
    assert places([*never, more], INFUSED)[: len(before)] == before
