"""What another process publishes is shown here, also after the database was away."""

import asyncio
from datetime import date

import pytest
from running import LOG_KEY, ROOT_KEY, Calendar, counted_bytes, running_registry

from registry.app import House, build_house, create_app
from registry.settings import Settings

pytestmark = pytest.mark.anyio

TODAY = date(2027, 1, 11)


async def test_a_snapshot_published_elsewhere_is_shown_soon(database_url: str) -> None:
    async with running_registry(database_url, TODAY) as elsewhere:
        reader = build_house(
            Settings(database_url, ROOT_KEY, LOG_KEY), Calendar(TODAY), counted_bytes()
        )
        reader.seconds_between_looks = 0.01
        async with create_app(reader).lifespan():
            assert reader.shelf.current is None
            await elsewhere.publish(TODAY)
            assert await shown(reader) == 1
            await reader.database.stop()
            await asyncio.sleep(0.05)
            await reader.database.start()
            await elsewhere.publish(TODAY)
            assert await shown(reader, 2) == 2


async def test_a_later_snapshot_is_never_replaced_by_an_earlier_one(database_url: str) -> None:
    async with running_registry(database_url, TODAY) as registry:
        await registry.publish(TODAY)
        first = registry.house.shelf.current
        await registry.publish(TODAY)
        for late in (first, None):
            registry.house.shelf.put(late)
            assert registry.house.shelf.number == 2


async def shown(house: House, number: int = 1) -> int:
    """The number on the shelf, once it is this one or ten seconds have passed."""
    for _ in range(1_000):
        if house.shelf.current is not None and house.shelf.current.snapshot.number >= number:
            break
        await asyncio.sleep(0.01)
    return house.shelf.current.snapshot.number if house.shelf.current else 0
