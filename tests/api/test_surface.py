"""The HTTP of both GraphQL surfaces: every road to a status, in the shape of GraphQL."""

import inspect
import json
from typing import Any

import pytest
from litestar import Litestar
from litestar.exceptions import WebSocketDisconnect
from litestar.testing import TestClient

from registry_graphql.over_http import negotiated
from tests.api.surface_app import (
    BODY_LIMIT,
    BOTH_TYPES,
    CANARY,
    GRAPHQL_JSON,
    JSON,
    KEY,
    PUBLIC,
    SPONSOR,
    public_schema,
    serving,
    sponsor_schema,
    two_surfaces,
)

Client = TestClient[Litestar]
HELLO = {"query": "{ hello }"}
SUBMIT = "mutation($batch: BatchInput!) { submit(batch: $batch) }"
BATCH = {"episodes": [{"pseudonym": CANARY, "ageBand": "ADULT"}]}


def code_of(response: Any) -> str:
    """The code of the only error, after checking the shape every early error has."""
    body = response.json()
    assert set(body) == {"errors"}
    (error,) = body["errors"]
    assert error["message"]
    return str(error["extensions"]["code"])


def media_type(response: Any) -> str:
    return str(response.headers["content-type"])


@BOTH_TYPES
def test_a_query_is_answered_in_the_media_type_asked_for(client: Client, accept: str) -> None:
    response = client.post(PUBLIC, json=HELLO, headers={"accept": accept})
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "world"}
    assert media_type(response) == f"{accept}; charset=utf-8"
    assert response.headers["vary"] == "Accept"


def test_both_surfaces_answer_in_one_application_with_their_own_context(client: Client) -> None:
    asked = {"query": "{ seenBy }"}
    assert client.post(PUBLIC, json=asked).json()["data"] == {"seenBy": PUBLIC}
    private = client.post(SPONSOR, json=asked, headers=KEY)
    assert private.json()["data"] == {"seenBy": SPONSOR}


def test_a_mutation_is_executed_by_post(client: Client) -> None:
    asked = {"query": SUBMIT, "variables": {"batch": BATCH}}
    assert client.post(SPONSOR, json=asked, headers=KEY).json()["data"] == {"submit": 1}


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (GRAPHQL_JSON.upper(), GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL_JSON),
        (f"{JSON}, {GRAPHQL_JSON}", JSON),
        (f"{JSON};q=0.9, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, */*;q=0.1", GRAPHQL_JSON),
        (f"*/*, {JSON};q=0", GRAPHQL_JSON),
        (f"{JSON};q=0", None),
        (f"{JSON};q=strong", None),
        ("text/html", None),
        (",", None),
    ],
)
def test_the_media_type_follows_the_accept_header(accept: str, chosen: str | None) -> None:
    assert negotiated(accept) == chosen


def test_a_missing_accept_header_means_json(client: Client) -> None:
    del client.headers["accept"]
    assert media_type(client.post(PUBLIC, json=HELLO)).startswith(JSON)


def test_an_unacceptable_accept_header_is_answered_406(client: Client) -> None:
    response = client.post(PUBLIC, json=HELLO, headers={"accept": "text/html"})
    assert (response.status_code, code_of(response)) == (406, "NOT_ACCEPTABLE")


NO_JSON = {
    "nothing": b"",
    "half an object": b'{"query": ',
    "more than one object": b'{"query": "{ hello }"} {}',
    "not UTF-8": b'{"query": "\xff"}',
    "a lone surrogate": b'{"query": "\\ud800"}',
    "NaN": b'{"query": "{ hello }", "variables": {"a": NaN}}',
    "a number of 500 digits": b'{"query": "{ hello }", "variables": {"a": %s}}'
    % (b"9" * 500 + b"e"),
    "nested too deeply": b'{"variables": {"a": ' + b"[" * 1_900 + b"]" * 1_900 + b"}}",
}
MALFORMED = {
    "a number": b"123",
    "a text": b'"x"',
    "null": b"null",
    "an empty list": b"[]",
    "a batch": b'[{"query": "{ hello }"}]',
    "no query": b'{"qeury": "{ hello }"}',
    "a null query": b'{"query": null}',
    "a query that is a number": b'{"query": 1}',
    "variables in a list": b'{"query": "{ hello }", "variables": [7]}',
    "variables as a text": b'{"query": "{ hello }", "variables": "{}"}',
    "extensions as a text": b'{"query": "{ hello }", "extensions": "x"}',
    "an operation name that is a number": b'{"query": "{ hello }", "operationName": 1}',
}


REFUSED_BODIES = [
    pytest.param(body, status, id=name)
    for status, bodies in ((400, NO_JSON), (422, MALFORMED))
    for name, body in bodies.items()
]


@BOTH_TYPES
@pytest.mark.parametrize(("body", "status"), REFUSED_BODIES)
def test_a_body_that_is_no_json_is_answered_400_and_one_that_is_no_request_422(
    client: Client, body: bytes, status: int, accept: str
) -> None:
    headers = {"accept": accept, "content-type": JSON}
    response = client.post(PUBLIC, content=body, headers=headers)
    assert (response.status_code, code_of(response)) == (status, "BAD_REQUEST")
    assert media_type(response) == f"{GRAPHQL_JSON}; charset=utf-8"


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/graphql", "multipart/form-data; boundary=x",
     "application/x-www-form-urlencoded", "application/json; charset=latin-1"],
)  # fmt: skip
def test_a_body_of_another_type_is_answered_415(client: Client, content_type: str) -> None:
    response = client.post(
        PUBLIC, content=b'{"query": "{ hello }"}', headers={"content-type": content_type}
    )
    assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'Application/JSON; charset="UTF-8"']
)
def test_json_may_say_that_it_is_utf_8(client: Client, content_type: str) -> None:
    response = client.post(
        PUBLIC, content=b'{"query": "{ hello }"}', headers={"content-type": content_type}
    )
    assert response.status_code == 200


