"""What treatments cost: a sponsor's own by name, what care costs only pooled over sponsors.

LERU 2019, section 5, asks for costs beside outcomes. Development and manufacture are a sponsor's
own and public at registration. What care and follow-up cost would tell of single patients: only a
median over at least three sponsors is public, and quartiles over at least eight.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from registry.model.codes import AtmpClass, CostBasis, CostCategory, CostUnit
from registry.snapshot import PooledCost, PublicProgramme, Snapshot
from registry.views.figures import Reason, Withheld
from registry.views.names import NOT_STATED, Names, names_of

POOLED = (CostCategory.CARE, CostCategory.FOLLOW_UP)


class Money(Struct, frozen=True):
    """An amount in integer minor units of an ISO 4217 currency, or why it is withheld."""

    as_of: date
    currency: str | None = None
    value: int | None = None
    withheld: Withheld | None = None


class CostRow(Struct, frozen=True):
    """A development or manufacturing cost under its sponsor's own name.

    `country` is the sponsor's, ISO 3166-1 alpha-2; empty where its sponsor is not stated.
    """

    id: str
    programme_id: str
    programme_title: str
    product_id: str
    product_name: str
    product_class: str
    sponsor_id: str | None
    sponsor_name: str
    country: str
    category: CostCategory
    basis: CostBasis
    per: CostUnit
    year: int
    amount: Money
    synthetic: bool
    as_of: date


class PooledCostRow(Struct, frozen=True):
    """What care or follow-up costs over sponsors, to two significant digits.

    `per` and `basis` are None where no amount is public: what was reported then is not told.
    """

    id: str
    product_class: str
    category: CostCategory
    per: CostUnit | None
    basis: CostBasis | None
    median: Money
    low_quartile: Money
    high_quartile: Money
    synthetic: bool
    as_of: date


def costs(
    snapshot: Snapshot,
    *,
    product: str | None = None,
    atmp_class: AtmpClass | None = None,
    country: str | None = None,
    category: CostCategory | None = None,
) -> tuple[CostRow, ...]:
    """Costs under their sponsors' names, in order of id. Source: sponsors' own reports.

    Amounts are in minor units; nothing is summed, and no currency converted.
    """
    names = names_of(snapshot)
    return tuple(
        row
        for row in sorted(_rows(snapshot, names), key=lambda row: row.id)
        if product in (None, row.product_id)
        and atmp_class in (None, row.product_class)
        and country in (None, row.country)
        and category in (None, row.category)
    )


def pooled_costs(
    snapshot: Snapshot,
    *,
    atmp_class: AtmpClass | None = None,
    category: CostCategory | None = None,
) -> tuple[PooledCostRow, ...]:
    """Care and follow-up over sponsors, in order of id. Source: pooled costs of the snapshot.

    A class of product with a sponsor's programme always has a row of each category, withheld in
    the same words for none and for two sponsors.
    """
    shown = [_pooled(row, snapshot.as_of) for row in snapshot.pooled_costs]
    told = {(row.product_class, row.category, row.synthetic) for row in shown}
    rows = (*shown, *(row for row in _untold(snapshot) if _cell(row) not in told))
    return tuple(
        row
        for row in sorted(rows, key=lambda row: row.id)
        if atmp_class in (None, row.product_class) and category in (None, row.category)
    )


def _rows(snapshot: Snapshot, names: Names) -> Iterator[CostRow]:
    for cost in snapshot.directory.costs:
        programme = names.programmes[cost.programme_id]
        product = names.products.get(programme.product_id)
        sponsor = names.organisations.get(programme.sponsor_id or "")
        yield CostRow(
            id=cost.id,
            programme_id=programme.id,
            programme_title=programme.title,
            product_id=programme.product_id,
            product_name=product.name if product else programme.product_id,
            product_class=product_class(names, programme.product_id),
            sponsor_id=programme.sponsor_id,
            sponsor_name=sponsor.name if sponsor else "",
            country=sponsor.country if sponsor else "",
            category=cost.category,
            basis=cost.basis,
            per=cost.per,
            year=cost.year,
            amount=Money(snapshot.as_of, cost.currency, cost.amount_minor),
            synthetic=programme.synthetic,
            as_of=snapshot.as_of,
        )


def product_class(names: Names, product_id: str) -> str:
    """The class of a product; NOT_STATED where its source does not say."""
    product = names.products.get(product_id)
    return str((product and product.atmp_class) or NOT_STATED)


def _pooled(pool: PooledCost, as_of: date) -> PooledCostRow:
    """A pooled cost as it is public; quartiles are withheld below eight sponsors."""

    def money(value: int | None) -> Money:
        if value is None:
            return Money(as_of, withheld=Withheld(Reason.FEWER_THAN_8_SPONSORS))
        return Money(as_of, pool.currency, value)

    per, basis = CostUnit(pool.per), CostBasis(pool.basis)
    return PooledCostRow(
        id=_id(pool.product_class, pool.category, pool.synthetic, per, basis, pool.currency),
        product_class=pool.product_class,
        category=CostCategory(pool.category),
        per=per,
        basis=basis,
        median=money(pool.median),
        low_quartile=money(pool.low_quartile),
        high_quartile=money(pool.high_quartile),
        synthetic=pool.synthetic,
        as_of=as_of,
    )


def _untold(snapshot: Snapshot) -> Iterator[PooledCostRow]:
    """A withheld row of each category for every class that a sponsor has a programme of."""
    nothing = Money(snapshot.as_of, withheld=Withheld(Reason.FEWER_THAN_3_SPONSORS))
    for kind, synthetic in _kinds(snapshot.programmes, names_of(snapshot)):
        for category in POOLED:
            id = _id(kind, category, synthetic)
            yield PooledCostRow(
                id, kind, category, None, None, nothing, nothing, nothing, synthetic, snapshot.as_of
            )


def _kinds(rows: Iterable[PublicProgramme], names: Names) -> set[tuple[str, bool]]:
    own = (row.programme for row in rows if row.programme.sponsor_id is not None)
    return {(product_class(names, each.product_id), each.synthetic) for each in own}


def _cell(row: PooledCostRow) -> tuple[str, CostCategory, bool]:
    return row.product_class, row.category, row.synthetic


def _id(kind: str, category: str, synthetic: bool, *parts: str) -> str:
    return ".".join((kind, category, *parts, "FICTIONAL" if synthetic else "REAL"))
