"""GraphQL over HTTP as an outside audit asks it, of the real public surface (September 2026)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry_graphql.over_http import GRAPHQL_JSON, JSON
from tests.views.example import frozen

Client = TestClient[Litestar]
PATH = "/graphql"
ASKED = {"query": "{ __typename }"}
TYPED = "query T($name: String!) { __type(name: $name) { name } }"
BOTH = pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "graphql-over-http.md"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with TestClient(create_public_app(Shelf(frozen()), lambda: "error-1")) as client:
        yield client


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text()))
    source = "".join(path.read_text() for path in TESTS.rglob("test_*.py"))
    assert len(named) > 30
    assert [name for name in sorted(named) if f"def {name}(" not in source] == []


def test_no_requirement_is_without_a_test_but_those_of_the_server_in_front() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if re.match(r"\| \d", line)]
    assert [row[:60] for row in rows if "`test_" not in row and "not shown" not in row] == []


WRONG: dict[str, list[Any]] = {
    "query": [{"obj": "ect"}, 0, False, ["array"], None],
    "operationName": [{"obj": "ect"}, 0, False, ["array"]],
    "variables": ["string", 0, False, ["array"]],
    "extensions": ["string", 0, False, ["array"]],
}


@BOTH
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_parameter_of_the_wrong_type_is_answered_422(
    client: Client, accept: str, name: str, value: Any
) -> None:
    answer = client.post(PATH, json=ASKED | {name: value}, headers={"accept": accept})
    assert answer.status_code == 422
    assert set(answer.json()) == {"errors"}


@BOTH
@pytest.mark.parametrize(
    "more",
    [{}, {"operationName": "T"}, {"variables": {"name": "Query"}}, {"extensions": {"a": "b"}}],
)
def test_a_parameter_of_the_right_type_is_taken(
    client: Client, accept: str, more: dict[str, Any]
) -> None:
    asked = {"query": TYPED, "variables": {"name": "none"}} | more
    by_post = client.post(PATH, json=asked, headers={"accept": accept})
    texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in asked.items()}
    by_get = client.get(PATH, params=texts, headers={"accept": accept})
    assert by_post.status_code == by_get.status_code == 200
    assert "errors" not in by_post.json()
    assert by_post.content == by_get.content


@BOTH
@pytest.mark.parametrize("name", ["operationName", "variables", "extensions"])
def test_null_is_a_parameter_left_out(client: Client, accept: str, name: str) -> None:
    answer = client.post(PATH, json=ASKED | {name: None}, headers={"accept": accept})
    assert (answer.status_code, answer.json()["data"]) == (200, {"__typename": "Query"})


@pytest.mark.parametrize("name", ["operationName", "variables", "extensions"])
def test_an_empty_parameter_of_an_address_is_left_out(client: Client, name: str) -> None:
    answer = client.get(PATH, params=ASKED | {name: ""})
    assert answer.json()["data"] == {"__typename": "Query"}


def test_an_unknown_property_is_ignored(client: Client) -> None:
    assert client.post(PATH, json=ASKED | {"id": 1, "batch": [{}]}).status_code == 200


REFUSED = {
    "cannot be parsed": ({"query": "{"}, 400),
    "asks for a field that does not exist": ({"query": "{ x8f31403dfe404bcc }"}, 422),
    "does not say which operation": ({"query": "query A{__typename} query B{__typename}"}, 422),
    "gets null where a value is required": ({"query": TYPED, "variables": {"name": None}}, 422),
    "gets no variable at all": ({"query": TYPED}, 422),
    "uses too much": ({"query": "{ " + "a: __typename " * 3_000 + "}"}, 422),
}


@BOTH
@pytest.mark.parametrize(("asked", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_with_a_document_is_told_with_its_status(
    client: Client, accept: str, asked: dict[str, Any], status: int
) -> None:
    answer = client.post(PATH, json=asked, headers={"accept": accept})
    assert answer.status_code == status
    assert answer.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"
    assert "data" not in answer.json()


ROADS: dict[str, tuple[str, dict[str, Any]]] = {
    "no JSON": ("POST", {"content": b"{", "headers": {"content-type": JSON}}),
    "no request": ("POST", {"json": {"qeury": "{ __typename }"}}),
    "another type": ("POST", {"content": b"{}", "headers": {"content-type": "text/plain"}}),
    "no type": ("POST", {"content": b"{}"}),
    "a mutation by GET": ("GET", {"params": {"query": "mutation { __typename }"}}),
    "another method": ("DELETE", {}),
    "too large": ("POST", {"json": {"query": "#" * 70_000}}),
    "nothing acceptable": ("POST", {"json": ASKED, "headers": {"accept": "image/png"}}),
}


@pytest.mark.parametrize(("method", "asked"), ROADS.values(), ids=ROADS)
def test_a_refusal_of_any_kind_is_a_request_error_result(
    client: Client, method: str, asked: dict[str, Any]
) -> None:
    answer = client.request(method, PATH, **asked)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"
    (error,) = answer.json()["errors"]
    assert set(error) | {"locations"} == {"message", "extensions", "locations"}
    assert error["message"]
    assert error["extensions"]["code"]


@pytest.mark.parametrize(("asked", "status"), [(ASKED, 200), *REFUSED.values()])
def test_a_legacy_client_gets_the_same_statuses(
    client: Client, asked: dict[str, Any], status: int
) -> None:
    for accept, media_type in ((JSON, JSON), (GRAPHQL_JSON, GRAPHQL_JSON), ("*/*", JSON)):
        answer = client.post(PATH, json=asked, headers={"accept": accept})
        assert answer.status_code == status
        expected = media_type if status == 200 else GRAPHQL_JSON
        assert answer.headers["content-type"] == f"{expected}; charset=utf-8"
