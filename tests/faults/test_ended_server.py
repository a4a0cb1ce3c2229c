"""A server that is told to end, or killed, while somebody of the board publishes on its pages."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest
from apart import Apart, served_apart
from desk import form_at
from people import person
from running import HOST, LOG_KEY, UNIVERSITY, Running, running_registry
from sending import infused, notices, pseudonyms, register, send

from registry.log.signer import LogSigner
from registry.model.access import Role
from registry.model.submission import Accepted
from registry.settings import DEFAULT_ORIGIN
from tests.chaos.laws import broken, log_faults

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]
BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
MAY, AUTUMN, NEXT = date(2027, 5, 10), date(2027, 9, 30), date(2028, 3, 31)
PLAN, RELEASE = "/board/publication", "/board/publication/release"
PATIENTS = pseudonyms(12)
SECONDS_TO_END = 30
KEYS = [LogSigner(DEFAULT_ORIGIN, LOG_KEY).key]


@pytest.fixture
async def waiting(registry: Running) -> None:
    """One snapshot is public, with patients in a sealed group; news of them waits for the next."""
    house = registry.house
    programme = await register(house, BEGAN)
    assert isinstance(await send(house, programme, MARCH, notices(PATIENTS)), Accepted)
    await registry.publish(SPRING)
    told = [infused(patient, None) for patient in PATIENTS]
    assert isinstance(await send(house, programme, MAY, outcomes=told), Accepted)
    registry.clock.today = MAY
    await person(house, "bea", Role.BOARD_MEMBER)


@asynccontextmanager
async def publishing(
    registry: Running, url: str, on: date, shown: int
) -> AsyncIterator[tuple[Apart, asyncio.Task[httpx.Response]]]:
    """A server that begins by showing a snapshot, at the moment at which it writes the next one."""
    registry.clock.today = on
    begun = await registry.house.reception.sessions.begin("bea", registry.clock())
    async with served_apart(url, on, begun.token) as server:
        assert await server.shown() == shown
        page = await server.http.get(f"{PLAN}?day={on}")
        asked = asyncio.create_task(server.http.post(RELEASE, data=form_at(page.text, RELEASE)))
        await server.writes()
        yield server, asked
        asked.cancel()


async def whole(registry: Running) -> None:
    """Nothing in the database is half done, its log adds up, and there is a turn to write."""
    database = registry.house.database
    assert await broken(database) == []
    assert await log_faults(database, KEYS) == []
    async with asyncio.timeout(5), database.transaction():
        pass


@pytest.mark.usefixtures("waiting")
async def test_a_publication_on_the_boards_page_is_whole_or_nothing_however_its_server_ends(
    registry: Running, database_url: str
) -> None:
    async with publishing(registry, database_url, AUTUMN, shown=1) as (server, _):
        server.tell(signal.SIGKILL)
        assert await server.ended(SECONDS_TO_END) == -signal.SIGKILL
    await whole(registry)

    async with publishing(registry, database_url, AUTUMN, shown=1) as (server, asked):
        server.tell(signal.SIGTERM)
        assert (await asked).headers["location"] == "/board?published=yes"
        assert await server.ended(SECONDS_TO_END) == -signal.SIGTERM
    await whole(registry)

    async with publishing(registry, database_url, NEXT, shown=2) as (server, asked):
        server.tell(signal.SIGINT)
        assert (await asked).headers["location"] == "/board?published=yes"
        assert await server.ended(SECONDS_TO_END) == 0
    await whole(registry)
    async with served_apart(database_url, NEXT) as server:
        assert await server.shown() == 3


async def test_a_server_that_was_told_to_end_waits_for_nobody_for_ever(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/registry.sqlite"
    async with (
        running_registry(url, BEGAN) as registry,
        served_apart(url, BEGAN, ends_in=1) as server,
    ):
        key = registry.keys[UNIVERSITY]
        head = (
            f"POST /sponsor/submissions HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n\r\n{"
        )
        address = server.http.base_url
        _, slow = await asyncio.open_connection(address.host, address.port)
        slow.write(head.encode())
        await slow.drain()
        await asyncio.sleep(0.3)
        server.tell(signal.SIGTERM)
        assert await server.ended(SECONDS_TO_END / 3) == -signal.SIGTERM
        slow.close()
