"""Drawn requests to the public surface: always answered, never by a fault, never an echo."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from registry.public_app import CachedApp, Shelf, create_public_app
from registry_graphql.over_http import GRAPHQL_JSON, JSON
from registry_graphql.public.schema import public_schema
from tests.fuzz.bounds import bounded, check_answer
from tests.fuzz.requests import CANARY, Request, requests
from tests.views.example import frozen

SCHEMA = public_schema()
APP = create_public_app(Shelf(frozen()), lambda: "error-1")
CLIENT: Any = TestClient(APP, raise_server_exceptions=False)
KNOWN = ("aurora", "borealis", "aurocel", "offer-1", "leukaemia", "DE", "R3")


@given(drawn=requests(SCHEMA._schema, KNOWN), accept=st.sampled_from([JSON, GRAPHQL_JSON]))
@bounded(300)
def test_any_request_is_answered_the_same_by_post_by_get_and_without_the_cache(
    drawn: tuple[str, Request], accept: str
) -> None:
    query, variables = drawn[1].query, drawn[1].variables
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"accept": accept, "content-type": JSON}
    first = CLIENT.post("/graphql", content=body, headers=headers)
    check_answer(first)
    again = CLIENT.post("/graphql", content=body, headers=headers)
    bare = CLIENT.post("/graphql", content=body, headers=headers | {"cookie": "a=b"})
    address = {"query": query, "variables": json.dumps(variables)}
    by_get = CLIENT.get("/graphql", params=encodable(address), headers=headers)
    told_by_get = check_answer(by_get)
    for other in (again, bare):
        assert (other.status_code, other.content) == (first.status_code, first.content)
    if "errors" not in told_by_get:  # some questions must not stand in an address
        assert by_get.content == first.content


def encodable(address: dict[str, str]) -> dict[str, str]:
    """What can stand in an address: no lone surrogates."""
    return {name: text.encode(errors="replace").decode() for name, text in address.items()}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.just(CANARY) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["query", "variables", "operationName", "extensions", "documentId",
                         "id", CANARY]), inner, max_size=5),
    max_leaves=10,
)  # fmt: skip


@given(body=ANY_JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=200))
@bounded(200)
def test_any_body_whatsoever_is_answered(body: bytes) -> None:
    answer = CLIENT.post("/graphql", content=body, headers={"content-type": JSON})
    check_answer(answer)


@given(query=st.binary(max_size=100), accept=st.text(st.characters(codec="latin-1"), max_size=20))
@bounded(200)
def test_any_address_and_any_header_whatsoever_is_answered(query: bytes, accept: str) -> None:
    spelled = "".join(f"%{byte:02x}" for byte in query)
    header = accept.encode("latin-1").replace(b"\r", b"").replace(b"\n", b"")
    answer = CLIENT.get(f"/graphql?query={spelled}", headers={b"accept": header})
    assert 200 <= answer.status_code < 500
    assert answer.json()


def test_what_was_kept_while_asking_stays_within_its_bounds() -> None:
    assert isinstance(APP, CachedApp)
    assert APP.front.kept.bytes <= APP.front.kept.most
