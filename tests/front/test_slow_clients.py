"""Connections of a real server: who is slow, sends too much, or sends two requests in one, goes."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from commands import until

from registry.cli.connections import LARGEST_HEAD, MOST_FIELDS, BoundedConnection

pytestmark = pytest.mark.thorough

HELLO = b"GET / HTTP/1.1\r\nhost: a\r\n"
LARGE = 16 * 2**20


class Quick(BoundedConnection):
    """The same with less patience."""

    head_seconds = 1.0
    read_seconds = 1.0


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Says the path; a large answer at /large."""
    assert scope["type"] == "http"
    while (await receive()).get("more_body"):
        pass
    body = b"x" * LARGE if scope["path"] == "/large" else scope["path"].encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@pytest.fixture(scope="module")
def door(listening: socket.socket, server: uvicorn.Server) -> tuple[str, int]:
    until(lambda: server.started)
    address: tuple[str, int] = listening.getsockname()
    return address


@pytest.fixture(scope="module")
def server(listening: socket.socket) -> Iterator[uvicorn.Server]:
    config = uvicorn.Config(application, http=Quick, ws="none", lifespan="off",
                            log_level="critical", proxy_headers=False)  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield server
    server.should_exit = True
    thread.join(10)


@contextmanager
def connected(door: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(door, timeout=10) as wire:
        yield wire


def until_closed(wire: socket.socket) -> bytes:
    """Everything up to the end of the connection, which must come."""
    found = b""
    try:
        while some := wire.recv(65_536):
            found += some
    except ConnectionResetError:
        pass
    return found


def test_an_honest_request_is_answered_and_the_next_one_on_the_same_connection(
    door: tuple[str, int],
) -> None:
    with connected(door) as wire:
        for _ in range(2):
            time.sleep(0.2)
            wire.sendall(HELLO + b"\r\n")
            assert wire.recv(4_096).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "pieces",
    [[], [b"G"], [b"GET / HTTP/1.1\r\n"], [HELLO, *[b"x-%d: 1\r\n" % n for n in range(40)]],
     [b"\r\n"] * 40, [HELLO + b"\r\n", b"GET / HT"], [HELLO + b"\r\n", *[b"\r\n"] * 40]],
    ids=["nothing", "a letter", "a line", "a line each moment", "empty lines", "half a second one",
         "empty lines behind an answer"],
)  # fmt: skip
def test_who_never_finishes_a_head_is_closed_in_time(
    door: tuple[str, int], pieces: list[bytes]
) -> None:
    began = time.monotonic()
    with connected(door) as wire:
        try:
            for piece in pieces:
                wire.sendall(piece)
                time.sleep(0.05)
        except OSError:
            pass
        until_closed(wire)
    assert time.monotonic() - began < 5


def test_who_is_late_is_told(door: tuple[str, int]) -> None:
    with connected(door) as wire:
        wire.sendall(b"GET /")
        assert until_closed(wire).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_head_is_no_longer_than_it_may_be(door: tuple[str, int], at_once: bool) -> None:
    head = HELLO + b"x: " + b"y" * LARGEST_HEAD
    with connected(door) as wire:
        wire.sendall(head + (b"\r\n\r\n" if at_once else b""))
        assert until_closed(wire).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(("fields", "status"), [(-1, b"200"), (0, b"200"), (1, b"431")])
def test_a_head_has_only_so_many_fields(door: tuple[str, int], fields: int, status: bytes) -> None:
    told = b"".join(b"x-%d: 1\r\n" % n for n in range(MOST_FIELDS - 1 + fields))
    with connected(door) as wire:
        wire.sendall(HELLO + told + b"\r\n")
        assert wire.recv(4_096).startswith(b"HTTP/1.1 " + status)


def test_who_does_not_read_an_answer_is_closed(
    door: tuple[str, int], server: uvicorn.Server
) -> None:
    with connected(door) as wire:
        wire.sendall(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n")
        time.sleep(0.2)
        assert len(server.server_state.connections) == 1
        until(lambda: not server.server_state.connections, seconds=5)
        assert len(until_closed(wire)) < LARGE


def test_who_reads_slowly_gets_all(door: tuple[str, int]) -> None:
    with connected(door) as wire:
        wire.sendall(b"GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        found = 0
        while some := wire.recv(LARGE // 16):
            found += len(some)
            time.sleep(0.02)
        assert found > LARGE


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +5\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: identity, chunked, x\r\n",
        b"POST / HTTP/1.1\r\nhost : a\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\nx: 1\r\n folded\r\n",
        b"GET / HTTP/9.9\r\nhost: a\r\n",
        b"GET\t/\tHTTP/1.1\r\nhost: a\r\n",
    ],
)
def test_a_head_that_two_servers_could_read_differently_is_refused(
    door: tuple[str, int], head: bytes
) -> None:
    """Request smuggling (RFC 9112, 6.3 and 11.2)."""
    with connected(door) as wire:
        wire.sendall(head + b"\r\nhello")
        assert until_closed(wire).startswith(b"HTTP/1.1 400 ")
