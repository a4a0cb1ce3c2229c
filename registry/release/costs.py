"""Costs as they are public: a sponsor's own by name, what care costs only pooled over sponsors.

A sponsor's care costs per patient would tell of single patients. Pooled, the contributors are
sponsors: a median needs three, quartiles eight, and each sponsor counts once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median, quantiles

from msgspec import Struct

from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.transparency import NAMED_COSTS, Cost
from registry.snapshot import PooledCost

MEDIAN_SPONSORS, QUARTILE_SPONSORS = 3, 8
DIGITS = 2


class Cell(Struct, frozen=True, order=True):
    """What may be pooled: the same part, unit, basis and currency, of one class of product."""

    product_class: str
    category: str
    per: str
    basis: str
    currency: str
    synthetic: bool


def named_costs(costs: Iterable[Cost]) -> tuple[Cost, ...]:
    """The development and manufacturing costs sponsors report under their own name."""
    return tuple(cost for cost in costs if cost.category in NAMED_COSTS)


def pooled_costs(
    costs: Iterable[Cost], programmes: Mapping[str, Programme], products: Mapping[str, Product]
) -> tuple[PooledCost, ...]:
    """Care and follow-up over at least three sponsors; amounts in minor units, two digits exact."""
    amounts: dict[Cell, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for cost in (cost for cost in costs if cost.category not in NAMED_COSTS):
        programme = programmes[cost.programme_id]
        cell = cell_of(cost, programme, products.get(programme.product_id))
        amounts[cell][programme.sponsor_id or ""].append(cost.amount_minor)
    return tuple(
        pooled(cell, [median(mine) for mine in by_sponsor.values()])
        for cell, by_sponsor in sorted(amounts.items())
        if len(by_sponsor) >= MEDIAN_SPONSORS
    )


def cell_of(cost: Cost, programme: Programme, product: Product | None) -> Cell:
    """Where a cost is pooled."""
    product_class = product.atmp_class if product and product.atmp_class else "NOT_STATED"
    return Cell(
        str(product_class),
        str(cost.category),
        str(cost.per),
        str(cost.basis),
        cost.currency,
        programme.synthetic,
    )


def pooled(cell: Cell, sponsors: list[float]) -> PooledCost:
    """A cell with its median, and its quartiles where enough sponsors contribute."""
    low, _, high = quartiles(sponsors)
    return PooledCost(
        cell.product_class,
        cell.category,
        cell.per,
        cell.basis,
        cell.currency,
        cell.synthetic,
        rounded(median(sponsors)),
        low,
        high,
    )


def quartiles(sponsors: list[float]) -> tuple[int | None, int | None, int | None]:
    """The quartiles over sponsors (method inclusive); None where fewer than eight contribute."""
    if len(sponsors) < QUARTILE_SPONSORS:
        return None, None, None
    low, middle, high = map(rounded, quantiles(sponsors, n=4, method="inclusive"))
    return low, middle, high


def rounded(amount: float) -> int:
    """The amount to two significant digits."""
    whole = round(amount)
    return round(whole, DIGITS - len(str(abs(whole))))
