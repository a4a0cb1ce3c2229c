"""What our HTTP costs beside other ways to answer the same: ratios of processor time, one run.

`uncached_ratios` and `cached_ratio` are for whoever reports them; tests hold them to their goals.
A ratio is theirs / ours: above 1 we are the quicker one. `python -m tests.benchmarks.http_ratios`
prints them.
"""

import asyncio
import json
import logging
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import geometric_mean
from typing import Any

import strawberry
from litestar import Litestar
from strawberry.litestar import make_graphql_controller
from strawberry.schema.config import StrawberryConfig

from registry.archive import Archive, no_files
from registry.public_app import create_public_app
from registry.shelf import Shelf
from registry_graphql.contract import document_id
from registry_graphql.public.context import context_for
from registry_graphql.public.root import Query
from registry_graphql.public.schema import operation_files
from registry_graphql.scalars import SCALARS
from tests.benchmarks.measure import Spread, ratio_of, seconds_of
from tests.views.example import frozen

ROOT = Path(__file__).parents[2]
ROUNDS, EACH = 7, 10
NOT_KEPT = (b"cookie", b"asks=again")
PINNED = ("as-cited", "what-changed")
"""Questions of earlier snapshots, of which the example has none."""


def default_app() -> Litestar:
    """The same queries over the same snapshot by the libraries as their pages show them."""
    archive = Archive(Shelf(frozen()).read, no_files)

    async def context() -> dict[str, Any]:
        return context_for(archive)

    schema = strawberry.Schema(Query, config=StrawberryConfig(scalar_map=SCALARS))
    controller: Any = make_graphql_controller(schema, path="/graphql", context_getter=context)
    return Litestar([controller], openapi_config=None)


async def ask(app: Any, body: bytes, *headers: tuple[bytes, bytes]) -> bytes:
    """The body of an application's answer to a POST, without a server between."""
    sent: list[Any] = []
    given = [(b"host", b"x"), (b"content-type", b"application/json"), *headers]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "root_path": "",
        "scheme": "http", "headers": given, "client": ("127.0.0.1", 1), "server": ("x", 80),
        "state": {},
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return b"".join(message.get("body", b"") for message in sent)


async def ask_some(app: Any, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Some requests, one after the other."""
    for _ in range(EACH):
        await ask(app, body, *headers)


async def uncached_ratios(rounds: int = ROUNDS) -> dict[str, Spread]:
    """How much longer the libraries' defaults take than ours, question by question."""
    logging.getLogger("strawberry").setLevel(logging.CRITICAL)
    ours, theirs = create_public_app(Shelf(frozen()), lambda: "error-1"), default_app()
    bodies = {
        path.stem: json.dumps({"query": path.read_text()}).encode()
        for path in operation_files()
        if path.stem not in PINNED
    }
    for body in bodies.values():
        answers = [json.loads(await ask(app, body, NOT_KEPT)) for app in (ours, theirs)]
        assert answers[0]["data"] == answers[1]["data"]
    taken = [
        {
            name: (
                await seconds_of(partial(ask_some, theirs, body)),
                await seconds_of(partial(ask_some, ours, body, NOT_KEPT)),
            )
            for name, body in bodies.items()
        }
        for _ in range(rounds)
    ]
    return {name: ratio_of([each[name] for each in taken]) for name in bodies}


def typical(ratios: Iterable[Spread]) -> Spread:
    """The geometric mean of several ratios: that of a typical question, short or long."""
    return Spread(*(geometric_mean(values) for values in zip(*ratios, strict=True)))


@contextmanager
def served() -> Iterator[socket.socket]:
    """A connection to a server process that has our application beside fixed bytes."""
    command = [sys.executable, "-m", "tests.benchmarks.served"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout
            port = int(process.stdout.readline())
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                yield connection
        finally:
            process.terminate()


def get(connection: socket.socket, target: str, times: int = 1) -> bytes:
    """The body of the last of some GET requests, one after the other on one connection."""
    request = f"GET {target} HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n".encode()
    body = b""
    for _ in range(times):
        connection.sendall(request)
        head, _, body = connection.recv(65_536).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        while len(body) < length:
            body += connection.recv(65_536)
    return body


def server_seconds(connection: socket.socket, target: str, times: int) -> float:
    """Processor time of the server for some GET requests."""
    begun = float(get(connection, "/cpu"))
    get(connection, target, times)
    return float(get(connection, "/cpu")) - begun


def question(operation: str = "what-works") -> str:
    """One of our own questions by its identifier, as the end of an address."""
    path = next(path for path in operation_files() if path.stem == operation)
    return f"?documentId={document_id(path.read_text())}"


def cached_ratio(fixed: str = "/same", operation: str = "what-works", times: int = 1500) -> Spread:
    """How much longer fixed bytes of plain ASGI take than a kept answer, on the same server.

    `/same` are the very bytes of the answer with its headers, `/bare` its body with two headers.
    """
    asked = question(operation)
    with served() as connection:
        get(connection, f"/last{asked}")
        assert get(connection, fixed) == get(connection, f"/graphql{asked}")
        rounds = [
            (
                server_seconds(connection, f"{fixed}{asked}", times),
                server_seconds(connection, f"/graphql{asked}", times),
            )
            for _ in range(ROUNDS)
        ]
    return ratio_of(rounds)


def main() -> None:
    """Measure and print everything."""
    warnings.simplefilter("ignore")
    uncached = asyncio.run(uncached_ratios())
    told = {
        "a kept answer beside the same bytes": cached_ratio(),
        "a kept answer beside its bare body": cached_ratio("/bare"),
        **uncached,
        "a typical question": typical(uncached.values()),
    }
    for name, ratio in told.items():
        print(f"{name}: {ratio}")  # noqa: T201 - a report


if __name__ == "__main__":
    main()
