"""Writers exclude one another, readers never wait and never see what is not committed."""

import asyncio
from typing import TYPE_CHECKING

import pytest
from piccolo.querystring import QueryString

from registry.storage.engine import Database, open_database

if TYPE_CHECKING:
    from tests.storage.conftest import Boxes

pytestmark = pytest.mark.anyio


async def add_one(database: Database) -> None:
    """Read, give others a chance to interfere, then write."""
    async with database.transaction():
        rows = await database.run(QueryString("SELECT amount FROM box WHERE id = {}", "counter"))
        await asyncio.sleep(0.001)
        await database.run(QueryString("UPDATE box SET amount = {}", rows[0]["amount"] + 1))


@pytest.mark.parametrize("writers", [4, 16])
async def test_no_update_is_lost_between_tasks(boxes: "Boxes", writers: int) -> None:
    await boxes.put("counter")
    await asyncio.gather(*(add_one(boxes.database) for _ in range(writers)))
    assert await boxes.amount("counter") == writers


async def test_no_update_is_lost_between_processes(boxes: "Boxes") -> None:
    await boxes.put("counter")
    others = [open_database(boxes.url, connections=1) for _ in range(3)]
    await asyncio.gather(*(other.start() for other in others))
    await asyncio.gather(*(add_one(other) for other in others * 4))
    await asyncio.gather(*(other.stop() for other in others))
    assert await boxes.amount("counter") == 12


async def test_a_write_alone_waits_for_the_open_transaction(boxes: "Boxes") -> None:
    await boxes.put("counter", amount=1)
    async with boxes.database.transaction():
        alone = asyncio.create_task(set_outside(boxes, amount=50))
        await asyncio.sleep(0.02)
        assert await boxes.amount("counter") == 1
        await boxes.set_amount("counter", 2)
    await alone
    assert await boxes.amount("counter") == 50


async def set_outside(boxes: "Boxes", amount: int) -> None:
    """From another process's point of view: a database of its own."""
    other = open_database(boxes.url, connections=1)
    await other.start()
    await other.run(QueryString("UPDATE box SET amount = {}", amount))
    await other.stop()


async def test_readers_see_only_committed_rows_while_a_writer_is_open(boxes: "Boxes") -> None:
    await boxes.put("old")
    written, may_commit = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with boxes.database.transaction():
            await boxes.put("new")
            written.set()
            await may_commit.wait()

    writer = asyncio.create_task(write())
    await written.wait()
    async with asyncio.timeout(5):
        seen = await asyncio.gather(*(boxes.names() for _ in range(20)))
    assert seen == [["old"]] * 20
    may_commit.set()
    await writer
    assert await boxes.names() == ["new", "old"]


async def test_waiting_writers_leave_connections_for_readers(boxes: "Boxes") -> None:
    started, may_commit = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with boxes.database.transaction():
            started.set()
            await may_commit.wait()

    holder = asyncio.create_task(hold())
    await started.wait()
    waiting = [asyncio.create_task(boxes.put(f"w{number}")) for number in range(8)]
    await asyncio.sleep(0.01)
    assert await asyncio.wait_for(boxes.names(), timeout=5) == []
    may_commit.set()
    await asyncio.gather(holder, *waiting)
    assert len(await boxes.names()) == 8
