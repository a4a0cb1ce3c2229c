"""Kept answers: the same bytes as without, never another question's, and never more than fit."""

import gzip
import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import structs

from registry.cache import OVERHEAD, Entry, Form, ResponseCache, name_of, takes_gzip
from registry.kept import Kept
from registry.public_app import CachedApp, create_public_app
from registry.shelf import Shelf
from registry.snapshot import FrozenSnapshot, freeze
from registry_graphql.over_http import GRAPHQL_JSON, JSON
from tests.views.example import frozen

Client = TestClient[Litestar]
PATH = "/graphql"
PROGRAMMES = "query P($n: Int = 3) { programmes(first: $n) { totalCount edges { node { id } } } }"
NUMBER = "{ snapshot { number } }"


def later() -> FrozenSnapshot:
    return freeze(structs.replace(frozen().snapshot, number=5))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(frozen())


@pytest.fixture
def client(shelf: Shelf) -> Iterator[Client]:
    with TestClient(create_public_app(shelf, lambda: "error-1")) as client:
        yield client


def kept(client: Client) -> Kept[Entry]:
    app = client.app
    assert isinstance(app, CachedApp)
    return app.front.kept


def in_address(query: str, **more: Any) -> dict[str, str]:
    return {"query": query, **{name: json.dumps(value) for name, value in more.items()}}


def test_the_same_question_is_worked_out_once_however_it_is_sent(client: Client) -> None:
    first = client.post(PATH, json={"query": PROGRAMMES, "variables": {"n": 2}})
    again = [
        client.post(PATH, content=f'{{"variables": {{ "n":2}}, "query": {json.dumps(PROGRAMMES)}}}',
                    headers={"content-type": "application/json; charset=utf-8"}),
        client.get(PATH, params=in_address(PROGRAMMES, variables={"n": 2})),
        client.get(PATH, params=in_address(PROGRAMMES, variables={"n": 2}) | {"operationName": ""}),
    ]  # fmt: skip
    assert [answer.content for answer in again] == [first.content] * 3
    assert len(kept(client).entries) == 1


DIFFERENT: dict[str, dict[str, Any]] = {
    "other variables": {"json": {"query": PROGRAMMES, "variables": {"n": 1}}},
    "a number written otherwise": {"json": {"query": PROGRAMMES, "variables": {"n": 3.0}}},
    "an operation name": {"json": {"query": PROGRAMMES, "operationName": "P"}},
    "extensions": {"json": {"query": PROGRAMMES, "extensions": {"a": 1}}},
    "another document": {"json": {"query": PROGRAMMES + " "}},
    "another media type": {"json": {"query": PROGRAMMES}, "headers": {"accept": GRAPHQL_JSON}},
}


@pytest.mark.parametrize("asked", DIFFERENT.values(), ids=DIFFERENT)
def test_another_question_is_another_entry(client: Client, asked: dict[str, Any]) -> None:
    client.post(PATH, json={"query": PROGRAMMES})
    assert client.post(PATH, **asked).status_code == 200
    assert len(kept(client).entries) == 2


def test_a_reader_who_has_the_answer_is_told_so(client: Client) -> None:
    first = client.get(PATH, params=in_address(NUMBER))
    etag = first.headers["etag"]
    assert etag.startswith('"')
    for named in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        headers = {"if-none-match": named}
        for method in ("GET", "HEAD"):
            again = client.request(method, PATH, params=in_address(NUMBER), headers=headers)
            assert (again.status_code, again.content) == (304, b"")
            for name in ("etag", "vary", "cache-control"):
                assert again.headers[name] == first.headers[name]
            assert "content-type" not in again.headers


def test_a_tag_of_another_answer_gets_the_answer(client: Client, shelf: Shelf) -> None:
    old = client.get(PATH, params=in_address(NUMBER))
    shelf.put(later())
    headers = {"if-none-match": old.headers["etag"]}
    assert client.get(PATH, params=in_address(NUMBER), headers=headers).json() != old.json()
    asked = {"query": NUMBER}
    tag = client.get(PATH, params=in_address(NUMBER)).headers["etag"]
    assert client.post(PATH, json=asked, headers={"if-none-match": tag}).status_code == 200


