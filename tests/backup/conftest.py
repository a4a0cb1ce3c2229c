"""Backups of a registry with a few patients, and empty databases to restore them into."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest
from backing_up import Made, Place, back_up
from databases import Server
from running import Running, running_registry, sealing_of_tests
from sending import everything, infused, notices, pseudonyms, register, send

from registry.storage.engine import open_database

BEGAN, MARCH, MAY = date(2027, 1, 11), date(2027, 3, 10), date(2027, 5, 10)


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Running]:
    async with running_registry(database_url, BEGAN) as running:
        yield running


async def played(url: str, path: Path) -> Made:
    """Twelve patients, sealed and published, of whom six were infused; then a backup."""
    async with running_registry(url, BEGAN) as registry:
        house, patients = registry.house, pseudonyms(12)
        programme = await register(house, BEGAN)
        await send(house, programme, MARCH, notices(patients))
        await registry.publish(date(2027, 3, 31))
        await send(house, programme, MAY, outcomes=[infused(each, None) for each in patients[:6]])
        contents = await back_up(house.database, path)
        return Made(path, contents, await everything(house.database), programme)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A backup of a registry on SQLite."""
    folder = tmp_path_factory.mktemp("made")
    return asyncio.run(played(f"sqlite:///{folder}/registry.sqlite", folder / "backup"))


@pytest.fixture(scope="session")
def made_on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Made:
    """A backup of a registry on PostgreSQL."""
    with postgres.ready() as url:
        return asyncio.run(played(url, tmp_path_factory.mktemp("made") / "backup"))


@pytest.fixture(params=["sqlite", "postgres"])
def place_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database to restore into, beside the test's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/restored.sqlite"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.empty() as url:
        yield url


@pytest.fixture
async def place(place_url: str) -> AsyncIterator[Place]:
    database = open_database(place_url, sealing_of_tests())
    await database.start()
    yield Place(place_url, database)
    await database.stop()
