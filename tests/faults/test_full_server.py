"""No file of a PostgreSQL server may grow any more: a real limit, set on its processes."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest
from own_postgres import OwnPostgres, own_postgres
from running import Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.app import House
from registry.errors import StorageError
from registry.model.submission import Accepted
from tests.chaos.laws import broken

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]
BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
GROWN = (  # one row fills a page; together they are longer than a piece of the server's own log
    "ALTER TABLE patient ALTER wrapped_key SET STORAGE PLAIN",
    "INSERT INTO patient SELECT 'p' || n, repeat('x', 8000), 1 FROM generate_series(1, 2200) n",
)


@pytest.fixture
def server() -> Iterator[OwnPostgres]:
    with (
        tempfile.TemporaryDirectory(prefix="full-") as folder,
        own_postgres(Path(folder) / "here", autovacuum="off") as server,
    ):
        yield server


@pytest.fixture
async def registry(server: OwnPostgres) -> AsyncIterator[Running]:
    """A registry on it, one of whose files is longer than any file of the server's own."""
    async with running_registry(server.url(), BEGAN) as running:
        for statement in GROWN:
            await running.house.database.run_ddl(statement)
        yield running


def longest(server: OwnPostgres) -> int:
    """The length of its longest file."""
    return max(path.stat().st_size for path in server.data.rglob("*") if path.is_file())


async def state(house: House) -> tuple[dict[str, list[str]], list[str]]:
    """All rows, and the laws that do not hold: patients of no episode make the file long."""
    return await everything(house.database), await broken(house.database)


async def restarted(server: OwnPostgres, house: House, most: int | None) -> None:
    """The server anew, whose files end at so many bytes, and a registry that found it again."""
    await house.database.stop()
    server.stop()
    server.start(most)
    await house.database.start()


async def test_a_server_whose_files_may_grow_no_more_stores_nothing_and_goes_on_once_they_may(
    server: OwnPostgres, registry: Running
) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    before, many = await state(house), notices(pseudonyms(300))
    await restarted(server, house, longest(server))
    for _ in range(2):
        with pytest.raises(StorageError, match="did not take what was written"):
            await send(house, programme, MARCH, many)
    assert await state(house) == before
    await restarted(server, house, None)
    assert isinstance(await send(house, programme, MARCH, many), Accepted)
    assert (await state(house))[1] == before[1]
