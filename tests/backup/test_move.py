"""A registry moves to another database whole and proved, or stays where it is."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from backing_up import ROOT_CHECK, SALT, SIGNER, Place
from breaking import Breaking
from databases import Server
from logbook import verified
from running import Running, counted_bytes, settings_at
from sending import everything, notices, pseudonyms, register, send

from registry.app import House, build_house
from registry.backup.contents import Contents
from registry.backup.move import Moving, move
from registry.backup.restore import Restoring
from registry.errors import RegistryError, SettingsError, StorageError
from registry.model.submission import Accepted
from registry.storage.engine import open_database
from registry.storage.ledger import Act, acts
from tests.backup.conftest import BEGAN, MARCH

pytestmark = pytest.mark.anyio

NOON = datetime(2027, 3, 11, 12, tzinfo=UTC)
ACT = Act(NOON, "operator", "moved to another database", "", "")


@pytest.fixture
def place_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """An empty database of the other kind than the registry's."""
    if database_url.startswith("postgresql"):
        yield f"sqlite:///{tmp_path}/moved.sqlite"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.empty() as url:
        yield url


@pytest.fixture
async def programme(registry: Running) -> str:
    """A programme with three patients."""
    programme = await register(registry.house, BEGAN)
    answer = await send(registry.house, programme, MARCH, notices(pseudonyms(3)))
    assert isinstance(answer, Accepted)
    return programme


async def moved(registry: Running, database_url: str, place: Place) -> Contents:
    """Move to another place."""
    reading = open_database(database_url)
    await reading.start()
    told = Restoring(bytes(32), ROOT_CHECK, SIGNER, {}, ACT)
    try:
        return await move(Moving(registry.house.database, reading, place.database, told, SALT))
    finally:
        await reading.stop()


def started_at(place: Place, registry: Running) -> House:
    """A process over the new database."""
    return build_house(settings_at(place.url), registry.clock, counted_bytes(50_000))


async def test_what_was_stored_is_in_the_new_database_which_goes_on_with_the_log(
    registry: Running, database_url: str, programme: str, place: Place
) -> None:
    before = await everything(registry.house.database)
    await moved(registry, database_url, place)
    after = await everything(place.database)
    assert {name for name in before if before[name] != after[name]} == {"audit_event"}
    assert (await acts(place.database))[-1] == ACT
    house = started_at(place, registry)
    await house.database.start()
    await house.check()
    answer = await send(house, programme, MARCH, notices(pseudonyms(2, 0xB00)))
    await house.database.stop()
    assert isinstance(answer, Accepted)
    assert [each.sequence for each in answer.registered] == [4, 5]
    verified(house, answer.receipt)


async def test_the_old_database_takes_nothing_more_also_from_a_server_that_still_runs(
    registry: Running, database_url: str, programme: str, place: Place
) -> None:
    await moved(registry, database_url, place)
    house = registry.house
    left = await everything(house.database)
    for act in (
        send(house, programme, MARCH, notices(pseudonyms(1, 0xB00))),
        house.publish(BEGAN, "board"),
        house.check(),
        moved(registry, database_url, place),
    ):
        with pytest.raises(SettingsError, match="was moved to another database"):
            await act
    assert await everything(house.database) == left
    assert (await acts(house.database))[-1] == ACT


@pytest.mark.parametrize("moment", [0, 0.05])
async def test_what_is_sent_meanwhile_moves_along_or_is_refused(
    registry: Running, database_url: str, programme: str, place: Place, moment: float
) -> None:
    moving = asyncio.create_task(moved(registry, database_url, place))
    await asyncio.sleep(moment)
    with suppress(SettingsError):
        await send(registry.house, programme, MARCH, notices(pseudonyms(1, 0xB00)))
    await moving
    old, new = [await everything(each) for each in (registry.house.database, place.database)]
    for table in ("submission", "episode", "log_entry"):
        assert old[table] == new[table]


@pytest.mark.parametrize("after", [0, 1, 2])
async def test_a_move_that_breaks_off_at_the_old_database_leaves_it_as_it_was(
    registry: Running, database_url: str, programme: str, place: Place, after: int
) -> None:
    """Also where the new one is whole already; it is not in use, and thrown away."""
    house, breaking = registry.house, Breaking(registry.house.database)
    before = await everything(house.database)
    breaking.left = after
    with pytest.raises(RegistryError):
        await moved(registry, database_url, place)
    breaking.left = None
    assert await everything(house.database) == before
    answer = await send(house, programme, MARCH, notices(pseudonyms(1, 0xB00)))
    assert isinstance(answer, Accepted)


async def test_a_move_that_breaks_off_at_the_new_database_leaves_both_as_they_were(
    registry: Running, database_url: str, programme: str, place: Place
) -> None:
    del programme
    breaking = Breaking(place.database)
    breaking.left = 20
    before = await everything(registry.house.database)
    with pytest.raises(StorageError):
        await moved(registry, database_url, place)
    breaking.left = None
    assert await place.is_empty()
    assert await everything(registry.house.database) == before
    await moved(registry, database_url, place)


async def test_nothing_is_moved_to_where_something_is(
    registry: Running, database_url: str, programme: str, place: Place
) -> None:
    await place.database.run_ddl("CREATE TABLE something (id TEXT)")
    with pytest.raises(StorageError, match="not empty"):
        await moved(registry, database_url, place)
    assert isinstance(
        await send(registry.house, programme, MARCH, notices(pseudonyms(1, 0xB00))), Accepted
    )
