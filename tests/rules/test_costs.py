from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model.codes import (
    AtmpClass,
    CostBasis,
    CostCategory,
    CostUnit,
    MarketingState,
    Route,
)
from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.transparency import Cost
from registry.release.costs import named_costs, pooled_costs, rounded
from registry.snapshot import PooledCost

PRODUCTS = {"p": Product("p", "P", "cells", AtmpClass.GTMP, None, None, MarketingState.NONE)}


def programme(sponsor: str, synthetic: bool = False) -> Programme:
    return Programme(
        id=f"of-{sponsor}",
        product_id="p",
        sponsor_id=sponsor,
        title="",
        disease="lbcl",
        route=Route.HOSPITAL_EXEMPTION,
        lineage="p",
        registered_on=date(2027, 1, 11),
        synthetic=synthetic,
    )


def care(sponsor: str, amount: int, category: CostCategory = CostCategory.CARE) -> Cost:
    return Cost(
        f"{sponsor}-{amount}",
        f"of-{sponsor}",
        category,
        CostBasis.ACTUAL,
        2027,
        "EUR",
        amount,
        CostUnit.PATIENT,
    )


def pooled(*costs: Cost, fictional: str = "") -> tuple[PooledCost, ...]:
    sponsors = {cost.programme_id.removeprefix("of-") for cost in costs}
    programmes = {f"of-{s}": programme(s, synthetic=s in fictional) for s in sponsors}
    return pooled_costs(costs, programmes, PRODUCTS)


@pytest.mark.parametrize(("sponsors", "medians"), [(2, []), (3, [2_000]), (4, [2_500])])
def test_care_costs_need_three_sponsors(sponsors: int, medians: list[int]) -> None:
    costs = [care(name, 1_000 * n) for n, name in enumerate("abcd"[:sponsors], start=1)]
    assert [pool.median for pool in pooled(*costs)] == medians


@pytest.mark.parametrize(("sponsors", "quartiles"), [(7, (None, None)), (8, (2_800, 6_200))])
def test_quartiles_need_eight_sponsors(
    sponsors: int, quartiles: tuple[int | None, int | None]
) -> None:
    costs = [care(name, 1_000 * n) for n, name in enumerate("abcdefgh"[:sponsors], start=1)]
    (pool,) = pooled(*costs)
    assert (pool.low_quartile, pool.high_quartile) == quartiles


def test_a_sponsor_counts_once_however_many_patients_it_reports() -> None:
    many = [care("a", amount) for amount in (10, 20, 30)]
    assert pooled(*many, care("b", 1_000)) == ()
    (pool,) = pooled(*many, care("b", 1_000), care("c", 2_000))
    assert pool.median == 1_000


def test_fictional_costs_are_pooled_apart() -> None:
    assert pooled(care("a", 10), care("b", 20), care("c", 30), fictional="c") == ()


def test_care_is_never_shown_by_name_and_development_is() -> None:
    costs = [care("a", 10, category) for category in CostCategory]
    assert {cost.category for cost in named_costs(costs)} == {"DEVELOPMENT", "MANUFACTURE"}


@given(st.integers(0, 10**12))
def test_amounts_keep_two_significant_digits(amount: int) -> None:
    assert len(str(rounded(amount)).rstrip("0")) <= 2
    assert abs(rounded(amount) - amount) <= max(amount, 1) * 0.05
