"""What a request costs is counted before it is executed, told with every answer, and limited."""

from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
from graphql import get_introspection_query, parse
from litestar import Litestar
from litestar.testing import TestClient

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry_graphql.contract import operations_of
from registry_graphql.cost import ASSUMED_ROWS, GROUPING, Bill
from registry_graphql.limits import Checked, Limits, RegistrySchema
from registry_graphql.public.schema import READERS, public_schema
from registry_graphql.scalars import SCALARS
from registry_graphql.sponsor.schema import sponsor_schema
from tests.views.example import frozen

Client = TestClient[Litestar]
PATH = "/graphql"
PUBLIC, SPONSOR = public_schema(), sponsor_schema()


@strawberry.type
class Row:
    name: str

    @strawberry.field
    def near(self) -> "list[Row]":
        return [self]


@strawberry.type
class Rows:
    edges: list[Row]
    total: int


def rows_of(first: int = 5, by: list[str] | None = None) -> Rows:
    return Rows(edges=[Row(name=str(by))] * first, total=first)


@strawberry.type
class Query:
    rows: Rows = strawberry.field(resolver=rows_of, description="Rows.")

    @strawberry.field
    def name(self) -> str:
        return "name"


SCHEMA = RegistrySchema(Query, scalars=SCALARS, limits=Limits(rows=20, cost=1_000))
GROUPED = 1 + GROUPING


def cost(text: str, **variables: Any) -> int:
    checked = SCHEMA.check(text)
    assert checked.faults == ()
    operation = checked.operation(None)
    assert operation is not None
    return SCHEMA.cost(checked, operation, variables)


PRICES = {
    "a field": ("{ name }", 1),
    "two aliases": ("{ a: name b: name }", 2),
    "what is selected of one page by default": ("{ rows { total } }", GROUPED + 5),
    "of more rows": ("{ rows(first: 7) { total } }", GROUPED + 7),
    "of as many rows as a page holds": ("{ rows(first: 20) { total } }", GROUPED + 20),
    "of more than a page holds": ("{ rows(first: 21) { total } }", GROUPED + 20),
    "of no row": ("{ rows(first: 0) { total } }", GROUPED + 1),
    "of fewer than no row": ("{ rows(first: -9) { total } }", GROUPED + 1),
    "a connection's rows once": ("{ rows { edges { name } } }", GROUPED + 5 * 2),
    "a list inside": (
        "{ rows { edges { near { name } } } }", GROUPED + 5 * (1 + 1 + ASSUMED_ROWS),
    ),
    "one dimension": ('{ rows(by: ["a"]) { total } }', GROUPED + GROUPING + 5),
    "one dimension not in a list": ('{ rows(by: "a") { total } }', GROUPED + GROUPING + 5),
    "three dimensions": ('{ rows(by: ["a", "b", "c"]) { total } }', GROUPED + 3 * GROUPING + 5),
    "a fragment twice": ("{ ...F ...F } fragment F on Query { name }", 2),
    "a fragment of a condition": ("{ ... on Query { name } ... { name } }", 2),
    "what is skipped": ("{ name @skip(if: true) }", 1),
    "a type's name": ("{ __typename }", 1),
    "introspection": ("{ __schema { types { fields { name } } } }", 4),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PRICES.values(), ids=PRICES)
def test_a_request_costs_what_the_page_says(text: str, expected: int) -> None:
    assert cost(text) == expected


VARIABLES = {
    "a number": ({"n": 9}, 9),
    "left out, so its default": ({}, 3),
    "more than a page": ({"n": 10**30}, 20),
    "no number": ({"n": "many"}, 20),
    "null": ({"n": None}, 20),
}


@pytest.mark.parametrize(("given", "rows"), VARIABLES.values(), ids=VARIABLES)
def test_rows_from_a_variable_count_as_they_are_given(given: dict[str, Any], rows: int) -> None:
    text = "query ($n: Int! = 3) { rows(first: $n) { total } }"
    assert cost(text, **given) == GROUPED + rows


