"""In which order rows stand: by id, by the lower limit of an estimate, or by the estimate itself.

Of few patients the order of estimates is chance, so one small row refuses it for all: whoever
reads a ranking compares its rows with each other.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from msgspec import Struct

from registry.views.curve_rows import SurvivalRow
from registry.views.efficacy_rows import EfficacyRow

SMALLEST_RANKED = 50


class Order(StrEnum):
    """By id, or by an estimate or its lower 95 % limit, highest first; rows without one come last.

    POINT_ESTIMATE is refused where an estimate rests on fewer than 50 patients.
    """

    ID = "ID"
    LOWER_BOUND = "LOWER_BOUND"
    POINT_ESTIMATE = "POINT_ESTIMATE"


class OrderRule(Struct, frozen=True):
    """When an order is refused: the rule's id, what it says, and what to do instead."""

    id: str
    sentence: str
    remedy: str


class Estimate(NamedTuple):
    """What a row is ordered by: an estimate, its lower limit, and of how many patients it is."""

    value: float
    low: float
    patients: int

    @property
    def is_small(self) -> bool:
        """Whether a ranking by it would be chance."""
        return self.patients < SMALLEST_RANKED


ENOUGH_TO_RANK = OrderRule(
    "enough-to-rank",
    f"Rows are not ordered by an estimate while one rests on fewer than {SMALLEST_RANKED} "
    "patients: the order would be chance.",
    "Order by the lower bound, or ask for fewer and larger groups.",
)
ORDER_RULES = (ENOUGH_TO_RANK,)


class _Row(Protocol):
    @property
    def id(self) -> str:
        """The id."""


R = TypeVar("R", bound=_Row)


def in_order(
    rows: Sequence[R], order: Order, estimate: Callable[[R], Estimate | None]
) -> Sequence[R] | OrderRule:
    """The rows, given in order of id, in the order asked for; else the rule that refuses it."""
    if order is Order.ID:
        return rows
    found = {row.id: estimate(row) for row in rows}
    if order is Order.POINT_ESTIMATE and any(e.is_small for e in found.values() if e):
        return ENOUGH_TO_RANK

    def place(row: R) -> tuple[bool, float]:
        known = found[row.id]
        if known is None:
            return True, 0.0
        return False, -(known.low if order is Order.LOWER_BOUND else known.value)

    return sorted(rows, key=place)


def success_of_accepted(row: EfficacyRow) -> Estimate | None:
    """What efficacy is ordered by: successes among the accepted, with Wilson's lower limit."""
    share = row.result.of_accepted
    if share.value is None or share.low is None or share.denominator is None:
        return None
    return Estimate(share.value, share.low, share.denominator)


def survival_at(day: int) -> Callable[[SurvivalRow], Estimate | None]:
    """What survival is ordered by: that of the accepted at a horizon, with the beta lower limit."""

    def estimate(row: SurvivalRow) -> Estimate | None:
        points = [point for point in row.of_accepted.points if point.day == day]
        figures = [(p.survival.value, p.survival.beta_low, p.patients) for p in points]
        known = [Estimate(v, low, n) for v, low, n in figures if v is not None and low is not None]
        return next(iter(known), None)

    return estimate
