"""What is restored is what was stored, in either kind of database, and goes on from there."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from backing_up import ACT, BACKUP_KEY, NOW, ROOT_CHECK, SALT, SIGNER, Made, Place, back_up
from breaking import Breaking, Broken
from old_schemas import old_database
from piccolo.querystring import QueryString
from running import Calendar, counted_bytes, settings_at
from sending import everything, notices, pseudonyms, send

from registry.app import build_house
from registry.backup.contents import read_through, tables_in
from registry.backup.proof import check_reaches
from registry.backup.sealed import lines, opened
from registry.backup.tables import NOT_KEPT, tables_of
from registry.backup.write import write_backup
from registry.errors import DataError, MigrationError, SettingsError, StorageError
from registry.log.checkpoint import Checkpoint
from registry.log.merkle import leaf_hash, tree_head
from registry.log.signer import LogSigner
from registry.model.submission import Accepted
from registry.storage.engine import Database, open_database
from registry.storage.ledger import acts
from registry.storage.migrations import (
    MIGRATIONS,
    apply_migrations,
    check_schema,
    migrate,
    read_migrations,
    table_names,
)
from registry.storage.transparency import begin_log, read_back

pytestmark = pytest.mark.anyio


async def test_every_row_of_a_registry_on_sqlite_comes_back(made: Made, place: Place) -> None:
    await has_every_row(made, place)


async def test_every_row_of_a_registry_on_postgresql_comes_back(
    made_on_postgres: Made, place: Place
) -> None:
    await has_every_row(made_on_postgres, place)


async def has_every_row(made: Made, place: Place) -> None:
    """The rows are the same but for the audit event of the restoring."""
    assert await place.restore(made.path) == made.contents
    after = await everything(place.database)
    (added,) = set(after["audit_event"]) - set(made.rows["audit_event"])
    after["audit_event"].remove(added)
    assert after == made.rows
    assert (await acts(place.database))[-1] == ACT


async def test_a_backup_of_what_was_restored_has_the_same_digest_unless_a_row_changed(
    made: Made, place: Place, tmp_path: Path
) -> None:
    await place.restore(made.path)
    await place.database.run(QueryString("DELETE FROM audit_event WHERE action LIKE 'restored%'"))
    again = await write_backup(place.database, tmp_path / "again", BACKUP_KEY, SALT, NOW)
    assert again.digest == made.contents.digest
    await place.database.run(QueryString("UPDATE episode SET notice_version = 99"))
    assert (await back_up(place.database, tmp_path / "other")).digest != again.digest


async def test_a_restored_registry_accepts_and_publishes_on(made: Made, place: Place) -> None:
    await place.restore(made.path)
    clock = Calendar(date(2027, 6, 10))
    house = build_house(settings_at(place.url), clock, counted_bytes())
    await house.database.start()
    await house.check()
    told = notices(pseudonyms(3, 0xF00), "2027-06")
    assert isinstance(await send(house, made.programme, clock.today, told), Accepted)
    clock.today = date(2027, 9, 30)
    assert (await house.publish(clock.today, "board")).snapshot.number == 2
    await house.database.stop()


async def test_nothing_is_restored_where_something_is(made: Made, place: Place) -> None:
    await place.database.run_ddl("CREATE TABLE somebody_elses (id TEXT)")
    with pytest.raises(StorageError, match="not empty"):
        await place.restore(made.path)
    assert await table_names(place.database) == ["somebody_elses"]


async def test_another_root_key_log_key_or_backup_key_restores_nothing(
    made: Made, place: Place
) -> None:
    with pytest.raises(SettingsError, match="another root key"):
        await place.restore(made.path, root_check="ab" * 32)
    other = LogSigner(SIGNER.origin, bytes(32))
    with pytest.raises(SettingsError, match="another key"):
        await place.restore(made.path, signer=other)
    with pytest.raises(DataError, match="another backup key"):
        await place.restore(made.path, backup_key=bytes(32))
    assert await place.is_empty()


def checkpoint_of(size: int, leaves: list[bytes]) -> Checkpoint:
    """What the public saw of a log with these leaves when it had so many."""
    return Checkpoint(SIGNER.origin, size, tree_head(map(leaf_hash, leaves[:size])))


async def test_a_backup_that_ends_before_the_last_public_checkpoint_is_refused(
    made: Made, place: Place
) -> None:
    size = made.contents.head.log_size
    await place.restore(made.path)
    query = QueryString("SELECT content FROM log_entry ORDER BY number")
    leaves = [read_back(row["content"]) for row in await place.database.run(query)]
    assert len(leaves) == size
    async with place.database.transaction():
        for public in (0, 1, size - 1, size):
            await check_reaches(place.database, checkpoint_of(public, leaves))
        for other in (checkpoint_of(size + 1, [*leaves, b"{}"]), checkpoint_of(size, [b"{}"] * 99)):
            with pytest.raises(DataError, match="does not go on from your checkpoint"):
                await check_reaches(place.database, other)


async def test_nothing_is_restored_from_a_backup_behind_the_public_log(
    made: Made, place: Place
) -> None:
    ahead = Checkpoint(SIGNER.origin, made.contents.head.log_size + 1, bytes(32))
    with pytest.raises(DataError, match="does not go on from your checkpoint"):
        await place.restore(made.path, known=ahead)
    assert await place.is_empty()


async def test_a_damaged_backup_is_refused_before_anything_is_written(
    made: Made, place: Place, tmp_path: Path
) -> None:
    whole = made.path.read_bytes()
    breaking = Breaking(place.database)
    for damaged in (whole[:-1], whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:], whole + b"x"):
        (tmp_path / "damaged").write_bytes(damaged)
        breaking.left = 0
        with pytest.raises(DataError, match="damaged"):
            await place.restore(tmp_path / "damaged")
    breaking.left = None
    assert await place.is_empty()


async def test_a_restoring_that_breaks_off_anywhere_leaves_nothing_and_can_be_done_again(
    made: Made, place: Place
) -> None:
    breaking = Breaking(place.database)
    for statements in (1, 30, 75, 90, 100, 110):
        breaking.left = statements
        with pytest.raises((StorageError, Broken)):
            await place.restore(made.path)
        breaking.left = None
        assert await place.is_empty(), statements
    assert await place.restore(made.path) == made.contents


async def test_a_row_that_is_lost_on_the_way_into_the_database_is_noticed(
    made: Made, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Database.run_many

    async def losing(self: Database, sql: str, rows: list[list[object]]) -> None:
        await write(self, sql, rows[1:] if sql.startswith("INSERT INTO course_entry") else rows)

    monkeypatch.setattr(Database, "run_many", losing)
    with pytest.raises(StorageError, match="course_entry does not hold"):
        await place.restore(made.path)
    assert await place.is_empty()


async def test_a_log_whose_leaves_do_not_lead_to_its_root_is_not_backed_up(
    made: Made, place: Place, tmp_path: Path
) -> None:
    await place.restore(made.path)
    change = "UPDATE log_entry SET content = {} WHERE number = 1"
    await place.database.run(QueryString(change, "ab" * 32))
    with pytest.raises(StorageError, match="log is damaged"):
        await back_up(place.database, tmp_path / "backup")
    assert not {path.name for path in files_in(tmp_path)} & {"backup", "backup.part"}


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_every_table_is_in_a_backup_or_named_as_left_out(database: Database) -> None:
    await migrate(database, MIGRATIONS)
    kept = tables_of(read_migrations(MIGRATIONS))
    assert sorted([*kept, *NOT_KEPT, "schema_migration"]) == await table_names(database)


async def test_a_backup_of_an_older_schema_is_restored_and_brought_to_this_one(
    empty_url: str, place: Place, tmp_path: Path
) -> None:
    database = open_database(empty_url)
    await database.start()
    async with database.transaction():
        await apply_migrations(database, read_migrations(MIGRATIONS)[:6])
        await begin_log(database, SIGNER, ACT.at)
    await database.run(QueryString("INSERT INTO root_key_check VALUES ({})", ROOT_CHECK))
    made = await back_up(database, tmp_path / "backup")
    await database.stop()
    assert len(made.head.schema) == 6
    await place.restore(tmp_path / "backup")
    await check_schema(place.database, MIGRATIONS)


async def test_an_older_backup_of_another_root_key_says_so_before_anything_is_sealed(
    empty_url: str, place: Place, tmp_path: Path
) -> None:
    await old_database(empty_url, 12)
    before = open_database(empty_url)
    await before.start()
    await back_up(before, tmp_path / "backup")
    await before.stop()
    with pytest.raises(SettingsError, match="another root key"):
        await place.restore(tmp_path / "backup", root_check="ab" * 32)
    assert await place.is_empty()


async def test_a_backup_of_a_newer_version_is_refused(
    made: Made, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "older").mkdir()
    for path in sorted(MIGRATIONS.glob("*.sql"))[:-1]:
        shutil.copy(path, tmp_path / "older")
    monkeypatch.setattr("registry.backup.restore.MIGRATIONS", tmp_path / "older")
    with pytest.raises(MigrationError, match="newer than this version"):
        await place.restore(made.path)
    assert await place.is_empty()


def test_the_rows_of_a_backup_are_read_a_few_at_a_time(made: Made) -> None:
    with made.path.open("rb") as file:
        assert read_through(lines(opened(file, BACKUP_KEY))) == made.contents
        file.seek(0)
        found = [len(rows) for _, rows in tables_in(lines(opened(file, BACKUP_KEY)), 7)]
    assert (sum(found), max(found)) == (made.contents.rows, 7)
