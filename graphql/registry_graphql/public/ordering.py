"""Rows in another order than that of their ids, or the refusal by its rule."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import strawberry

from registry.views.ordering import Estimate, Order, OrderRule, in_order
from registry_graphql.errors import Refused
from registry_graphql.public.describing import enum
from registry_graphql.public.paging import Row

enum(Order)

R = TypeVar("R", bound=Row)

AnOrder = Annotated[
    Order,
    strawberry.argument(
        description="By POINT_ESTIMATE only where every estimate rests on at least 50 patients."
    ),
]


def ordered(
    rows: Sequence[R], order: Order, estimate: Callable[[R], Estimate | None]
) -> Sequence[R]:
    """The rows in the order asked for. Refused by the id and the words of a rule."""
    found = in_order(rows, order, estimate)
    if isinstance(found, OrderRule):
        raise Refused(f"{found.id}: {found.sentence} {found.remedy}")
    return found