def test_the_tags_of_two_media_types_and_codings_differ(client: Client) -> None:
    asked = in_address(PROGRAMMES, variables={"n": 4})
    tags = [
        client.get(PATH, params=asked, headers={"accept": accept, "accept-encoding": coding})
        for accept in (JSON, GRAPHQL_JSON)
        for coding in ("", "gzip")
    ]
    assert len({answer.headers["etag"] for answer in tags}) == 2  # too short to pack
    long = in_address("{ __schema { types { name description } } }")
    answers = [
        client.get(PATH, params=long, headers={"accept": accept, "accept-encoding": coding})
        for accept in (JSON, GRAPHQL_JSON)
        for coding in ("", "gzip")
    ]
    assert len({answer.headers["etag"] for answer in answers}) == 4
    assert len({answer.content for answer in answers}) == 1
    assert [a.headers.get("content-encoding") for a in answers] == [None, "gzip"] * 2


def test_a_packed_answer_is_shorter_and_holds_the_same(client: Client) -> None:
    long = in_address("{ __schema { types { name description } } }")
    plain = client.get(PATH, params=long, headers={"accept-encoding": "identity"})
    with client.stream(
        "GET", PATH, params=long, headers={"accept-encoding": "br, gzip;q=0.5"}
    ) as packed:
        raw = b"".join(packed.iter_raw())
    assert int(packed.headers["content-length"]) == len(raw) < len(plain.content)
    assert gzip.decompress(raw) == plain.content


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [("gzip", True), ("br,GZIP;q=0.1", True), ("gzip;q=0", False), ("gzip; q=0.000", False),
     ("x-gzip", True), ("*", False), ("", False), ("gzipped", False), ("gzip;q=1.0", True)],
)  # fmt: skip
def test_an_answer_is_packed_only_for_who_takes_it(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted.encode()) is taken


def test_whoever_else_keeps_answers_is_told_what_they_depend_on(client: Client) -> None:
    for answer in (
        client.get(PATH, params=in_address(NUMBER)),
        client.get(PATH, params=in_address(NUMBER)),
        client.post(PATH, json={"query": NUMBER}),
    ):
        assert answer.headers["vary"] == "Accept, Accept-Encoding"
        assert answer.headers["cache-control"] == "public, no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_head_has_the_headers_of_get(client: Client) -> None:
    head = client.head(PATH, params=in_address(NUMBER))
    get = client.get(PATH, params=in_address(NUMBER))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-length", "content-type"):
        assert head.headers[name] == get.headers[name]


def test_a_new_snapshot_is_answered_at_once_and_nothing_is_thrown_away(
    client: Client, shelf: Shelf
) -> None:
    assert client.post(PATH, json={"query": NUMBER}).json()["data"]["snapshot"]["number"] == 4
    shelf.put(later())
    assert client.post(PATH, json={"query": NUMBER}).json()["data"]["snapshot"]["number"] == 5
    assert len(kept(client).entries) == 2


@pytest.mark.anyio
async def test_an_answer_that_a_new_snapshot_overtakes_is_given_and_not_kept() -> None:
    versions = count()
    cache = ResponseCache(public_answer, lambda: str(next(versions)), {"/": lambda *_: b"q"})
    assert await status(cache) == 200
    assert not cache.kept.entries


REFUSED: dict[str, dict[str, Any]] = {
    "a fault in the document": {"json": {"query": "{ helo }"}},
    "a wrong variable": {"json": {"query": PROGRAMMES, "variables": {"n": "x"}}},
    "a wrong type": {"content": b"{}", "headers": {"content-type": "text/plain"}},
    "an unacceptable answer": {"json": {"query": NUMBER}, "headers": {"accept": "text/html"}},
    "a batch": {"json": [{"query": NUMBER}]},
    "a long body": {"content": b'{"query": "{ snapshot { number } }"}' + b" " * 70_000,
                    "headers": {"content-type": JSON}},
    "a long body in pieces": {"content": [b'{"query": "{ snapshot { number } }"}', b" " * 70_000],
                              "headers": {"content-type": JSON}},
}  # fmt: skip


