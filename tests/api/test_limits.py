"""How much a document may ask, and that asking it again costs no second validation."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query, parse
from litestar import Litestar
from litestar.testing import TestClient

from registry_graphql.limits import Limits, RegistrySchema
from registry_graphql.scalars import SCALARS
from registry_graphql.sizes import Measure, Size
from tests.api.surface_app import (
    KEY,
    LIMITS,
    PUBLIC,
    SPONSOR,
    Log,
    Query,
    public_schema,
    serving,
    sponsor_schema,
    two_surfaces,
)

Client = TestClient[Litestar]


def ask(client: Client, query: str) -> Any:
    return client.post(PUBLIC, json={"query": query})


def deep(levels: int) -> str:
    return "{ centre " + "{ near " * (levels - 2) + "{ name }" + " }" * (levels - 1)


def aliased(count: int) -> str:
    return "{ " + " ".join(f"a{n}: hello" for n in range(count)) + " }"


def skipping(count: int) -> str:
    return "{ " + " ".join(["hello @skip(if: false)"] * count) + " }"


def long(tokens: int) -> str:
    return "{" + " hello" * (tokens - 2) + "}"


def wide(characters: int) -> str:
    return "{ hello }".ljust(characters)


def divided(fragments: int) -> str:
    named = [f"fragment F{n} on Query {{ hello }}" for n in range(fragments)]
    return "{ " + " ".join(f"...F{n}" for n in range(fragments)) + " } " + " ".join(named)


def listing(values: int) -> str:
    return "{ echoAll(texts: [" + '"a" ' * values + "]) }"


LIMITED: dict[str, tuple[Callable[[int], str], int]] = {
    "depth": (deep, LIMITS.depth),
    "aliases": (aliased, LIMITS.aliases),
    "directives": (skipping, LIMITS.directives),
    "tokens": (long, LIMITS.tokens),
    "characters": (wide, LIMITS.characters),
    "fragments": (divided, LIMITS.fragments),
    "list length": (listing, LIMITS.list_length),
}


@pytest.mark.parametrize(("document", "most"), LIMITED.values(), ids=LIMITED)
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_document_is_answered_up_to_its_limit(
    client: Client, document: Callable[[int], str], most: int, over: int
) -> None:
    response = ask(client, document(most + over))
    assert response.status_code == (422 if over > 0 else 200)
    if over > 0:
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"


# the object around the list and the list itself are values, too
HEAVY = {
    "a list": ("list_length", lambda count: {"texts": ["a"] * count}),
    "a list that nobody asked for": ("list_length", lambda count: {"other": [[0] * count]}),
    "many values": ("values", lambda count: {str(n): n for n in range(count - 1)}),
    "values within each other": ("values", lambda count: nested(count - 1)),
}


def nested(levels: int) -> dict[str, Any]:
    inner: Any = 0
    for _ in range(levels - 1):
        inner = {"a": inner}
    return {"a": inner}


@pytest.mark.parametrize(("limit", "variables"), HEAVY.values(), ids=HEAVY)
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_variables_are_taken_up_to_their_limit(
    client: Client, limit: str, variables: Callable[[int], dict[str, Any]], over: int
) -> None:
    most = getattr(LIMITS, limit)
    given = {"texts": ["a"], **variables(most + over - (limit == "values") * 2)}
    given = variables(most + over) if limit == "list_length" else given
    asked = {"query": "query($texts: [String!] = []) { echoAll(texts: $texts) }"}
    response = client.post(PUBLIC, json=asked | {"variables": given})
    assert response.status_code == (422 if over > 0 else 200)
    if over > 0:
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert str(most) in error["message"]


def test_a_sponsor_may_send_long_lists_in_variables(client: Client) -> None:
    row = {"pseudonym": "a", "ageBand": "ADULT"}
    asked = {
        "query": "mutation($batch: BatchInput!) { submit(batch: $batch) }",
        "variables": {"batch": {"episodes": [row] * (LIMITS.list_length + 1)}},
    }
    assert client.post(SPONSOR, json=asked, headers=KEY).json()["data"] == {"submit": 21}


def test_all_exceeded_limits_are_told_together() -> None:
    schema = RegistrySchema(Query, scalars=SCALARS, limits=Limits(depth=1, aliases=0))
    sentences = [fault.message for fault in schema.check("{ a: centre { name } }").faults]
    assert sentences == [
        "the document exceeds the limit of 1 for depth",
        "the document exceeds the limit of 0 for aliases",
    ]


def test_what_a_fragment_holds_is_counted_wherever_it_is_spread() -> None:
    text = "{ centre { ...F near { ...F } } } fragment F on Centre { a: name @skip(if: false) }"
    assert Measure(parse(text)).whole() == Size(depth=3, aliases=2, directives=2, fragments=1)


def test_fragments_that_spread_each_other_twice_are_measured_at_once(client: Client) -> None:
    chain = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40)]
    document = "{ ...F0 } " + " ".join(chain) + " fragment F40 on Query { a: hello }"
    assert Measure(parse(document)).whole().aliases == 2**40
    assert ask(client, document).status_code == 422


def test_a_fragment_that_spreads_itself_is_refused(client: Client) -> None:
    assert ask(client, "{ ...F } fragment F on Query { ...F }").status_code == 422


def test_a_spread_of_an_unknown_fragment_is_refused(client: Client) -> None:
    (error,) = ask(client, "{ ...F }").json()["errors"]
    assert error["message"] == "Unknown fragment 'F'."


def test_a_chain_of_fragments_too_long_for_the_stack_is_refused() -> None:
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(2_000))
    schema = RegistrySchema(Query, scalars=SCALARS, limits=Limits(characters=10**6, tokens=10**6))
    (fault,) = schema.check("{ ...F0 } " + chain + " fragment F2000 on Query { hello }").faults
    assert fault.message == "the document is nested too deeply"


@pytest.mark.parametrize("levels", [190, 20_000])
def test_braces_within_braces_are_refused_before_they_are_followed(levels: int) -> None:
    schema = RegistrySchema(Query, scalars=SCALARS, limits=Limits(characters=10**6, tokens=10**6))
    assert schema.check("{ a " * levels + "}" * levels).faults


def test_an_identical_document_is_read_once() -> None:
    schema = public_schema()
    remembered = schema.remembered
    with serving(two_surfaces(schema, sponsor_schema())) as client:
        for _ in range(3):
            assert ask(client, "{ hello }").json()["data"] == {"hello": "world"}
    assert remembered.cache_info().misses == 1
    assert remembered.cache_info().maxsize == LIMITS.remembered


def test_no_time_is_spent_on_suggestions() -> None:
    (fault,) = public_schema().check("{ helo }").faults
    assert fault.message == "Cannot query field 'helo' on type 'Query'."


def test_two_schemas_remember_apart() -> None:
    public, sponsor = public_schema(), sponsor_schema()
    document = "mutation { submit(batch: {episodes: []}) }"
    assert public.check(document).faults
    assert not sponsor.check(document).faults


@pytest.mark.parametrize("open_to_all", [True, False])
def test_introspection_is_a_choice(open_to_all: bool) -> None:
    schema = public_schema(introspection=open_to_all)
    with serving(two_surfaces(schema, sponsor_schema())) as client:
        response = ask(client, "{ __schema { queryType { name } } }")
    assert response.status_code == (200 if open_to_all else 422)


def test_an_explorer_can_read_the_whole_schema_within_the_default_limits() -> None:
    schema = RegistrySchema(Query, scalars=SCALARS)
    assert schema.check(get_introspection_query(input_value_deprecation=True)).faults == ()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "document", ["{", '{ echo(text: "PATIENT-XYZ-0001" }', "{ helo }", aliased(4)]
)
async def test_a_schema_executed_without_its_surface_checks_and_logs_nothing(
    log: Log, document: str
) -> None:
    result = await public_schema().execute(document)
    assert result.data is None
    assert result.errors
    assert log.text() == repr([]) + "  []"
