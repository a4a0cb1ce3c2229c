"""A full disk, a disk that can only be read, a file that is damaged: said plainly, nothing lost."""

from datetime import date
from pathlib import Path

import pytest
from running import Running
from sending import everything, notices, pseudonyms, register, send

from registry.errors import StorageError
from registry.model.submission import Accepted
from registry.storage.engine import Database, open_database

pytestmark = pytest.mark.anyio

BEGAN, MARCH = date(2027, 1, 11), date(2027, 3, 10)
FULL = {
    "sqlite": ("PRAGMA max_page_count = 1",),
    "postgres": (
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON log_entry EXECUTE FUNCTION full_disk()",
    ),
}
ROOM = {
    "sqlite": "PRAGMA max_page_count = 1000000",
    "postgres": "DROP TRIGGER full_disk ON log_entry",
}


async def test_a_submission_onto_a_full_disk_stores_nothing_and_goes_in_once_there_is_room(
    registry: Running,
) -> None:
    database, house = registry.house.database, registry.house
    programme = await register(house, BEGAN)
    before = await everything(database)
    for statement in FULL[database.kind]:
        await database.run_ddl(statement)
    with pytest.raises(StorageError, match="disk of the database is full"):
        await send(house, programme, MARCH, notices(pseudonyms(300)))
    assert await everything(database) == before
    await database.run_ddl(ROOM[database.kind])
    assert isinstance(await send(house, programme, MARCH, notices(pseudonyms(300))), Accepted)


async def test_a_disk_that_can_only_be_read_is_said_and_readers_read_on(
    database: Database,
) -> None:
    await database.run_ddl("CREATE TABLE a (id TEXT)")
    with pytest.raises(StorageError, match="can only be read"):
        await write_read_only(database)
    assert await database.fetch("SELECT id FROM a", ()) == []
    if database.kind == "sqlite":
        async with database._store.writer() as connection:
            await connection.run_ddl("PRAGMA query_only = OFF")
    await database.run_ddl("INSERT INTO a VALUES ('1')")
    assert await database.fetch("SELECT id FROM a", ()) == [{"id": "1"}]


async def write_read_only(database: Database) -> None:
    """Write where the system takes no writes: the error is the one a read-only disk gives."""
    if database.kind == "sqlite":
        async with database._store.writer() as connection:
            await connection.run_ddl("PRAGMA query_only = ON")
        await database.run_ddl("INSERT INTO a VALUES ('1')")
        return
    async with database.transaction():
        await database.run_ddl("SET TRANSACTION READ ONLY")
        await database.run_ddl("INSERT INTO a VALUES ('1')")


async def test_a_damaged_page_of_the_file_is_said_to_be_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    database = open_database(f"sqlite:///{path}")
    await database.start()
    await database.run_ddl("CREATE TABLE a (id TEXT)")
    await database.run_many("INSERT INTO a VALUES (?)", [("x" * 900,)] * 100)
    await database.stop()
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 8)
    await database.start()
    with pytest.raises(StorageError, match=r"file is damaged\. .*restore the newest backup"):
        await database.fetch("SELECT id FROM a", ())
    await database.stop()
