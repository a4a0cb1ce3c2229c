"""The public side, asked whatever is drawn: documents, bodies, addresses of pages and files."""

import json
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from litestar.testing import TestClient

from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry_graphql.over_http import GRAPHQL_JSON, JSON
from registry_graphql.public.schema import public_schema
from tests.fuzz.bounds import check_answer
from tests.fuzz.requests import CANARY, Request, requests
from tests.views.example import frozen

SCHEMA = public_schema()
APP = create_public_app(Shelf(frozen()), lambda: "error-1")
CLIENT: Any = TestClient(APP, raise_server_exceptions=False)
KNOWN = ("aurora", "borealis", "aurocel", "offer-1", "leukaemia", "DE", "R3")

QUESTIONS = st.tuples(requests(SCHEMA._schema, KNOWN), st.sampled_from([JSON, GRAPHQL_JSON]))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.just(CANARY) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["query", "variables", "operationName", "extensions", "documentId",
                         "id", CANARY]), inner, max_size=5),
    max_leaves=10,
)  # fmt: skip
BODIES = ANY_JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=200)
HEADERS = st.text(st.characters(codec="latin-1"), max_size=20)
GETS = st.tuples(st.binary(max_size=100), HEADERS)
PARTS = ("products", "centres", "check", "failures", "releases", "report", "data", "r", "latest",
         "es", "de", "log", "tile", "entries", "checkpoint", "client.py", "2027", "DE", "1", "0",
         "aurocel", "products.csv", "efficacy.json", "safety.parquet", "SHA256SUMS", "cite.bib",
         "snapshot.json", "index.atom", "calendar.ics", "..", "%00", "%ff", "", CANARY)  # fmt: skip
NAMES = ("q", "country", "product", "group", "by", "day", "page", "sort", "lang", "at", "centre",
         "snapshot", "indication", "class", "status", "endpoint", "near")  # fmt: skip
VALUES = (
    st.sampled_from((*KNOWN, "1", "-1", "9" * 40, "", "<b>" + CANARY, "\0", "é" * 500)) | HEADERS
)
ADDRESSES = st.tuples(
    st.lists(st.sampled_from(PARTS) | st.text(max_size=6), min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4),
    HEADERS,
)


def ask(drawn: tuple[Request, str]) -> None:
    """A question is answered the same by POST, by GET and without the cache."""
    (query, variables), accept = drawn
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


def ask_body(body: bytes) -> None:
    """Any body whatsoever is answered."""
    check_answer(CLIENT.post("/graphql", content=body, headers={"content-type": JSON}))


def ask_by_get(drawn: tuple[bytes, str]) -> None:
    """Any query in an address, and any header whatsoever, is answered."""
    query, accept = drawn
    spelled = "".join(f"%{byte:02x}" for byte in query)
    answer = CLIENT.get(f"/graphql?query={spelled}", headers={b"accept": one_line(accept)})
    assert 200 <= answer.status_code < 500
    assert answer.json()


def one_line(header: str) -> bytes:
    """What can stand in a header."""
    return header.encode("latin-1").replace(b"\r", b"").replace(b"\n", b"")


def ask_address(drawn: tuple[list[str], list[tuple[str, str]], str]) -> None:
    """Any address of a page or a file is answered by it or by a refusal, and repeats no markup."""
    parts, asked, accept = drawn
    path = "/" + "/".join(quote(part, "%", errors="replace") for part in parts)
    answer = CLIENT.get(
        f"http://testserver.local{path}",
        params=[(name, value) for name, value in asked],
        headers={b"accept": one_line(accept)},
    )
    assert 200 <= answer.status_code < 500, (answer.status_code, path, asked)
    assert f"<b>{CANARY}" not in answer.text