@pytest.mark.parametrize(("by", "many"), [([], 0), (["a"], 1), (["a"] * 9, 9), (None, 1), (7, 1)])
def test_dimensions_from_a_variable_count_as_they_are_given(by: Any, many: int) -> None:
    text = "query ($by: [String!]) { rows(by: $by) { total } }"
    assert cost(text, by=by) == GROUPED + GROUPING * many + 5


def test_fragments_that_spread_each_other_twice_are_added_at_once() -> None:
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(25))
    document = parse(f"{{ ...F0 }} {chain} fragment F25 on Query {{ name }}")
    operation = Checked(document, ()).operation(None)
    assert operation is not None
    assert Bill(SCHEMA.prices, 20, document, operation, {}).total("Query") == 2**25


@pytest.mark.anyio
@pytest.mark.parametrize(("rows", "allowed"), [(98, True), (99, True), (100, False)])
async def test_a_request_is_executed_up_to_its_cost(rows: int, allowed: bool) -> None:
    schema = RegistrySchema(Query, scalars=SCALARS, limits=Limits(rows=1_000, cost=200))
    asked = {"query": f"{{ rows(first: {rows}) {{ total }} }}"}
    answer = (await answers(schema, asked)).json()
    assert answer["extensions"] == {"cost": {"requested": GROUPED + rows, "limit": 200}}
    assert ("data" in answer) is allowed
    if not allowed:
        assert answer["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"


async def answers(schema: RegistrySchema, asked: dict[str, Any]) -> Any:
    from litestar.testing import AsyncTestClient

    from tests.api.surface_app import sponsor_schema as toy
    from tests.api.surface_app import two_surfaces

    async with AsyncTestClient(two_surfaces(schema, toy())) as client:
        return await client.post(PATH, json=asked)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "error-1")) as client:
        yield client


def test_a_request_over_the_public_limit_is_refused_and_told_what_it_would_cost(
    client: Client,
) -> None:
    inner = "programmes { decisions { gates { sentence } } }"
    asked = {"query": f"{{ products(first: 200) {{ edges {{ node {{ {inner} }} }} }} }}"}
    answer = client.post(PATH, json=asked)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "COST_EXCEEDED"
    told = answer.json()["extensions"]["cost"]
    assert told["requested"] > told["limit"] == 50_000


def test_every_answer_says_what_it_cost(client: Client) -> None:
    told = {"cost": {"requested": 1, "limit": 50_000}}
    assert client.get(PATH, params={"query": "{ __typename }"}).json()["extensions"] == told


@pytest.mark.parametrize(
    ("schema", "path"),
    [(PUBLIC, path) for path in operations_of(READERS)]
    + [(SPONSOR, path) for path in operations_of(["sponsor"])],
    ids=lambda each: getattr(each, "stem", ""),
)
def test_our_own_operations_cost_less_than_the_limit(schema: RegistrySchema, path: Any) -> None:
    checked = schema.check(path.read_text())
    operation = checked.operation(None)
    assert operation is not None
    assert schema.cost(checked, operation, {}) <= schema.limits.cost


def test_an_explorer_may_read_the_whole_schema() -> None:
    checked = PUBLIC.check(get_introspection_query(input_value_deprecation=True))
    operation = checked.operation(None)
    assert operation is not None
    assert PUBLIC.cost(checked, operation, {}) < PUBLIC.limits.cost / 10


def test_the_schema_says_what_a_field_costs_where_it_is_not_simply_1() -> None:
    fields = SCHEMA._schema.type_map["Query"].fields  # type: ignore[attr-defined]
    assert fields["rows"].description == (
        "Rows. Costs 100 more, and 100 for each dimension in `by`. "
        "What is selected inside counts `first` times."
    )
    assert "Costs 100 more" in PUBLIC.as_str()
