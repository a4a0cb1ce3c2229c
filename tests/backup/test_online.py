"""A backup while the registry goes on: whole submissions, and all that were acknowledged before."""

import asyncio
import itertools
import os
from datetime import date
from pathlib import Path

import pytest
from backing_up import BACKUP_KEY, NOW, back_up
from piccolo.querystring import QueryString
from running import Running
from sending import notices, pseudonyms, register, send

from registry.backup.contents import tables_in
from registry.backup.sealed import lines, opened
from registry.errors import StorageError
from registry.model.submission import Accepted
from registry.storage.engine import Database, open_database
from registry.storage.ledger import acts, acts_of
from registry.storage.transparency import read_head

pytestmark = pytest.mark.anyio

BEGAN, MAY = date(2027, 1, 11), date(2027, 5, 12)
EPISODES = QueryString("SELECT COUNT(*) AS n FROM episode")


async def episodes(database: Database) -> int:
    return int((await database.run(EPISODES))[0]["n"])


async def test_what_is_read_inside_a_reading_is_of_one_moment(
    registry: Running, database_url: str
) -> None:
    programme = await register(registry.house, BEGAN)
    other = open_database(database_url)
    await other.start()
    async with other.reading():
        assert await episodes(other) == 0
        answer = await send(registry.house, programme, MAY, notices(pseudonyms(3), "2027-05"))
        assert isinstance(answer, Accepted)
        assert await episodes(other) == 0
    assert await episodes(other) == 3
    await other.stop()


async def test_a_backup_is_an_audit_event_that_the_backup_holds(
    registry: Running, tmp_path: Path
) -> None:
    database = registry.house.database
    made = await back_up(database, tmp_path / "first")
    (told,) = await acts_of(database, "backed up")
    assert (told.at, told.actor, told.subject) == (NOW, "operator", "first")
    (events,) = [each for each in made.end.tables if each.name == "audit_event"]
    assert events.rows == len(await acts(database))


async def test_where_the_event_cannot_be_stored_there_is_no_backup(
    registry: Running, tmp_path: Path
) -> None:
    await registry.house.database.run_ddl("ALTER TABLE audit_event RENAME TO elsewhere")
    with pytest.raises(StorageError):
        await back_up(registry.house.database, tmp_path / "first")
    assert not any(name.startswith("first") for name in os.listdir(tmp_path))


async def test_nothing_can_be_written_inside_a_reading(registry: Running) -> None:
    database = registry.house.database
    with pytest.raises(StorageError):
        async with database.reading():
            await database.run(QueryString("DELETE FROM audit_event"))
    assert (await database.run(QueryString("SELECT COUNT(*) AS n FROM audit_event")))[0]["n"] > 0


async def test_pages_are_read_inside_a_transaction_only(database: Database) -> None:
    with pytest.raises(StorageError, match="in pages outside"):
        await anext(database.pages("SELECT * FROM submission"))


@pytest.mark.parametrize("rows", [0, 499, 500, 501, 1000])
async def test_pages_together_are_all_rows(database: Database, rows: int) -> None:
    await database.run_ddl("CREATE TABLE page (n INTEGER)")
    await database.run_many("INSERT INTO page (n) VALUES (?)", [[n] for n in range(rows)])
    async with database.transaction():
        found = [row["n"] async for page in database.pages("SELECT n FROM page") for row in page]
        await database.run_ddl("ALTER TABLE page ADD COLUMN m INTEGER")
    assert sorted(found) == [*range(rows)]


async def test_a_backup_holds_whole_submissions_and_all_that_were_acknowledged_before_it(
    registry: Running, database_url: str, tmp_path: Path
) -> None:
    house = registry.house
    programme, acknowledged = await register(house, BEGAN), []
    third, made = asyncio.Event(), asyncio.Event()

    async def submissions() -> None:
        for n in itertools.count():
            last = made.is_set()
            told = notices(pseudonyms(3, 0x1000 + 3 * n), "2027-05")
            answer = await send(house, programme, MAY, told)
            assert isinstance(answer, Accepted)
            acknowledged.append(answer.submission_id)
            if len(acknowledged) == 3:
                third.set()
            if last:
                return

    other = open_database(database_url)
    await other.start()
    coming = asyncio.create_task(submissions())
    await third.wait()
    before = list(acknowledged)
    contents = await back_up(other, tmp_path / "backup")
    made.set()
    await coming
    found = stored_in(tmp_path / "backup")
    assert set(before) <= set(found)
    assert set(found.values()) == {3}
    assert contents.head.log_size < (await read_head(other)).size
    assert contents.head.made_at == NOW
    await other.stop()


def stored_in(path: Path) -> dict[str, int]:
    """How many episodes of each submission a backup holds."""
    found: dict[str, int] = {}
    with path.open("rb") as file:
        for table, rows in tables_in(lines(opened(file, BACKUP_KEY)), 500):
            if table.name == "episode":
                for row in rows:
                    id = str(dict(zip(table.columns, row, strict=True))["submission_id"])
                    found[id] = found.get(id, 0) + 1
    return found
