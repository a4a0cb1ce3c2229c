"""The door: what is refused there, with which headers, and that a late body is given up."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from registry.cache import body_of, read_body
from registry.front import bodies
from registry.front.door import Door, Front, front_of

pytestmark = pytest.mark.anyio
HEADERS = [(b"x-content-type-options", b"nosniff")]


async def answering(_: Any, receive: Any, send: Any) -> None:
    """An application that reads a whole body and says how long it was."""
    said = f"{len(body_of(await read_body(receive)))}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": said})


async def failing(_: Any, receive: Any, __: Any) -> None:
    """An application that cannot live with a sender who went away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    raise RuntimeError("the client went away")


class Wire:
    """A connection: what is sent comes in pieces with seconds before each; `sent` is the answer."""

    def __init__(self, pieces: Sequence[tuple[float, bytes]]) -> None:
        self.pieces = list(pieces)
        self.sent: list[Any] = []

    async def receive(self) -> Any:
        if not self.pieces:
            await asyncio.sleep(3_600)
        seconds, body = self.pieces.pop(0)
        await asyncio.sleep(seconds)
        return {"type": "http.request", "body": body, "more_body": bool(self.pieces)}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])


def scope(**told: Any) -> dict[str, Any]:
    given = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "scheme": "http",
             "client": ("192.0.2.9", 1), "headers": [(b"host", b"registry.example")]}  # fmt: skip
    return given | told


async def through(app: Any, wire: Wire, front: Front | None = None, **told: Any) -> Wire:
    door = Door(app, front or Front(frozenset({"registry.example"}), (), 0.1), lambda _: HEADERS)
    await door(scope(**told), wire.receive, wire.send)
    return wire


@pytest.mark.parametrize("app", [answering, failing])
async def test_a_body_that_does_not_come_is_given_up_and_said_so(app: Any) -> None:
    wire = await through(app, Wire([(0, b"begin"), (30, b"end")]))
    start, body = wire.sent
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert HEADERS[0] in start["headers"]
    assert b"too slowly" in body["body"]


async def test_a_slow_body_at_a_fair_speed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SLOWEST", 100)
    wire = await through(answering, Wire([(0.05, b"x" * 10)] * 5 + [(0, b"")]))
    assert (wire.status, wire.sent[1]["body"]) == (200, b"50")


async def test_a_body_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SLOWEST", 100)
    wire = await through(answering, Wire([(0.05, b"x")] * 50))
    assert wire.status == 408
    assert len(wire.pieces) > 40


async def test_what_the_application_does_between_is_not_the_senders_fault() -> None:
    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.2)
        await answering(scope, receive, send)

    assert (await through(slow, Wire([(0, b"all")]))).status == 200


async def test_waiting_for_the_reader_to_go_away_takes_for_ever() -> None:
    async def waiting(_: Any, receive: Any, send: Any) -> None:
        await receive()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(receive(), 0.3)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    assert (await through(waiting, Wire([(0, b"all")]))).status == 200


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"headers": [(b"host", b"evil.example")]}, 421),
        ({"headers": []}, 400),
        ({"raw_path": b"/..%2f"}, 400),
        ({"raw_path": b"/" + b"a" * 3_000}, 414),
    ],
)
async def test_what_is_refused_is_refused_before_the_application_hears_of_it(
    told: dict[str, Any], status: int
) -> None:
    async def never(*_: Any) -> None:
        pytest.fail("the application was asked")

    wire = await through(never, Wire([]), **told)
    assert wire.status == status
    assert HEADERS[0] in wire.sent[0]["headers"]
    head = await through(never, Wire([]), **(told | {"method": "HEAD"}))
    assert head.sent[1]["body"] == b""


@pytest.mark.parametrize(
    ("listens_on", "host", "status"),
    [
        ("192.0.2.1", b"192.0.2.1:8000", 200),
        ("0.0.0.0", b"0.0.0.0", 421),  # noqa: S104
        ("192.0.2.1", b"192.0.2.2", 421),
        ("0.0.0.0", b"Registry.Example", 200),  # noqa: S104
    ],
)
async def test_a_server_answers_to_its_names_and_to_the_address_it_listens_on(
    listens_on: str, host: bytes, status: int
) -> None:
    front = front_of(["Registry.example"], []).also_as(listens_on)
    wire = await through(answering, Wire([(0, b"")]), front, headers=[(b"host", host)])
    assert wire.status == status
