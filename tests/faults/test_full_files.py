"""No file may grow any more: a real limit of the system, for database, backups, keys, public files.

The kernel refuses the bytes (EFBIG), as it does on a full disk (ENOSPC), after some were written.
"""

import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from backing_up import BACKUP_KEY, NOW, SALT, back_up
from running import Running, running_registry
from sending import everything, notices, pseudonyms, register, send

from registry.app import House
from registry.backup.write import write_backup
from registry.errors import SettingsError, StorageError
from registry.key_files import log_key_at
from registry.model.submission import Accepted
from registry.storage.public_folder import write_public_files
from tests.chaos.laws import broken

pytestmark = pytest.mark.anyio

BEGAN, MARCH, SPRING = date(2027, 1, 11), date(2027, 3, 10), date(2027, 3, 31)
SOME = 20_000


@contextmanager
def no_file_longer_than(most: int) -> Iterator[None]:
    """Files of this process end at so many bytes."""
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[Running]:
    """SQLite: PostgreSQL's files are written by processes of its own."""
    (tmp_path / "data").mkdir()
    async with running_registry(f"sqlite:///{tmp_path}/data/registry.sqlite", BEGAN) as running:
        yield running


def longest(folder: Path) -> int:
    """The length of the longest file in a folder."""
    return max(path.stat().st_size for path in folder.iterdir())


async def test_a_database_that_may_grow_no_more_stores_nothing_and_goes_on_once_it_may(
    registry: Running, tmp_path: Path
) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    before, many = await everything(house.database), notices(pseudonyms(300))
    with no_file_longer_than(longest(tmp_path / "data") + SOME):
        for _ in range(2):
            with pytest.raises(StorageError, match="did not take what was written"):
                await send(house, programme, MARCH, many)
        assert await everything(house.database) == before
        health = (await registry.http.get("/health/live")).status_code
    assert (health, await broken(house.database)) == (200, [])
    await house.database.stop()
    await house.database.start()
    assert await everything(house.database) == before
    assert isinstance(await send(house, programme, MARCH, many), Accepted)


async def test_a_publication_that_finds_no_room_publishes_nothing(
    registry: Running, tmp_path: Path
) -> None:
    house = registry.house
    programme = await register(house, BEGAN)
    await send(house, programme, MARCH, notices(pseudonyms(40)))
    before = await everything(house.database)
    with no_file_longer_than(longest(tmp_path / "data")), pytest.raises(StorageError):
        await registry.publish(SPRING)
    assert (await everything(house.database), await broken(house.database)) == (before, [])
    await registry.publish(SPRING)


async def test_a_backup_for_which_there_is_no_room_is_not_there_not_even_in_part(
    registry: Running, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    with no_file_longer_than(2_000), pytest.raises(SettingsError, match="File too large"):
        await write_backup(registry.house.database, away / "first", BACKUP_KEY, SALT, NOW)
    assert list(away.iterdir()) == []
    await back_up(registry.house.database, away / "first")
    assert [path.name for path in away.iterdir()] == ["first"]


async def test_public_files_for_which_there_is_no_room_leave_the_earlier_ones_whole(
    registry: Running, tmp_path: Path
) -> None:
    house, folder = registry.house, tmp_path / "public"
    await registry.publish(MARCH)
    await write(house, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    await registry.publish(SPRING)
    with no_file_longer_than(1_000), pytest.raises(SettingsError, match="File too large"):
        await write(house, folder)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before
    await write(house, folder)
    assert (folder / "r/2/snapshot.json").exists()


async def write(house: House, folder: Path) -> None:
    """As `he-registry files` does."""
    await write_public_files(house.database, house.publisher.signer, house.clock(), folder)


async def test_a_key_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with no_file_longer_than(10), pytest.raises(SettingsError, match="File too large"):
        log_key_at(tmp_path / "a.key").create(bytes)
    assert not (tmp_path / "a.key").exists()
    assert log_key_at(tmp_path / "a.key").create(bytes) == bytes(32)