@pytest.mark.parametrize("asked", REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_never_kept_here_nor_elsewhere(client: Client, asked: dict[str, Any]) -> None:
    pieces = asked.get("content")
    sent = asked | ({"content": iter(pieces)} if isinstance(pieces, list) else {})
    answer = client.post(PATH, **sent)
    assert 400 <= answer.status_code < 500
    assert answer.headers["cache-control"] == "no-store"
    assert not kept(client).entries


@pytest.mark.parametrize("header", ["authorization", "cookie", "Cookie"])
def test_whoever_says_who_asks_gets_nothing_kept(client: Client, header: str) -> None:
    answer = client.post(PATH, json={"query": NUMBER}, headers={header: "x"})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert not kept(client).entries


def scope(path: str = "/", method: str = "GET") -> dict[str, Any]:
    return {"type": "http", "path": path, "method": method, "headers": [], "query_string": b""}


async def public_answer(_: Any, __: Any, send: Any) -> None:
    headers = [(b"Cache-Control", b"public"), (b"Content-Type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"a", "more_body": True})
    await send({"type": "http.response.body", "body": b"b"})


async def status(app: Any, **request: str) -> int:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope(**request), receive, send)
    assert b"".join(message.get("body", b"") for message in sent) == b"ab"
    return int(sent[0]["status"])


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/sponsor/graphql", "/graphql/", "/other"])
async def test_a_path_that_is_not_named_is_never_kept_whatever_its_answer_says(path: str) -> None:
    cache = ResponseCache(public_answer, lambda: "1", {"/graphql": lambda *_: b"q"})
    assert await status(cache, path=path) == 200
    assert await status(cache, path="/graphql", method="PUT") == 200
    assert not cache.kept.entries
    assert await status(cache, path="/graphql") == 200
    assert cache.kept.entries


def entry(body: bytes) -> Entry:
    return Entry(Form(b"", (), body), None)


@pytest.mark.parametrize(("entries", "left"), [(2, [0, 1]), (3, [0, 1, 2]), (4, [0, 2, 3])])
def test_what_was_not_asked_for_longest_makes_room(entries: int, left: list[int]) -> None:
    one = OVERHEAD + 1 + 10
    store: Kept[Entry] = Kept(3 * one)
    for number in range(entries):
        store.put(b"%d" % number, entry(b"x" * 10))
        store.get(b"0")
    assert sorted(int(key) for key in store.entries) == left
    assert store.bytes == one * len(left)


@pytest.mark.parametrize(("length", "fits"), [(99, True), (100, True), (101, False)])
def test_an_answer_larger_than_the_whole_store_is_not_kept(length: int, fits: bool) -> None:
    store: Kept[Entry] = Kept(OVERHEAD + 1 + 100)
    store.put(b"k", entry(b"x" * length))
    assert bool(store.entries) is fits
    store.put(b"k", entry(b""))
    assert store.bytes <= store.most


QUESTIONS = st.fixed_dictionaries(
    {"query": st.sampled_from([PROGRAMMES, NUMBER, "{ helo }", "{", "query A { __typename } "
                               "query B { snapshot { number } }"])},
    optional={
        "variables": st.sampled_from([None, {}, {"n": 2}, {"n": 1.0}, {"n": "x"}, {"n": 2**70}]),
        "operationName": st.sampled_from([None, "", "A", "B", "P"]),
    },
)  # fmt: skip


@given(asked=st.lists(st.tuples(QUESTIONS, st.sampled_from([JSON, GRAPHQL_JSON, "*/*"])),
                      max_size=8))  # fmt: skip
def test_every_answer_is_the_one_that_would_be_given_without_keeping(asked: list[Any]) -> None:
    for question, accept in asked * 2:
        with_, without = (
            app.post(PATH, json=question, headers={"accept": accept} | more)
            for app, more in ((ONE, {}), (ONE, {"cookie": "not kept"}))
        )
        assert (with_.status_code, with_.content) == (without.status_code, without.content)
        assert with_.headers["content-type"] == without.headers["content-type"]


ONE = TestClient(create_public_app(Shelf(frozen()), lambda: "error-1"))


@pytest.mark.parametrize(
    ("path", "name"),
    [("/a", "/a"), ("/a/b", "/a/*"), ("/", None), ("/b", None), ("/a/b/c", None)],
)
def test_a_star_stands_for_the_last_part_of_a_path(path: str, name: str | None) -> None:
    assert name_of(path, {"/a", "/a/*"}) == name
