"""Opening, closing, and what goes in comes out."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from databases import QUICK, Server
from piccolo.columns import Text
from piccolo.querystring import QueryString
from piccolo.table import Table

from registry.errors import SettingsError, StorageError
from registry.storage.engine import ENGINE, Database, open_database
from registry.storage.postgres_engine import dollar_placeholders

if TYPE_CHECKING:
    from tests.storage.conftest import Boxes

pytestmark = pytest.mark.anyio

NOBODY_LISTENS = "postgresql://someone:SECRET@127.0.0.1:9/registry"


class Word(Table, tablename="word", db=ENGINE):
    """One column of text."""

    text = Text(primary_key=True)


def test_an_unreachable_server_can_be_named() -> None:
    assert open_database(NOBODY_LISTENS).kind == "postgres"


async def test_starting_on_an_unreachable_server_says_what_to_do_and_keeps_the_password() -> None:
    with pytest.raises(StorageError) as unreachable:
        await open_database(NOBODY_LISTENS).start()
    assert "Check the database URL" in unreachable.value.remedy
    assert "SECRET" not in str(unreachable.value)


def test_naming_a_sqlite_file_creates_nothing(tmp_path: Path) -> None:
    assert open_database(f"sqlite:///{tmp_path}/a.sqlite").kind == "sqlite"
    assert list(tmp_path.iterdir()) == []


async def test_a_missing_folder_is_reported_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="folder exists"):
        await open_database(f"sqlite:///{tmp_path}/none/a.sqlite").start()


async def test_a_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_text("Dear diary, today I was not a database at all. " * 20)
    with pytest.raises(StorageError, match="is a database file"):
        await open_database(f"sqlite:///{tmp_path}/a.sqlite").start()


@pytest.mark.parametrize(
    "url", ["", "mysql://host/name", "sqlite://", "sqlite:///", "sqlite:", "postgresql:"]
)
def test_an_unknown_database_url_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="postgresql://user@host/name"):
        open_database(url)


async def test_use_before_the_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="before its start"):
        await open_database(f"sqlite:///{tmp_path}/a.sqlite").run(Word.select())


async def test_use_after_the_stop_is_refused(database: Database) -> None:
    await database.stop()
    with pytest.raises(StorageError, match="after its stop"):
        await database.run(QueryString("SELECT 1"))


async def test_a_stopped_database_starts_again(boxes: "Boxes") -> None:
    await boxes.put("a")
    await boxes.database.stop()
    await boxes.database.start()
    assert await boxes.names() == ["a"]


async def test_a_query_run_without_a_database_is_refused() -> None:
    with pytest.raises(StorageError, match=r"Database\.run"):
        await Word.select()


async def test_sqlite_is_durable_and_checks_foreign_keys_and_keeps_the_file_private(
    tmp_path: Path,
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/a.sqlite")
    await database.start()
    async with database.transaction():
        rows = [
            await database.fetch(f"PRAGMA {name}", [])
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    await database.stop()
    assert [list(row[0].values()) for row in rows] == [["wal"], [2], [1], [30_000]]
    assert stat.S_IMODE((tmp_path / "a.sqlite").stat().st_mode) & 0o077 == 0


@pytest.fixture
def careless(postgres: Server) -> Iterator[str]:
    """A server that is told not to wait for its disk."""
    assert "synchronous_commit = off" in QUICK
    with postgres.empty() as url:
        yield url


async def test_postgresql_syncs_each_commit_whatever_the_server_is_told(careless: str) -> None:
    database = open_database(careless)
    await database.start()
    async with database.transaction():
        rows = await database.fetch("SHOW synchronous_commit", [])
    await database.stop()
    assert rows == [{"synchronous_commit": "on"}]


@pytest.mark.parametrize("text", ["1234e5", "0012", "1e400", " 7", "2024-01-09", "", "ünïcode ☃"])
async def test_text_comes_back_as_it_went_in(database: Database, text: str) -> None:
    await database.run_ddl("CREATE TABLE word (text TEXT NOT NULL)")
    await database.run(Word.insert(Word(text=text)))
    assert await database.run(Word.select()) == [{"text": text}]


@pytest.mark.parametrize("number", [-(2**63), -1, 0, 2**31, 2**53 + 1, 2**63 - 1])
async def test_a_bigint_comes_back_as_it_went_in(database: Database, number: int) -> None:
    await database.run_ddl("CREATE TABLE money (cents BIGINT NOT NULL)")
    await database.run_many("INSERT INTO money VALUES (?)", [(number,)])
    assert await database.run(QueryString("SELECT cents FROM money")) == [{"cents": number}]


@pytest.mark.parametrize("count", [0, 1, 999, 1_000, 1_001, 5_000])
async def test_run_many_writes_every_row(boxes: "Boxes", count: int) -> None:
    rows = [(f"b{number}", number) for number in range(count)]
    await boxes.database.run_many("INSERT INTO box (id, amount) VALUES (?, ?)", rows)
    assert len(await boxes.names()) == count


async def test_run_many_writes_all_rows_or_none(boxes: "Boxes") -> None:
    rows = [(f"b{number % 4_999}", number) for number in range(5_000)]  # the last is a duplicate
    with pytest.raises(StorageError):
        await boxes.database.run_many("INSERT INTO box (id, amount) VALUES (?, ?)", rows)
    assert await boxes.names() == []


async def test_run_many_joins_the_open_transaction(boxes: "Boxes") -> None:
    async def write() -> None:
        async with boxes.database.transaction():
            await boxes.database.run_many("INSERT INTO box (id, amount) VALUES (?, ?)", [("a", 1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write()
    assert await boxes.names() == []


async def test_a_taken_key_can_be_passed_over_in_silence(boxes: "Boxes") -> None:
    await boxes.put("a", amount=1)
    await boxes.put_unless_taken("a", amount=2)
    await boxes.put_unless_taken("b", amount=3)
    assert (await boxes.amount("a"), await boxes.count()) == (1, 2)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("VALUES (?, ?)", "VALUES ($1, $2)"),
        ("a = '?' AND b = ?", "a = '?' AND b = $1"),
        ("a = 'it''s ?' AND b = ?", "a = 'it''s ?' AND b = $1"),
        ('"odd?" = ? AND c = \'"\' AND d = ?', '"odd?" = $1 AND c = \'"\' AND d = $2'),
    ],
)
def test_placeholders_outside_quotes_are_numbered(sql: str, expected: str) -> None:
    assert dollar_placeholders(sql) == expected
