"""What tests are lent: the tables of today, no row, and nothing another test changed."""

import asyncio
from pathlib import Path

import pytest
from databases import Server, spare_making_tables
from piccolo.querystring import QueryString

from registry.storage.engine import open_database
from registry.storage.migrations import MIGRATIONS, check_schema, table_names

FILL = "INSERT INTO patient VALUES ('p', 'k', 1)"
FILL_MUCH = "INSERT INTO patient SELECT n::text, 'k', 1 FROM generate_series(1, 9000) AS n"


@pytest.fixture
def server(postgres: Server) -> Server:
    """The same server with a pool of its own."""
    return Server(postgres.url)


async def after(url: str, *statements: str) -> tuple[list[str], int]:
    """The tables of a database that these statements changed, and how many patients are in it."""
    database = open_database(url)
    await database.start()
    try:
        await check_schema(database, MIGRATIONS)
        for statement in statements:
            await database.run_ddl(statement)
        rows = await database.run(QueryString("SELECT COUNT(*) AS n FROM patient"))
        return await table_names(database), int(rows[0]["n"])
    finally:
        await database.stop()


@pytest.mark.parametrize(("fill", "patients"), [(FILL, 1), (FILL_MUCH, 9_000)])
def test_a_schema_that_was_filled_is_lent_again_empty(
    server: Server, fill: str, patients: int
) -> None:
    with server.ready() as url:
        assert asyncio.run(after(url, fill))[1] == patients
    with server.ready() as again:
        assert (again, asyncio.run(after(again))[1]) == (url, 0)
    server.clear()


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE log_head",
        "CREATE TABLE more (id TEXT)",
        "ALTER TABLE patient ADD COLUMN more TEXT",
        "DELETE FROM schema_migration WHERE number = 1",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "DROP TABLE schema_migration",
    ],
)
def test_a_schema_that_was_changed_is_lent_to_nobody(server: Server, harm: str) -> None:
    with server.ready() as url:
        asyncio.run(after(url, harm))
    with server.ready() as again:
        assert again != url
        assert asyncio.run(after(again))[1] == 0
    server.clear()


def test_two_at_a_time_are_two_schemas(server: Server) -> None:
    with server.ready() as first, server.ready() as second:
        assert first != second
    server.clear()


def test_a_copied_file_is_as_a_migrated_one_and_none_is_written_over(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/registry.sqlite"
    spare_making_tables(url)
    _, patients = asyncio.run(after(url, FILL))
    spare_making_tables(url)
    assert (patients, asyncio.run(after(url))[1]) == (1, 1)
