"""Asking for an order over GraphQL: refused by its rule, and paged like any other."""

import asyncio
from typing import Any

from registry.archive import Archive
from registry_graphql.public.context import context_for
from registry_graphql.public.schema import public_schema
from tests.views.example import frozen, read_example

SCHEMA = public_schema()
ASK = """query ($order: Order!, $first: Int!, $after: String) {
  efficacy(by: [PROGRAMME], orderBy: $order, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id result { ofAccepted { low } } } }
  }
}"""


def ask(**variables: Any) -> Any:
    context = context_for(Archive(frozen, read_example))
    return asyncio.run(SCHEMA.execute(ASK, variable_values=variables, context_value=context))


def test_an_order_by_estimate_of_few_patients_is_refused_with_the_rule_and_what_to_do() -> None:
    (error,) = ask(order="POINT_ESTIMATE", first=5).errors
    assert error.original_error.sentence == (
        "enough-to-rank: Rows are not ordered by an estimate while one rests on fewer than 50 "
        "patients: the order would be chance. Order by the lower bound, or ask for fewer and "
        "larger groups."
    )


def test_pages_in_order_of_the_lower_bound_follow_each_other() -> None:
    lows, after, more = [], None, True
    while more:
        answer = ask(order="LOWER_BOUND", first=2, after=after).data["efficacy"]
        lows += [edge["node"]["result"]["ofAccepted"]["low"] for edge in answer["edges"]]
        after, more = answer["pageInfo"]["endCursor"], answer["pageInfo"]["hasNextPage"]
    assert len(lows) == 4
    known = [low for low in lows if low is not None]
    assert known == sorted(known, reverse=True)
    assert lows[len(known) :] == [None]


def test_a_cursor_that_is_nowhere_in_the_order_is_refused() -> None:
    (error,) = ask(order="LOWER_BOUND", first=2, after="nothing").errors
    assert error.original_error.sentence.startswith("argument after: no row")


def test_an_order_by_survival_on_a_day_that_is_no_horizon_is_refused() -> None:
    query = "{ survival(by: [], orderBy: LOWER_BOUND, orderDay: %d) { totalCount } }"
    asked = [SCHEMA.execute(query % day, context_value=context_for(Archive(frozen)))
             for day in (365, 366)]  # fmt: skip
    horizon, other = [asyncio.run(each) for each in asked]
    assert horizon.errors is None
    assert [error.original_error.sentence for error in other.errors] == [  # type: ignore[union-attr]
        "argument orderDay: curves have estimates on days 91, 183, 365, 548, 731, 1096, 1461, "
        "1826, 3653, 5479 only"
    ]
