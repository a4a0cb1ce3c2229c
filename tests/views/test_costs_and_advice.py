"""What treatments cost and what authorities said, as a reader is told."""

from datetime import date

import pytest
from msgspec import structs

from registry import texts
from registry.model.codes import AdviceKind, AtmpClass, CostBasis, CostCategory, CostUnit, Route
from registry.model.programme import Programme
from registry.model.transparency import Cost
from registry.release.costs import pooled_costs as pool
from registry.snapshot import PublicProgramme, Snapshot
from registry.views.advice import advice
from registry.views.costs import costs, pooled_costs
from registry.views.figures import Reason
from tests.views.example import DIRECTORY, PROGRAMMES, SNAPSHOT


def ids(rows: object) -> list[str]:
    return [row.id for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["aurora.development-2024", "chondra.manufacture-2024"]),
        ({"product": "aurocel"}, ["aurora.development-2024"]),
        ({"atmp_class": AtmpClass.TEP}, ["chondra.manufacture-2024"]),
        ({"country": "ES"}, ["aurora.development-2024"]),
        ({"category": CostCategory.MANUFACTURE}, ["chondra.manufacture-2024"]),
        ({"country": "ES", "category": CostCategory.MANUFACTURE}, []),
    ],
    ids=str,
)
def test_named_costs_are_found_by_product_class_country_and_part(
    asked: dict[str, str], found: list[str]
) -> None:
    assert ids(costs(SNAPSHOT, **asked)) == found  # type: ignore[arg-type]


def test_a_named_cost_says_whose_it_is_and_of_what() -> None:
    row = costs(SNAPSHOT, category=CostCategory.DEVELOPMENT)[0]
    assert (row.sponsor_name, row.country, row.programme_title) == (
        "Hospital Ejemplo",
        "ES",
        "AURORA",
    )
    assert (row.amount.currency, row.amount.value) == ("EUR", 125_000_000)
    assert row.synthetic


@pytest.mark.parametrize(
    ("currency", "minor", "text"),
    [
        ("EUR", 5, "EUR 0.05"),
        ("EUR", 125_000_000, "EUR 1,250,000.00"),
        ("ISK", 125_000, "ISK 125,000"),
    ],
)
def test_money_is_written_as_people_write_it(currency: str, minor: int, text: str) -> None:
    assert texts.money(currency, minor) == text


def of_sponsors(count: int) -> Snapshot:
    """Sponsors of one class, each with a programme and one cost of care per patient."""
    own = {
        f"of-{n}": Programme(
            f"of-{n}", "aurocel", f"sponsor-{n}", "", "lbcl", Route.HOSPITAL_EXEMPTION, "aurocel",
            date(2025, 1, 1), synthetic=True,
        )
        for n in range(count)
    }  # fmt: skip
    told = [
        Cost(
            f"care-{id}", id, CostCategory.CARE, CostBasis.ACTUAL, 2025, "EUR", 1_000_000 + n,
            CostUnit.PATIENT,
        )
        for n, id in enumerate(own)
    ]  # fmt: skip
    products = {product.id: product for product in DIRECTORY.products}
    shown = tuple(PublicProgramme(each, "R0", PROGRAMMES[1].activity, ()) for each in own.values())
    return structs.replace(
        SNAPSHOT, programmes=(*PROGRAMMES, *shown), pooled_costs=pool(told, own, products)
    )


@pytest.mark.parametrize(
    ("sponsors", "median", "quartiles"),
    [
        (0, Reason.FEWER_THAN_3_SPONSORS, Reason.FEWER_THAN_3_SPONSORS),
        (2, Reason.FEWER_THAN_3_SPONSORS, Reason.FEWER_THAN_3_SPONSORS),
        (3, None, Reason.FEWER_THAN_8_SPONSORS),
        (7, None, Reason.FEWER_THAN_8_SPONSORS),
        (8, None, None),
    ],
)
def test_a_median_needs_three_sponsors_and_quartiles_eight(
    sponsors: int, median: Reason | None, quartiles: Reason | None
) -> None:
    rows = pooled_costs(
        of_sponsors(sponsors), atmp_class=AtmpClass.GTMP, category=CostCategory.CARE
    )
    (row,) = (row for row in rows if row.synthetic)
    for money, reason in ((row.median, median), (row.high_quartile, quartiles)):
        assert (money.withheld.reason if money.withheld else None) == reason
        assert money.value == (None if reason else 1_000_000)


def test_none_and_two_sponsors_read_the_same() -> None:
    assert pooled_costs(of_sponsors(0)) == pooled_costs(of_sponsors(2))


def test_only_classes_with_a_sponsors_programme_have_a_row() -> None:
    rows = pooled_costs(SNAPSHOT)
    assert {(row.product_class, row.synthetic) for row in rows} == {("GTMP", True), ("TEP", True)}
    assert ids(rows) == sorted(ids(rows))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["aurocel.2021", "chondracel.2020"]),
        ({"product": "aurocel"}, ["aurocel.2021"]),
        ({"kind": AdviceKind.SCIENTIFIC_ADVICE}, ["chondracel.2020"]),
        ({"body": "ehrlich"}, ["chondracel.2020"]),
        ({"year": 2021}, ["aurocel.2021"]),
        ({"topic": " SAFETY "}, ["aurocel.2021"]),
        ({"topic": "safety", "year": 2020}, []),
    ],
    ids=str,
)
def test_advice_is_found_by_product_kind_body_year_and_topic(
    asked: dict[str, str], found: list[str]
) -> None:
    assert ids(advice(SNAPSHOT, **asked)) == found  # type: ignore[arg-type]


def test_advice_is_as_fictional_as_its_product() -> None:
    assert all(row.synthetic for row in advice(SNAPSHOT))
