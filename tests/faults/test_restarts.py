"""The PostgreSQL server goes away and comes back; connections drop in the middle of an act."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
from own_postgres import OwnPostgres, own_postgres
from running import UNIVERSITY, Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.errors import StorageError
from registry.model.submission import Accepted

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
ME = "{ me { id } }"
CUT = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    """A server that may be stopped."""
    with (
        tempfile.TemporaryDirectory(prefix="restarts-") as folder,
        own_postgres(Path(folder) / "here") as server,
    ):
        yield server


@pytest.fixture
async def standing(server: OwnPostgres, request: pytest.FixtureRequest) -> AsyncIterator[Running]:
    """A registry on it, in a database of its own."""
    name = f"test_{abs(hash(request.node.name))}"
    connection = await asyncpg.connect(server.url())
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    async with running_registry(server.url(name), BEGAN) as running:
        yield running


async def stopped(server: OwnPostgres) -> None:
    """As an operator stops it."""
    server.stop()


async def killed(server: OwnPostgres) -> None:
    """Every process of it at once."""
    server.kill()


async def torn(server: OwnPostgres) -> None:
    """Killed, and behind what it had written of its log lies something else."""
    connection = await asyncpg.connect(server.url())
    end = "pg_walfile_name_offset(pg_current_wal_insert_lsn())"
    name, offset = await connection.fetchrow(f"SELECT * FROM {end}")  # noqa: S608
    await connection.close()
    server.kill()
    with (server.data / "pg_wal" / name).open("r+b") as log:
        log.seek(offset)
        log.write(b"\xa5" * 10_000)


async def test_a_server_that_is_stopped_or_killed_and_comes_back_finds_everything_there(
    standing: Running, server: OwnPostgres
) -> None:
    """In between whoever asks is told to come again; nobody restarts the registry."""
    house = standing.house
    programme = await register(house, BEGAN)
    assert (await standing.send(ME, UNIVERSITY)).status_code == 200
    for number, goes in enumerate((stopped, killed, torn)):
        new = notices(pseudonyms(3, 0xB00 + 16 * number))
        before = await everything(house.database)
        await goes(server)
        with pytest.raises(StorageError):
            await send(house, programme, MARCH, new)
        asked = await standing.send(ME, UNIVERSITY)
        assert (asked.status_code, asked.headers["retry-after"]) == (503, "30")
        assert (await standing.http.get("/health")).json()["degraded"][0]["reason"] == "database"
        server.start()
        assert await everything(house.database) == before
        assert isinstance(await send(house, programme, MARCH, new), Accepted)
        assert (await standing.send(ME, UNIVERSITY)).status_code == 200


async def test_a_connection_that_drops_inside_an_act_stores_nothing_of_it(
    standing: Running,
) -> None:
    database = standing.house.database

    async def write() -> None:
        async with database.transaction():
            await database.run_ddl("UPDATE log_head SET size = size + 1")
            await database.run_ddl(CUT)

    before = await everything(database)
    with pytest.raises(StorageError, match="connection to PostgreSQL was lost"):
        await write()
    assert await everything(database) == before
    await register(standing.house, BEGAN)
