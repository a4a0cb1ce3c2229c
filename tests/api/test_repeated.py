"""Questions that come again are remembered without who asked; long answers are packed once."""

import asyncio
from typing import Any

import pytest
from turns import turns_during

from registry.cache import LONG, ResponseCache
from registry.repeated import OVERHEAD, Repeated, ask

PERSONAL = {
    b"cookie": b"balancer=1",
    b"authorization": b"Bearer x",
    b"x-forwarded-for": b"192.0.2.1",
    b"user-agent": b"somebody",
    b"referer": b"https://hospital.example/",
}
SAID = {b"host": b"registry.test", b"accept": b"text/html"}
START = {"status": 200, "headers": [(b"content-type", b"text/html")]}


def scope(path: str = "/", method: str = "GET", **headers: bytes) -> dict[str, Any]:
    """A request as a server tells of it."""
    return {
        "type": "http",
        "method": method,
        "scheme": "https",
        "path": path,
        "query_string": b"q=tarn",
        "headers": [*SAID.items(), *((name.encode(), value) for name, value in headers.items())],
        "client": ("192.0.2.1", 1),
        "server": ("127.0.0.1", 8000),
    }


def test_the_most_frequent_come_first_and_are_taken_once() -> None:
    repeated = Repeated()
    for path in "abbcbc":
        repeated.count(path.encode(), scope(f"/{path}"))
    assert [(each.path, each.times) for each in repeated.taken()] == [
        ("/b", 3),
        ("/c", 2),
        ("/a", 1),
    ]
    assert repeated.taken() == []


def test_nothing_is_remembered_of_who_asked() -> None:
    repeated = Repeated()
    asked = scope() | {"headers": [*SAID.items(), *PERSONAL.items()]}
    repeated.count(b"a", asked)
    (question,) = repeated.taken()
    assert dict(question.headers) == SAID
    kept = repr(question)
    assert [value for value in (*PERSONAL.values(), b"192.0.2.1") if value.decode() in kept] == []


@pytest.mark.parametrize("body", [b"", b"x" * 5_000])
def test_what_is_remembered_has_a_bound_and_the_oldest_is_forgotten(body: bytes) -> None:
    repeated = Repeated(10 * (OVERHEAD + len(body) + 100))
    for number in range(100):
        repeated.count(b"%d" % number, scope(f"/{number}", "POST"), body)
    paths = {each.path for each in repeated.taken()}
    assert 9 <= len(paths) <= 11
    assert "/99" in paths
    assert "/0" not in paths


@pytest.mark.anyio
@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("HEAD", b""), ("POST", b"{}")])
async def test_an_application_is_asked_the_same_in_nobodys_name(method: str, body: bytes) -> None:
    told: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        told.extend((scope, await receive(), await receive()))
        await send({"type": "http.response.start", **START})

    repeated = Repeated()
    repeated.count(b"a", scope("/a b", method), body)
    await ask(app, repeated.taken()[0])
    asked, first, then = told
    assert (asked["method"], asked["path"]) == ("POST" if body else "GET", "/a b")
    assert (asked["raw_path"], asked["query_string"]) == (b"/a%20b", b"q=tarn")
    assert (dict(asked["headers"]), asked["client"]) == (SAID, None)
    assert (asked["scheme"], asked["server"]) == ("https", ("127.0.0.1", 8000))
    assert (first["body"], first["more_body"], then["type"]) == (body, False, "http.disconnect")


@pytest.mark.anyio
@pytest.mark.parametrize("length", [LONG - 1, LONG, 40 * LONG])
async def test_a_long_answer_is_packed_once_beside_the_event_loop(length: int) -> None:
    front = ResponseCache(nobody, str, {})
    body = bytes(range(250)) * (length // 250) + b"x" * (length % 250)
    asking = [front.entry(b"a", START, body) for _ in range(5)]
    made = await asyncio.gather(*asking)
    assert (len({id(each) for each in made}) == 1) is (length >= LONG)
    assert {each.plain.body for each in made} == {body}


@pytest.mark.anyio
async def test_others_have_their_turn_while_a_long_answer_is_packed() -> None:
    front = ResponseCache(nobody, str, {})
    assert await turns_during(front.entry(b"a", START, b"0123456789abcdef" * 2**20)) > 10


async def nobody(*_: Any) -> None:
    raise AssertionError("asked")
