"""From the schema of every earlier version to this one, with what a registry held then."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date
from itertools import count, groupby
from operator import itemgetter
from pathlib import Path

import pytest
from breaking import Breaking
from logbook import leaves, verified
from msgspec import structs
from old_schemas import PATIENTS, last_version, old_database, rows_in
from running import Calendar, counted_bytes, settings_at
from sending import notices, pseudonyms, send

from registry.app import House, build_house
from registry.errors import MigrationError, SettingsError, StorageError
from registry.model.submission import Accepted
from registry.storage.migrations import MIGRATIONS, applied_migrations, migrate, read_migrations
from registry.storage.root_key import add_root_key
from registry.storage.vault import read_episodes
from tests.backup.test_stranger_compares import laid

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

AUTUMN = date(2027, 9, 30)
MOVED = {"log_head", "log_entry", "log_tile", "log_checkpoint", "root_key_check"}
"""What goes on by itself once the registry runs: compared by the log's own proof instead."""

STEP, MOST = 4, 1_000
CLEAR, WHOSE = 12, 13
"""The last versions in which months, groups and courses stood in clear, and whose a row is."""


@pytest.fixture
async def house(empty_url: str) -> AsyncIterator[House]:
    """This version, over a database that is made later."""
    house = build_house(settings_at(empty_url), Calendar(AUTUMN), counted_bytes(100_000))
    yield house
    await house.database.stop()


async def broken_off(house: House, version: int) -> None:
    """Migrating dies after ever more statements, until it does not; till then nothing is left."""
    known, breaking = read_migrations(MIGRATIONS), Breaking(house.database)
    for statements in count(2, STEP):
        assert statements < MOST, "it breaks off however much it may do"
        breaking.left = statements
        with suppress(StorageError):
            await migrate(house.database, MIGRATIONS)
            break
        breaking.left = None
        assert len(await applied_migrations(house.database, known)) == version
    breaking.left = None
    assert statements > STEP
    assert len(await applied_migrations(house.database, known)) == last_version()


@pytest.mark.parametrize("version", range(1, last_version()))
async def test_a_database_of_every_version_keeps_all_it_held_and_goes_on(
    house: House, empty_url: str, version: int
) -> None:
    held = await old_database(empty_url, version)
    await house.database.start()
    with pytest.raises(MigrationError, match=f"at migration {version} of"):
        await house.check()
    await broken_off(house, version)
    assert await house.prepare() == []
    now = await rows_in(house.database)
    for table in held.keys() - MOVED:
        kept = [{name: row[name] for name in held[table][0]} for row in now[table]]
        assert sorted(map(str, kept)) == sorted(map(str, held[table])), table
    await goes_on(house)


async def goes_on(house: House) -> None:
    """It takes a submission, with a receipt that verifies, and publishes; the log is whole."""
    await house.check()
    await house.look_for_snapshot()
    assert house.shelf.number == 1
    (id,) = {stored.episode.programme_id for stored in await read_episodes(house.database)}
    new = notices(pseudonyms(2, 0xB00), "2027-09")
    answer = await send(house, id, AUTUMN, new)
    assert isinstance(answer, Accepted), answer
    assert [each.sequence for each in answer.registered] == [len(PATIENTS) + 1, len(PATIENTS) + 2]
    verified(house, answer.receipt)
    assert (await house.publish(AUTUMN, "board")).snapshot.number == 2
    assert await leaves(house)


async def emptied_of_facts(house: House) -> None:
    """Patients of whom nothing was told yet: no data key need be opened to seal their months."""
    await house.database.start()
    await house.database.run_ddl("DELETE FROM course_entry")


@pytest.mark.parametrize("version", [1, CLEAR, WHOSE])
async def test_another_root_key_seals_nothing_of_an_older_database(
    house: House, empty_url: str, version: int
) -> None:
    await old_database(empty_url, version)
    await emptied_of_facts(house)
    other = structs.replace(settings_at(empty_url), root_key=bytes(32))
    wrong = build_house(other, Calendar(AUTUMN), counted_bytes())
    await wrong.database.start()
    with pytest.raises(SettingsError, match="another root key"):
        await wrong.prepare()
    await wrong.database.stop()
    assert len(await applied_migrations(house.database, read_migrations(MIGRATIONS))) == version


@pytest.mark.parametrize("version", [CLEAR, WHOSE])
async def test_nothing_is_sealed_while_the_registry_goes_over_to_another_root_key(
    house: House, empty_url: str, version: int
) -> None:
    """A root key from before inherits no key for what is sealed then."""
    await old_database(empty_url, version)
    await emptied_of_facts(house)
    await add_root_key(house.database, "f" * 64, 2)
    with pytest.raises(SettingsError, match="two root keys"):
        await house.prepare()
    assert len(await applied_migrations(house.database, read_migrations(MIGRATIONS))) == version


@pytest.mark.parametrize("order", ["ASC", "DESC"])
async def test_facts_lie_in_one_order_whatever_order_an_earlier_update_wrote_them_in(
    house: House, empty_url: str, order: str
) -> None:
    await old_database(empty_url, WHOSE)
    database = house.database
    await database.start()
    await database.run_ddl("CREATE TABLE copied AS SELECT * FROM course_entry")
    await database.run_ddl("DELETE FROM course_entry")
    again = f"INSERT INTO course_entry SELECT * FROM copied ORDER BY episode_id {order}"  # noqa: S608
    await database.run_ddl(again)
    await database.run_ddl("DROP TABLE copied")
    await house.prepare()
    rows = await laid(database, "course_entry")
    assert len(rows) > 1
    for _, told in groupby(rows, key=itemgetter("submission_id")):
        episodes = [row["episode_id"] for row in told]
        assert episodes == sorted(episodes)


@pytest.mark.parametrize("version", [1, CLEAR, WHOSE])
async def test_no_file_of_sqlite_holds_afterwards_what_stood_in_clear(
    tmp_path: Path, version: int
) -> None:
    """Neither a page that was freed nor the write-ahead log, once the last process has closed."""
    url = f"sqlite:///{tmp_path}/old.sqlite"
    held = await old_database(url, version)
    house = build_house(settings_at(url), Calendar(AUTUMN), counted_bytes(100_000))
    sent = {row["idempotency_key"] for row in held["submission"]}
    clear = {word.encode() for word in ("key-1", *sent)}
    await house.database.start()
    assert found_in(tmp_path, clear) == clear
    await house.prepare()
    await house.database.stop()
    assert found_in(tmp_path, clear) == set()


def found_in(folder: Path, words: set[bytes]) -> set[bytes]:
    """Which of these words stand in a file."""
    data = b"".join(path.read_bytes() for path in folder.iterdir())
    return {word for word in words if word in data}


async def test_a_newer_schema_is_refused_and_left_alone(house: House, empty_url: str) -> None:
    await old_database(empty_url, last_version())
    await house.database.start()
    number = last_version() + 1
    newer = f"INSERT INTO schema_migration VALUES ({number}, '{number:04}_later', 'ab')"  # noqa: S608
    await house.database.run_ddl(newer)
    for act in (house.prepare, house.check):
        with pytest.raises(MigrationError, match="newer than this version knows"):
            await act()


async def test_every_table_of_every_version_had_rows(empty_url: str) -> None:
    """An empty table would prove nothing: a new one gets a row in `old_schemas.lived`."""
    held = await old_database(empty_url, last_version())
    assert [table for table, rows in held.items() if not rows] == []
