"""One run: a server process as `he-registry serve` starts it, everybody who asks, and a publish."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from commands import RUN, answers, environment, free_port, until
from msgspec import Struct

from tests.load.clients import Notes, Waited, client, reader, submitter
from tests.load.filling import filled
from tests.load.world import World, world_in

MEBIBYTE = 2**20
SNAPSHOT = "{ snapshot { number } products(first: 100) { edges { node { id } } } }"


class Load(Struct, frozen=True):
    """How many ask for how long; each submitter has a programme, with so many patients before.

    Before that, answers of so many MiB are asked for, so that what the server keeps is full.
    """

    seconds: float = 300
    readers: int = 200
    submitters: int = 20
    patients: int = 100
    filled: float = 0


class Publish(Struct, frozen=True):
    """When it began, when it was stored, and when the server showed it."""

    began: float
    stored: float
    shown: float


class Heard(Struct, frozen=True):
    """What was noted of a run. Moments are seconds of one steady clock."""

    began: float
    ended: float
    publish: Publish
    snapshots: tuple[int, int]
    waited: list[Waited]
    memory: list[tuple[float, float]]
    """The resident memory of the server in MiB, with its moments."""
    busy: tuple[float, float, float]
    """Seconds of processor time of the server, of those who ask, and of everything else."""


def run(folder: Path, database_url: str, load: Load) -> Heard:
    """Fill a registry, serve it, and let everybody ask."""
    today = datetime.now(UTC).date()
    filling = world_in(folder, database_url, today, load.submitters, load.patients)
    world = asyncio.run(filling)
    with server(folder, world) as (process, address):
        return asyncio.run(asked(process, address, world, load, today))


@contextmanager
def server(folder: Path, world: World) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """`he-registry serve` behind a proxy on this machine, and where it listens."""
    port = free_port()
    told = environment(**world.environment, REGISTRY_TRUSTED_PROXIES="127.0.0.1")
    with (folder / "server.txt").open("wb") as said:
        process = subprocess.Popen(
            [*RUN, "serve", "--port", str(port)], cwd=folder, env=told, stdout=said, stderr=said
        )
        try:
            until(lambda: answers(f"http://127.0.0.1:{port}"))
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


async def asked(
    process: "subprocess.Popen[bytes]", address: str, world: World, load: Load, today: date
) -> Heard:
    """Everybody at once; half way through somebody publishes."""
    before, products = await shown(address)
    await filled(address, products, load.filled * MEBIBYTE)
    began, busy = time.monotonic(), busy_until_now(process.pid)
    notes, memory = Notes(), list[tuple[float, float]]()
    everybody: list[Any] = [reader(address, n, products, notes) for n in range(load.readers)]
    everybody += [
        submitter(address, n, world.keys[n], world.programmes[n], today, notes)
        for n in range(load.submitters)
    ]
    asking = asyncio.gather(*everybody)
    watching = asyncio.create_task(watched(process.pid, memory))
    publish, _ = await asyncio.gather(
        published(address, world, before, load.seconds / 2), asyncio.sleep(load.seconds)
    )
    notes.is_over = True
    await asking
    watching.cancel()
    ended = time.monotonic()
    spent = [now - then for now, then in zip(busy_until_now(process.pid), busy, strict=True)]
    after, _ = await shown(address)
    return Heard(
        began,
        ended,
        publish,
        (before, after),
        notes.waited,
        memory,
        (spent[0], spent[1], spent[2] - spent[0] - spent[1]),
    )


async def shown(address: str) -> tuple[int, list[str]]:
    """The number of the snapshot that the server shows, and the ids of its products."""
    async with client(address, 9_000) as http:
        told = (await http.post("/graphql", json={"query": SNAPSHOT})).json()["data"]
    return told["snapshot"]["number"], [each["node"]["id"] for each in told["products"]["edges"]]


async def published(address: str, world: World, before: int, wait: float) -> Publish:
    """`he-registry publish` in a process of its own, until the server shows what it made."""
    await asyncio.sleep(wait)
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *RUN, "publish", env=environment(**world.environment), stdout=subprocess.DEVNULL
    )
    assert await process.wait() == 0, "the publish failed"
    stored = time.monotonic()
    while True:
        await asyncio.sleep(0.1)
        number, _ = await shown(address)
        if number > before:
            return Publish(began, stored, time.monotonic())


def busy_until_now(process: int) -> tuple[float, float, float]:
    """Seconds of processor time of the server, of this process, and of the whole machine."""
    used = psutil.Process(process).cpu_times()
    every = psutil.cpu_times()
    waiting = every.idle + getattr(every, "iowait", 0.0)
    return used.user + used.system, time.process_time(), sum(every) - waiting


async def watched(process: int, memory: list[tuple[float, float]]) -> None:
    """Note the memory of a process four times a second, for ever."""
    server = psutil.Process(process)
    while True:
        memory.append((time.monotonic(), server.memory_info().rss / MEBIBYTE))
        await asyncio.sleep(0.25)
