"""A whole registry in a process of its own, over a test's database, which a test may end."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from secrets import token_bytes
from typing import Any

import httpx
from commands import free_port
from running import HOST, Calendar, settings_at

from registry.access.sessions import COOKIE
from registry.release import publish

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["registry.app", "registry.cli.listening", "uvicorn"])
SLOW_DISK = 0.5


def serve_apart(url: str, on: date, port: int, writing: Event, ends_in: int) -> None:
    """The life of the process: what `he-registry serve` does, on a day of the calendar."""
    from registry.app import build_house, create_app
    from registry.cli import listening

    store = publish.store_snapshot

    async def slowly(*words: Any) -> None:
        """A publication says that it is inside its transaction, and is there for a while."""
        writing.set()
        await asyncio.sleep(SLOW_DISK)
        await store(*words)

    publish.store_snapshot = slowly
    house = build_house(settings_at(url), Calendar(on), token_bytes)
    listening.ENDING_SECONDS = ends_in
    listening.serve(create_app(house), listening.listen("127.0.0.1", port))


class Apart:
    """The process, and somebody's browser at its pages; `writing` once it writes a publication."""

    def __init__(self, process: BaseProcess, http: httpx.AsyncClient, writing: Event) -> None:
        self.process, self.http, self.writing = process, http, writing

    async def answers(self) -> None:
        """Wait until it serves."""
        while True:
            try:
                await self.http.get("/health/live")
            except httpx.TransportError:
                assert self.process.is_alive(), "the server did not start"
                await asyncio.sleep(0.02)
            else:
                return

    async def shown(self) -> int:
        """The number of the snapshot that readers get."""
        health = (await self.http.get("/health")).json()
        return int(health["snapshot"]["number"])

    async def writes(self) -> None:
        """Wait until a publication is written."""
        assert await asyncio.to_thread(self.writing.wait, 60), "nothing is published"

    def tell(self, told: signal.Signals) -> None:
        """Send a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, told)

    async def ended(self, seconds: float) -> int | None:
        """How it ended; None where it did not within so many seconds."""
        await asyncio.to_thread(self.process.join, seconds)
        return self.process.exitcode


@asynccontextmanager
async def served_apart(
    url: str, on: date, session: str = "", ends_in: int = 60
) -> AsyncIterator[Apart]:
    """A server on a day, until it is ended; at the latest with the test, by force."""
    port, writing = free_port(), CONTEXT.Event()
    process = CONTEXT.Process(
        target=serve_apart, args=(url, on, port, writing, ends_in), daemon=True
    )
    process.start()
    headers = {"host": HOST, "cookie": f"{COOKIE}={session}", "origin": f"http://{HOST}"}
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as http:
            apart = Apart(process, http, writing)
            await apart.answers()
            yield apart
    finally:
        process.kill()
        process.join()
