"""The attacker's solver: everything public is a sum over a known set of patients.

A set of patients is an integer whose bits are patients. Each patient has an unknown 0 or 1 (has
responded, or not). What follows from all sums together is found exactly: first by taking sums
apart where one contains another, then by integer programmes (HiGHS) over what overlaps.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

LARGEST_FACTOR = 8


class Contradiction(Exception):
    """No assignment of patients gives these sums: a published number has moved."""


@dataclass(frozen=True)
class Sum:
    """How many of some patients have a property."""

    patients: int
    value: int

    @property
    def size(self) -> int:
        """How many patients are summed over."""
        return self.patients.bit_count()


@dataclass(frozen=True)
class Block:
    """Patients whom no sum tells apart, with the least and the most of them that can have it."""

    patients: int
    least: int
    most: int

    @property
    def is_certain(self) -> bool:
        """Whether it is known of each of them."""
        return self.most == 0 or self.least == self.patients.bit_count()


def without_known(sums: Iterable[Sum], known: int, having: int) -> list[Sum]:
    """The sums over the others, for somebody who knows some patients; `having` have it."""
    return [Sum(s.patients & ~known, s.value - (s.patients & having).bit_count()) for s in sums]


def taken_apart(sums: Iterable[Sum]) -> list[Sum]:
    """Equivalent sums of which none contains another. Contradiction where they cannot all be."""
    rows = sorted(set(sums), key=lambda s: (s.size, s.patients, s.value))
    done: list[Sum] = []
    while rows:
        smallest = rows.pop(0)
        if not smallest.patients:
            if smallest.value:
                raise Contradiction(f"nobody adds up to {smallest.value}")
            continue
        done.append(smallest)
        rows = sorted(
            {less(row, smallest) for row in rows}, key=lambda s: (s.size, s.patients, s.value)
        )
    return done


def less(row: Sum, part: Sum) -> Sum:
    """A sum without a part of it, where it contains the part."""
    if row.patients & part.patients != part.patients:
        return row
    return Sum(row.patients & ~part.patients, row.value - part.value)


def components(sums: Sequence[Sum]) -> Iterator[list[Sum]]:
    """Sums that overlap, directly or through others, together."""
    rest = list(sums)
    while rest:
        found = [rest.pop()]
        reach = found[0].patients
        while touching := [row for row in rest if row.patients & reach]:
            found += touching
            rest = [row for row in rest if not row.patients & reach]
            for row in touching:
                reach |= row.patients
        yield found


def cells(sums: Iterable[Sum]) -> list[int]:
    """The finest sets of patients that the sums can tell apart."""
    parts: list[int] = []
    for row in sums:
        rest = row.patients
        split: list[int] = []
        for part in parts:
            split += [piece for piece in (part & row.patients, part & ~row.patients) if piece]
            rest &= ~part
        parts = [*split, rest] if rest else split
    return parts


def blocks(sums: Iterable[Sum]) -> list[Block]:
    """What follows of each set of patients that nobody can tell apart."""
    return [block for component in components(taken_apart(sums)) for block in solved(component)]


def solved(component: Sequence[Sum]) -> Iterator[Block]:
    """The least and the most of each cell that sums which overlap leave possible."""
    if len(component) == 1:
        (only,) = component
        if not 0 <= only.value <= only.size:
            raise Contradiction(f"{only.value} of {only.size}")
        yield Block(only.patients, only.value, only.value)
        return
    parts = cells(component)
    matrix = incidence(component, parts)
    for index, part in enumerate(parts):
        yield Block(part, *(extreme(matrix, component, parts, index, sign) for sign in (1, -1)))


def incidence(component: Sequence[Sum], parts: Sequence[int]) -> np.ndarray:
    """Which cells each sum covers: one row per sum, one column per cell."""
    return np.array([[float(bool(row.patients & part)) for part in parts] for row in component])


def extreme(
    matrix: np.ndarray, component: Sequence[Sum], parts: Sequence[int], index: int, sign: int
) -> int:
    """The least (sign 1) or the most (sign -1) of one cell that the sums leave possible."""
    target = np.zeros(len(parts))
    target[index] = sign
    values = [row.value for row in component]
    answer = milp(
        target,
        constraints=LinearConstraint(matrix, values, values),
        integrality=np.ones(len(parts)),
        bounds=Bounds(0, [part.bit_count() for part in parts]),
    )
    if answer.x is None:
        raise Contradiction("no assignment fits")
    return round(float(answer.x[index]))


def smallest_isolated(sums: Iterable[Sum]) -> tuple[int, int]:
    """The fewest patients of whom a combination of sums is an exact count, and who they are.

    Values play no part: what can be singled out, not what is then known. (0, 0) without sums.
    """
    shapes = {Sum(row.patients, 0) for row in sums}
    found = [isolated(component) for component in components(taken_apart(shapes))]
    return min(((p.bit_count(), p) for p in found), default=(0, 0))


def isolated(component: Sequence[Sum]) -> int:
    """The fewest patients that sums which overlap single out.

    A set is singled out when its indicator is a combination of the sums' indicators: an integer
    programme over the cells' 0 or 1 and the sums' factors.
    """
    if len(component) == 1:
        return component[0].patients
    parts = cells(component)
    matrix = incidence(component, parts)
    rows, columns = matrix.shape
    weights = np.array([part.bit_count() for part in parts], dtype=float)
    chosen = milp(
        np.concatenate([weights, np.zeros(rows)]),
        constraints=[
            LinearConstraint(np.hstack([np.eye(columns), -matrix.T]), 0, 0),
            LinearConstraint(np.concatenate([np.ones(columns), np.zeros(rows)]), 1, np.inf),
        ],
        integrality=np.concatenate([np.ones(columns), np.zeros(rows)]),
        bounds=Bounds(
            np.concatenate([np.zeros(columns), np.full(rows, -LARGEST_FACTOR)]),
            np.concatenate([np.ones(columns), np.full(rows, LARGEST_FACTOR)]),
        ),
    )
    return sum(part for part, taken in zip(parts, chosen.x, strict=False) if taken > 0.5)
