"""Requests no honest client sends: typed refusals, never a fault, never an echo, little memory."""

import gc
import json
import tracemalloc
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry_graphql.over_http import JSON
from tests.views.example import frozen

Client = TestClient[Litestar]
PATH = "/graphql"
CANARY = "PATIENT-XYZ-0001"
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    app = create_public_app(Shelf(frozen()), lambda: "error-1")
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def fragments(count: int, last: str) -> str:
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(count))
    return f"{{ ...F0 }} {chain} fragment F{count} on Query {{ {last} }}"


LIMIT, TOO_LARGE = "LIMIT_EXCEEDED", "REQUEST_TOO_LARGE"
INVALID, BAD_INPUT = "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"
DOCUMENTS: dict[str, tuple[str, int, str]] = {
    "absurd depth": ("{ a " * 5_000 + "}" * 5_000, 422, LIMIT),
    "absurd depth of inline fragments": ("{ ... " * 900 + "{ a }" + "}" * 900, 422, LIMIT),
    "an absurdly deep list": ("{ a(b: " + "[" * 900 + "]" * 900 + ") }", 422, LIMIT),
    "10,000 aliases": ("{" + "".join(f"a{n}:a " for n in range(2_500)) + "}", 422, LIMIT),
    "10,000 aliases in 60 kB": ("{" + "a:a " * 10_000 + "}", 422, LIMIT),
    "circular fragments": (fragments(3, "...F0"), 422, INVALID),
    "a fragment that spreads itself": ("{ ...F } fragment F on Query { ...F }", 422, INVALID),
    "very many fragments": (fragments(100, "__typename"), 422, LIMIT),
    "a document of 1 MB": ("{ __typename }" + "#" * MEGABYTE, 413, TOO_LARGE),
    "a text of 1 MB": (f'{{ product(id: "{CANARY * 65_536}") {{ id }} }}', 413, TOO_LARGE),
    "a huge number": ("{ products(first: " + "9" * 5_000 + ") { totalCount } }", 422, INVALID),
    "a number beyond 32 bits": ("{ products(first: 2147483648) { totalCount } }", 422, INVALID),
    "a stage that is none": (
        f'{{ programmes(stage: "{CANARY}") {{ totalCount }} }}',
        200,
        "BAD_USER_INPUT",
    ),
    "an unknown snapshot": (
        "{ at(snapshot: 999999) { snapshot { asOf } } }",
        200,
        "UNKNOWN_SNAPSHOT",
    ),
    "a snapshot before the first": (
        "{ at(snapshot: -1) { snapshot { asOf } } }",
        200,
        "UNKNOWN_SNAPSHOT",
    ),
    "a subscription": ("subscription { __typename }", 422, INVALID),
}


@pytest.mark.parametrize(("document", "status", "code"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_an_absurd_document_is_refused_with_its_code(
    client: Client, document: str, status: int, code: str
) -> None:
    answer = client.post(PATH, json={"query": document}, headers={"accept": JSON})
    assert answer.status_code == status, answer.text[:300]
    told = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
    assert told == ({code} if code else set())
    assert CANARY not in answer.text


def test_an_inverted_range_is_answered_and_is_no_fault_of_ours(client: Client) -> None:
    asked = {"query": "{ changes(since: 4, until: 1) { totalCount } }"}
    answer = client.post(PATH, json=asked)
    assert answer.status_code == 200
    assert "INTERNAL_SERVER_ERROR" not in answer.text


BODIES: dict[str, tuple[bytes, str, int]] = {
    "a batch": (b'[{"query": "{ __typename }"}]', JSON, 422),
    "a batch of 10,000": (b"[" + b'{"query":""},' * 4_000 + b"{}]", JSON, 422),
    "an empty batch": (b"[]", JSON, 422),
    "not UTF-8": (b'{"query": "{ __typename } \xff\xfe"}', JSON, 400),
    "UTF-16": ('{"query": "{ __typename }"}'.encode("utf-16"), JSON, 400),
    "UTF-8 with its mark": (b"\xef\xbb\xbf" + b'{"query": "{ __typename }"}', JSON, 400),
    "deep JSON": (b'{"query": "{a}", "variables": {"a": ' + b"[" * 20_000, JSON, 400),
    "a form": (b"query=%7B__typename%7D", "application/x-www-form-urlencoded", 415),
    "a file": (b"--x\r\n", "multipart/form-data; boundary=x", 415),
    "GraphQL as such": (b"{ __typename }", "application/graphql", 415),
    "XML": (b"<query/>", "application/xml", 415),
}


@pytest.mark.parametrize(("body", "kind", "status"), BODIES.values(), ids=BODIES)
def test_an_absurd_body_is_refused_with_its_status(
    client: Client, body: bytes, kind: str, status: int
) -> None:
    answer = client.post(PATH, content=body, headers={"content-type": kind})
    assert (answer.status_code, set(answer.json())) == (status, {"errors"})


@pytest.mark.thorough
def test_absurd_requests_leave_no_memory_behind(client: Client) -> None:
    texts = [text for text, _, _ in DOCUMENTS.values()]

    def send_all(turn: int) -> int:
        bodies = [(json.dumps({"query": f"# {turn}\n{text}"}).encode(), JSON) for text in texts]
        bodies += [(body, kind) for body, kind, _ in BODIES.values()]
        for body, kind in bodies:
            client.post(PATH, content=body, headers={"content-type": kind})
        return sum(len(body) for body, _ in bodies)

    tracemalloc.start()
    for turn in range(5):  # fills what is remembered of documents: 64
        send_all(turn)
    gc.collect()
    begun = tracemalloc.get_traced_memory()[0]
    sent = sum(send_all(turn) for turn in range(5, 11))
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - begun
    tracemalloc.stop()
    assert grown < sent / 4, f"of {sent:,} bytes in six rounds {grown:,} were left behind"
