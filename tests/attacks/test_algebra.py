"""The attacker's solver against everything tried out: it misses no certainty and invents none."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attacks.algebra import (
    Contradiction,
    Sum,
    blocks,
    cells,
    smallest_isolated,
    taken_apart,
    without_known,
)

PATIENTS = 7
SETS = st.lists(st.integers(1, 2**PATIENTS - 1), min_size=1, max_size=5)


def fitting(sums: list[Sum]) -> list[int]:
    """Every assignment of 0 and 1 that gives all the sums."""
    assignments = (
        sum(bit << place for place, bit in enumerate(bits))
        for bits in product((0, 1), repeat=PATIENTS)
    )
    return [a for a in assignments if all((a & s.patients).bit_count() == s.value for s in sums)]


def is_combination(target: int, sets: list[int]) -> bool:
    """Whether a set is a combination of sets, by Gauss over fractions."""
    rows = [[Fraction(s >> p & 1) for p in range(PATIENTS)] for s in sets]
    goal = [Fraction(target >> p & 1) for p in range(PATIENTS)]
    for column in range(PATIENTS):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows = [reduced(row, pivot, column) for row in rows]
        goal = reduced(goal, pivot, column)
    return not any(goal)


def reduced(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    factor = row[column] / pivot[column]
    return [value - factor * by for value, by in zip(row, pivot, strict=True)]


@given(SETS, st.integers(0, 2**PATIENTS - 1))
def test_what_is_certain_is_certain_in_every_assignment(sets: list[int], truth: int) -> None:
    sums = [Sum(s, (s & truth).bit_count()) for s in sets]
    possible = fitting(sums)
    found = blocks(sums)
    assert sum(block.patients for block in found) == sum(cells([Sum(s, 0) for s in sets]))
    for block in found:
        counts = {(a & block.patients).bit_count() for a in possible}
        assert (block.least, block.most) == (min(counts), max(counts))


@given(SETS)
def test_the_smallest_set_that_can_be_singled_out_is_found(sets: list[int]) -> None:
    sums = [Sum(s, 0) for s in sets]
    size, patients = smallest_isolated(sums)
    assert patients.bit_count() == size
    assert is_combination(patients, sets)
    smaller = (s for s in range(1, 2**PATIENTS) if s.bit_count() < size)
    assert not any(is_combination(s, sets) for s in smaller)


def test_a_sum_less_its_parts_is_what_is_left() -> None:
    assert taken_apart([Sum(0b1111, 3), Sum(0b0011, 1)]) == [Sum(0b0011, 1), Sum(0b1100, 2)]


def test_an_insider_takes_its_own_patients_off() -> None:
    (left,) = without_known([Sum(0b111, 2)], known=0b011, having=0b001)
    assert left == Sum(0b100, 1)
    assert [block.is_certain for block in blocks([left])] == [True]


@pytest.mark.parametrize("sums", [[Sum(1, 1), Sum(1, 0)], [Sum(0b11, 3)], [Sum(0b11, -1)]])
def test_numbers_that_moved_contradict_each_other(sums: list[Sum]) -> None:
    with pytest.raises(Contradiction):
        blocks(sums)
