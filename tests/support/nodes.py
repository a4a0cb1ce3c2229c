"""Public nodes over folders that tests write and damage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import httpx
from large_snapshot import large_snapshot
from litestar import Litestar
from logs import KEY
from public_files import Files, entries_for, log_files, snapshot_files

from registry.front.door import Front
from registry.log.note import VerifierKey
from registry.node.app import create_node
from registry.node.keeper import Keeper
from registry.snapshot import FrozenSnapshot
from registry.storage.public_folder import put

NOON = datetime(2036, 10, 1, 12, tzinfo=UTC)
GROUPS = 40
FRONT = Front(frozenset({"node.test"}))
LATEST, CHECKPOINT = "r/latest.json", "log/checkpoint"


@cache
def chain(count: int) -> tuple[FrozenSnapshot, ...]:
    """So many snapshots, each after the one before."""
    return tuple(large_snapshot(GROUPS, number) for number in range(1, count + 1))


@cache
def published(count: int, covered: int | None = None) -> Files:
    """The public files after so many publications, of which the log covers so many."""
    some = chain(count)
    log = log_files(entries_for(some[: count if covered is None else covered]))
    return {**log, **snapshot_files(some)}


def publish(folder: Path, files: Files) -> Path:
    """Write files as a registry does: each in one step, what points to others last."""
    pointers = (CHECKPOINT, LATEST)
    for path in sorted(files, key=lambda path: pointers.index(path) if path in pointers else -1):
        put(folder / path, files[path])
    return folder


def keeper_of(folder: Path, key: VerifierKey = KEY, seconds: float = 0.02) -> Keeper:
    """A keeper that has looked once."""
    keeper = Keeper(folder, key, lambda: NOON, seconds)
    keeper.look()
    return keeper


def node_of(keeper: Keeper) -> Litestar:
    """The application of a node."""
    return create_node(keeper, lambda: "error-1", FRONT)


@asynccontextmanager
async def running_node(keeper: Keeper) -> AsyncIterator[httpx.AsyncClient]:
    """A node that looks as it does in life, and a client for it."""
    app = node_of(keeper)
    async with keeper.runs(app):
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://node.test") as http:
            yield http


async def until_shown(keeper: Keeper, number: int) -> None:
    """Wait until a node shows a snapshot."""
    async with asyncio.timeout(20):
        while keeper.shelf.number < number:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.005)
