"""Nothing is ranked by an estimate of few patients: the order would be chance."""

import pytest
from msgspec import structs

from registry.model.sealed import SealedGroup
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension
from registry.views.efficacy import efficacy
from registry.views.ordering import (
    ENOUGH_TO_RANK,
    Order,
    OrderRule,
    in_order,
    success_of_accepted,
    survival_at,
)
from registry.views.survival import survival
from tests.views.curve_example import deaths
from tests.views.example import SNAPSHOT, counts, open_group

BY_COUNTRY = (Dimension.COUNTRY,)


def of(country: str, success: int, accepted: int, dead: int = 0) -> SealedGroup:
    table = counts("remission", success, 0, 0, 0, accepted - success)
    curves = (deaths((accepted, dead, 0)),)
    return open_group(f"aurora-{country}", "aurora", country, accepted,
                      endpoints=(table,), curves=curves)  # fmt: skip


def published(*groups: SealedGroup) -> Snapshot:
    return structs.replace(SNAPSHOT, programmes=SNAPSHOT.programmes[:1], groups=groups, bundles=())


def by_success(order: Order, *groups: SealedGroup) -> list[str | None] | OrderRule:
    rows = efficacy(published(*groups), by=BY_COUNTRY, where={})
    found = in_order(rows, order, success_of_accepted)
    return found if isinstance(found, OrderRule) else [row.keys[0].value for row in found]


@pytest.mark.parametrize(
    ("patients", "answer"),
    [(49, ENOUGH_TO_RANK), (50, ["DE", "ES", "FR"]), (51, ["DE", "ES", "FR"])],
    ids=["49", "50", "51"],
)
def test_one_row_of_fewer_than_50_patients_refuses_an_order_by_estimate(
    patients: int, answer: object
) -> None:
    groups = of("ES", 30, 60), of("DE", 50, 60), of("FR", 10, patients)
    assert by_success(Order.POINT_ESTIMATE, *groups) == answer


def test_the_lower_bound_orders_rows_of_any_size_and_differs_from_the_estimate() -> None:
    """Ten of eleven are more than 150 of 200, and less is known of them."""
    assert by_success(Order.LOWER_BOUND, of("ES", 10, 11), of("DE", 150, 200)) == ["DE", "ES"]


def test_rows_without_an_estimate_come_last_and_refuse_nothing() -> None:
    none = open_group("aurora-none", "aurora", "AT", 11)
    groups = none, of("ES", 30, 60), of("DE", 50, 60)
    assert by_success(Order.POINT_ESTIMATE, *groups) == ["DE", "ES", "AT"]
    assert by_success(Order.LOWER_BOUND, *groups) == ["DE", "ES", "AT"]
    assert by_success(Order.ID, *groups) == ["AT", "DE", "ES"]


@pytest.mark.parametrize(
    ("patients", "answer"), [(49, ENOUGH_TO_RANK), (50, ["ES", "DE"])], ids=["49", "50"]
)
def test_survival_is_ordered_at_a_horizon_by_the_same_rule(patients: int, answer: object) -> None:
    groups = of("ES", 0, 60, dead=5), of("DE", 0, patients, dead=20)
    rows = survival(published(*groups), by=BY_COUNTRY, where={})
    found = in_order(rows, Order.POINT_ESTIMATE, survival_at(91))
    shown = found if isinstance(found, OrderRule) else [row.keys[0].value for row in found]
    assert shown == answer