def body_of(size: int) -> bytes:
    return json.dumps(HELLO).encode().ljust(size)


@BOTH_TYPES
@pytest.mark.parametrize(
    ("size", "status"), [(BODY_LIMIT - 1, 200), (BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)]
)
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
def test_a_body_over_the_limit_is_answered_413(
    client: Client, size: int, status: int, accept: str, announced: bool
) -> None:
    body = body_of(size)
    content = body if announced else iter([body[:10], body[10:]])
    headers = {"accept": accept, "content-type": JSON}
    response = client.post(PUBLIC, content=content, headers=headers)
    assert response.status_code == status
    assert status == 200 or code_of(response) == "REQUEST_TOO_LARGE"


@BOTH_TYPES
def test_a_request_without_a_key_is_answered_401_in_the_shape_of_graphql(
    client: Client, accept: str
) -> None:
    response = client.post(SPONSOR, json=HELLO, headers={"accept": accept})
    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")
    assert response.json()["errors"][0]["message"] == "send a key"
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert media_type(response).startswith(GRAPHQL_JSON)


def test_a_key_that_may_not_is_answered_403(client: Client) -> None:
    response = client.post(SPONSOR, json=HELLO, headers={"authorization": "Bearer other"})
    assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")
    assert "www-authenticate" not in response.headers


@BOTH_TYPES
def test_a_query_may_come_in_the_address(client: Client, accept: str) -> None:
    parameters = {
        "query": "query($t: String!) { echo(text: $t) }",
        "variables": '{"t": "ñ"}',
        "extensions": "",
    }
    response = client.get(PUBLIC, params=parameters, headers={"accept": accept})
    assert response.json()["data"] == {"echo": "ñ"}


@pytest.mark.parametrize(
    "address",
    ["", "?query=", "?variables={}", "?query={hello}&variables=[]", "?query={hello}&variables={",
     "?query={hello}&variables=" + "[" * 2_000, "?query={hello}&extensions=1",
     "?query={hello}&query={hello}", "?query={hello}" + "&a=1" * 20],
)  # fmt: skip
def test_a_malformed_address_is_answered_422(client: Client, address: str) -> None:
    response = client.get(PUBLIC + address, headers={"accept": "*/*"})
    assert (response.status_code, code_of(response)) == (422, "BAD_REQUEST")


@pytest.mark.parametrize("name", ["query", "variables", "operationName", "unknown"])
def test_bytes_that_are_not_utf_8_in_the_address_are_no_fault_of_ours(
    client: Client, name: str
) -> None:
    assert client.get(f"{PUBLIC}?query={{hello}}&{name}=%ff").status_code == 422


@pytest.mark.parametrize("kind", ["mutation { submit }", "query A { hello } mutation B { submit }"])
def test_a_mutation_by_get_is_answered_405_also_where_there_are_no_mutations(
    client: Client, kind: str
) -> None:
    response = client.get(
        PUBLIC, params={"query": kind, "operationName": "B" if "B" in kind else ""}
    )
    assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "OPTIONS, POST"


def test_a_surface_can_refuse_get_altogether() -> None:
    closed = two_surfaces(public_schema(), sponsor_schema(), read_by_get=False)
    with serving(closed) as client:
        response = client.get(PUBLIC, params=HELLO)
        assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
        assert client.options(PUBLIC).headers["allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_answered_405(client: Client, method: str) -> None:
    response = client.request(method, PUBLIC, json=HELLO)
    assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_head_is_answered_like_get_without_a_body(client: Client) -> None:
    response = client.head(PUBLIC, params=HELLO)
    assert (response.status_code, response.content) == (200, b"")
    assert client.head(PUBLIC).status_code == 422


@pytest.mark.parametrize("path", [PUBLIC, SPONSOR])
def test_options_is_answered_without_a_key(client: Client, path: str) -> None:
    response = client.options(path)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("protocol", ["graphql-ws", "graphql-transport-ws"])
def test_there_is_no_websocket(client: Client, protocol: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(PUBLIC, subprotocols=[protocol]) as socket,
    ):
        socket.receive_json()


def test_no_explorer_is_rendered_for_a_browser(client: Client) -> None:
    response = client.get(PUBLIC, headers={"accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, code_of(response)) == (422, "BAD_REQUEST")


def test_a_broken_context_is_answered_500_without_its_message(client: Client) -> None:
    response = client.post(PUBLIC, json=HELLO, headers={"x-break": CANARY})
    assert (response.status_code, code_of(response)) == (500, "INTERNAL_SERVER_ERROR")
    assert response.json()["errors"][0]["message"] == "internal error error-1"


def test_no_request_waits_for_a_thread(client: Client) -> None:
    routes: list[Any] = client.app.routes
    handlers = [each for route in routes for each in route.route_handlers]
    asking = [each for each in handlers if "POST" in each.http_methods]
    assert len(asking) == 2
    assert all(inspect.iscoroutinefunction(each.fn) for each in asking)
    assert not any(each.resolve_dependencies() for each in asking)
