"""Whoever waits for the database waits for a bounded time, and hears when to try again."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextvars import Context
from datetime import date
from typing import Any

import pytest
from piccolo.querystring import QueryString
from running import UNIVERSITY, Running

from registry.storage.engine import Database, open_database
from registry.storage.transaction import Busy

pytestmark = pytest.mark.anyio

BEGAN = date(2027, 1, 11)
ME = "{ me { id } }"


@pytest.fixture
async def small(database_url: str) -> AsyncIterator[Database]:
    """A database with one connection to spare, for which nobody waits long."""
    database = open_database(database_url, connections=1, wait_seconds=0.05)
    await database.start()
    yield database
    await database.stop()


async def apart(work: Coroutine[Any, Any, object]) -> None:
    """Work of somebody else: outside the transaction of whoever starts it."""
    async with asyncio.timeout(10):
        await asyncio.create_task(work, context=Context())


async def test_a_writer_whose_turn_does_not_come_is_refused_and_the_next_one_writes(
    small: Database,
) -> None:
    async with small.transaction():
        with pytest.raises(Busy, match=r"within 0\.05 seconds"):
            await apart(small.run_ddl("CREATE TABLE later (id TEXT)"))
    await small.run_ddl("CREATE TABLE later (id TEXT)")
    assert await small.run(QueryString("SELECT id FROM later")) == []


async def test_a_reader_for_whom_no_connection_becomes_free_is_refused(small: Database) -> None:
    async with small.reading():
        with pytest.raises(Busy):
            await apart(small.run(QueryString("SELECT 1")))
    assert await small.run(QueryString("SELECT 1 AS one")) == [{"one": 1}]


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[Database]:
    """A database for which two may wait to write and two to read, as long as they like."""
    database = open_database(database_url, connections=2, wait_seconds=60, most_waiting=2)
    await database.start()
    await database.run_ddl("CREATE TABLE later (id INTEGER)")
    yield database
    await database.stop()


def waiting(work: Coroutine[Any, Any, object]) -> "asyncio.Task[object]":
    """Work of somebody else who is let wait."""
    return asyncio.create_task(work, context=Context())


async def test_as_many_as_the_line_holds_wait_and_the_next_is_refused_at_once(
    line: Database,
) -> None:
    async with line.transaction():
        writers = []
        for number in range(2):
            query = QueryString("INSERT INTO later (id) VALUES ({})", number)
            writers.append(waiting(line.run(query)))
            await asyncio.sleep(0.01)
        with pytest.raises(Busy, match="2 others wait"):
            await apart(line.run_ddl("INSERT INTO later (id) VALUES (2)"))
        assert await asyncio.create_task(
            line.run(QueryString("SELECT 1 AS one")), context=Context()
        ) == [{"one": 1}]
    await asyncio.gather(*writers)
    found = await line.run(QueryString("SELECT id FROM later ORDER BY id"))
    assert found == [{"id": 0}, {"id": 1}]
    await apart(line.run_ddl("INSERT INTO later (id) VALUES (3)"))


async def test_a_sponsor_is_told_in_the_usual_shape_when_to_try_again(registry: Running) -> None:
    """Whoever is not admitted and whoever asks are told the same."""
    database = registry.house.database
    assert (await registry.send(ME, UNIVERSITY)).status_code == 200
    await database.stop()
    answer = await registry.send(ME, UNIVERSITY)
    await database.start()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert (await registry.send(ME, UNIVERSITY)).status_code == 200


async def test_a_stream_is_told_when_to_try_again(registry: Running) -> None:
    assert (await registry.send(ME, UNIVERSITY)).status_code == 200
    await registry.house.database.stop()
    headers = {
        "Authorization": f"Bearer {registry.keys[UNIVERSITY]}",
        "Content-Type": "application/x-ndjson",
    }
    answer = await registry.http.post("/sponsor/submissions", content=b"", headers=headers)
    await registry.house.database.start()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
