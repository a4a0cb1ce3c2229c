"""A cancelled task leaves all of its transaction or nothing, and an engine that works."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.storage.conftest import Boxes

pytestmark = pytest.mark.anyio


async def cancel_at_the_commit(
    write: Callable[[asyncio.Event], Coroutine[Any, Any, None]], times: int
) -> None:
    """Cancel the task while it waits for its commit: it sets the event just before."""
    at_the_commit = asyncio.Event()
    task = asyncio.create_task(write(at_the_commit))
    await at_the_commit.wait()
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("times", [1, 3])
async def test_a_cancelled_commit_is_finished_first(boxes: "Boxes", times: int) -> None:
    async def write(at_the_commit: asyncio.Event) -> None:
        async with boxes.database.transaction():
            await boxes.put("a")
            await boxes.put("b")
            at_the_commit.set()

    await cancel_at_the_commit(write, times)
    assert await boxes.names() == ["a", "b"]
    await asyncio.wait_for(boxes.put("later"), timeout=5)


async def test_a_failing_commit_that_is_cancelled_stores_nothing_and_frees_the_writer(
    boxes: "Boxes",
) -> None:
    async def write(at_the_commit: asyncio.Event) -> None:
        async with boxes.database.transaction():
            await boxes.put("a")
            await boxes.put_item_without_box()
            at_the_commit.set()

    for _ in range(3):
        await cancel_at_the_commit(write, times=1)
    await asyncio.wait_for(boxes.put("later"), timeout=5)
    assert await boxes.names() == ["later"]


async def test_a_cancelled_rollback_is_finished_first(boxes: "Boxes") -> None:
    async def write(at_the_rollback: asyncio.Event) -> None:
        async with boxes.database.transaction():
            await boxes.put("a")
            at_the_rollback.set()
            raise ZeroDivisionError

    for _ in range(3):
        await cancel_at_the_commit(write, times=1)
    await asyncio.wait_for(boxes.put("later"), timeout=5)
    assert await boxes.names() == ["later"]


async def test_cancelled_at_any_moment_all_or_nothing_is_stored(boxes: "Boxes") -> None:
    async def write(number: int) -> None:
        async with boxes.database.transaction():
            await boxes.put(f"{number:02}a")
            await boxes.put(f"{number:02}b")

    for number in range(40):
        task = asyncio.create_task(write(number))
        await asyncio.sleep(number * 0.000_1)
        task.cancel()
        await asyncio.wait({task})
    await asyncio.wait_for(boxes.put("later"), timeout=5)
    stored = {name[:2]: 0 for name in await boxes.names()}
    for name in await boxes.names():
        stored[name[:2]] += 1
    assert stored.pop("la") == 1
    assert set(stored.values()) <= {2}


async def test_a_statement_given_up_half_way_spoils_its_transaction(boxes: "Boxes") -> None:
    async def write() -> None:
        async with boxes.database.transaction():
            await boxes.put("a")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await boxes.put("b")

    with pytest.raises(Exception, match="earlier statement"):
        await write()
    assert await boxes.names() == []
