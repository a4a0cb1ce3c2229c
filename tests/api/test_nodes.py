"""Global ids: every row that has one is found by it again, in any snapshot, as the same type."""

from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType

from registry_graphql.public.nodes import FINDERS
from tests.api.test_public_graphql import ask, core, nodes
from tests.views.example import frozen

LISTS = {
    "Centre": "centres",
    "Product": "products",
    "Programme": "programmes",
    "Approval": "approvals",
    "EndpointResult": "endpointResults",
    "Cost": "costs",
    "PooledCost": "pooledCosts",
    "Advice": "advice",
    "LaySummary": "laySummaries",
    "ReleaseDecision": "releaseDecisions",
}
AGAIN = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id nodeId } }"


def listed(field: str) -> list[dict[str, Any]]:
    return nodes(ask(f"{{ {field} {{ edges {{ node {{ id nodeId }} }} }} }}", frozen()), field)


@pytest.mark.parametrize(("name", "field"), LISTS.items())
def test_every_row_of_a_list_is_found_again_by_its_global_id(name: str, field: str) -> None:
    rows = listed(field)
    assert rows
    assert {row["nodeId"] for row in rows} == {f"{name}:{row['id']}" for row in rows}
    again = ask(AGAIN, frozen(), ids=[row["nodeId"] for row in rows])["nodes"]
    assert again == [{"__typename": name, **row} for row in rows]


def test_an_offer_is_found_again_too() -> None:
    (offer,) = ask('{ product(id: "aurocel") { offers { nodeId } } }', frozen())["product"][
        "offers"
    ]
    query = "query ($id: ID!) { node(id: $id) { ... on Offer { productName } } }"
    assert ask(query, frozen(), id=offer["nodeId"])["node"] == {"productName": "Aurocel"}


@pytest.mark.parametrize(
    "id", ["", "aurocel", "Product", "Product:", "Product:gone", "product:aurocel", "Reason:SEALED",
           "Programme:aurocel", "Product:aurocel:"],
)  # fmt: skip
def test_what_has_no_row_is_null(id: str) -> None:
    assert ask("query ($id: ID!) { node(id: $id) { id } }", frozen(), id=id)["node"] is None


def test_several_are_answered_in_the_order_asked_for_with_null_for_what_is_gone() -> None:
    asked = ["Programme:chondra", "Product:gone", "Product:aurocel", "Programme:chondra"]
    found = ask(AGAIN, frozen(), ids=asked)["nodes"]
    assert [row and row["nodeId"] for row in found] == [
        "Programme:chondra",
        None,
        "Product:aurocel",
        "Programme:chondra",
    ]


def test_a_global_id_finds_the_row_as_it_stood_in_an_earlier_snapshot() -> None:
    query = """{ at(snapshot: 1) { nodes(ids: ["Programme:aurora", "Programme:chondra"]) {
      nodeId ... on Programme { asOf } } } }"""
    assert ask(query, frozen())["at"]["nodes"] == [
        {"nodeId": "Programme:aurora", "asOf": "2025-09-30"},
        None,
    ]


def test_every_type_that_is_a_node_can_be_found() -> None:
    interface = core().type_map["Node"]
    assert isinstance(interface, GraphQLInterfaceType)
    assert {each.name for each in core().get_possible_types(interface)} == set(FINDERS)


def test_every_row_of_a_connection_with_an_id_of_its_own_is_a_node() -> None:
    """Rows over groups are no nodes: their ids name a question, which is asked again instead."""
    cohorts = {"Efficacy", "Safety", "ManufacturingFunnel", "FollowUp", "Survival",
               "CumulativeIncidence"}  # fmt: skip
    shown = {
        name.removesuffix("Connection")
        for name, kind in core().type_map.items()
        if name.endswith("Connection") and isinstance(kind, GraphQLObjectType)
    }
    assert shown - cohorts - {"Change"} == set(FINDERS) - {"Offer"}
