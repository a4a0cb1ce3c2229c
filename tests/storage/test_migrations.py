"""The schema moves forward in whole steps, or not at all."""

import asyncio
from pathlib import Path

import pytest
from piccolo.querystring import QueryString

from registry.errors import MigrationError, StorageError
from registry.storage.engine import Database, open_database
from registry.storage.migrations import check_schema, migrate, read_migrations, split_statements

pytestmark = pytest.mark.anyio

FIRST = """-- the first; and its second sentence;
CREATE TABLE a (id TEXT NOT NULL PRIMARY KEY, note TEXT DEFAULT '{}');

CREATE UNIQUE INDEX a_note ON a (note);
INSERT INTO a (id) VALUES ('one; two');
"""
SECOND = "CREATE TABLE b (id TEXT NOT NULL PRIMARY KEY)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text(FIRST)
    return folder


async def rows_of(database: Database, table: str) -> int:
    counted = await database.run(QueryString(f"SELECT COUNT(*) AS n FROM {table}"))  # noqa: S608
    return int(counted[0]["n"])


async def test_migrations_are_applied_in_order_and_once(database: Database, folder: Path) -> None:
    assert await migrate(database, folder) == ["0001_first"]
    (folder / "0002_second.sql").write_text(SECOND)
    assert await migrate(database, folder) == ["0002_second"]
    assert await migrate(database, folder) == []
    assert (await rows_of(database, "a"), await rows_of(database, "b")) == (1, 0)


async def test_a_migrated_database_is_current(database: Database, folder: Path) -> None:
    await migrate(database, folder)
    await check_schema(database, folder)


async def test_an_empty_database_is_not_current(database: Database, folder: Path) -> None:
    with pytest.raises(MigrationError, match=r"0 of 1.*he-registry migrate"):
        await check_schema(database, folder)
    with pytest.raises(StorageError):
        await rows_of(database, "schema_migration")  # looking creates nothing


async def test_a_database_one_step_behind_is_not_current(database: Database, folder: Path) -> None:
    await migrate(database, folder)
    (folder / "0002_second.sql").write_text(SECOND)
    with pytest.raises(MigrationError, match="1 of 2"):
        await check_schema(database, folder)


@pytest.mark.parametrize("act", [migrate, check_schema])
async def test_a_changed_file_is_refused(database: Database, folder: Path, act: object) -> None:
    await migrate(database, folder)
    (folder / "0001_first.sql").write_text(FIRST + "CREATE TABLE c (id TEXT);\n")
    with pytest.raises(MigrationError, match="0001_first is not the one that was applied"):
        await act(database, folder)  # type: ignore[operator]


@pytest.mark.parametrize("act", [migrate, check_schema])
async def test_a_renamed_file_is_refused(database: Database, folder: Path, act: object) -> None:
    await migrate(database, folder)
    (folder / "0001_first.sql").rename(folder / "0001_other.sql")
    with pytest.raises(MigrationError, match="0001_other is not the one that was applied"):
        await act(database, folder)  # type: ignore[operator]


@pytest.mark.parametrize("act", [migrate, check_schema])
async def test_a_newer_schema_is_refused(database: Database, folder: Path, act: object) -> None:
    (folder / "0002_second.sql").write_text(SECOND)
    await migrate(database, folder)
    (folder / "0002_second.sql").unlink()
    with pytest.raises(MigrationError, match="0002_second, newer than this version knows"):
        await act(database, folder)  # type: ignore[operator]


async def test_a_failing_statement_rolls_back_the_whole_run(
    database: Database, folder: Path
) -> None:
    (folder / "0002_broken.sql").write_text("CREATE TABLE b (id TEXT);\nCREATE TABEL c (id TEXT);")
    with pytest.raises(MigrationError, match=r"0002_broken stopped at statement 2"):
        await migrate(database, folder)
    for table in ("a", "b", "schema_migration"):
        with pytest.raises(StorageError):
            await rows_of(database, table)
    (folder / "0002_broken.sql").unlink()
    assert await migrate(database, folder) == ["0001_first"]


async def test_two_migrators_at_once_apply_each_file_once(
    database: Database, empty_url: str, folder: Path
) -> None:
    other = open_database(empty_url)
    await other.start()
    applied = await asyncio.gather(migrate(database, folder), migrate(other, folder))
    await other.stop()
    assert sorted(applied) == [[], ["0001_first"]]
    assert await rows_of(database, "a") == 1


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([], id="none"),
        pytest.param(["0002_b.sql"], id="not from one"),
        pytest.param(["0001_a.sql", "0003_c.sql"], id="a gap"),
        pytest.param(["0001_a.sql", "0001_b.sql"], id="a duplicate"),
        pytest.param(["1_a.sql"], id="too few digits"),
        pytest.param(["0001-a.sql"], id="no underscore"),
    ],
)
def test_a_folder_that_is_not_numbered_in_order_is_refused(
    tmp_path: Path, names: list[str]
) -> None:
    for name in names:
        (tmp_path / name).write_text(SECOND)
    with pytest.raises(MigrationError):
        read_migrations(tmp_path)


def test_line_endings_do_not_change_a_checksum(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_bytes(b"CREATE TABLE a (id TEXT);\n")
    unix = read_migrations(tmp_path)
    (tmp_path / "0001_a.sql").write_bytes(b"CREATE TABLE a (id TEXT);\r\n")
    assert read_migrations(tmp_path) == unix


def test_statements_end_with_a_semicolon_at_the_end_of_a_line() -> None:
    assert split_statements("A 'x; y' ;  \n-- no;\n\nB\n  C;\n;\nD") == ("A 'x; y'", "B\n  C", "D")
