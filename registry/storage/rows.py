"""Writing rows: one way in, for a handful and for thousands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from piccolo.querystring import QueryString
from piccolo.table import Table

from registry.storage.engine import Database

Item = TypeVar("Item")
CHUNK = 500


async def insert(database: Database, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; inside the caller's transaction."""
    if rows:
        columns = list(rows[0])
        values = [[row[column] for column in columns] for row in rows]
        await insert_rows(database, table, columns, values)


async def insert_rows(
    database: Database,
    table: type[Table],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Insert rows of values in the order of the columns; inside the caller's transaction."""
    if not rows:
        return
    marks, names = ", ".join("?" * len(columns)), ", ".join(columns)
    statement = f"INSERT INTO {table._meta.tablename} ({names}) VALUES ({marks})"  # noqa: S608
    await database.run_many(statement, rows)


async def select_in(
    database: Database, table: type[Table], column: str, values: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows whose `column` holds one of `values`.

    One statement over placeholders: Piccolo's `is_in` makes a query of every value.
    """
    found: list[dict[str, Any]] = []
    for some in chunks(values):
        marks = ", ".join(["{}"] * len(some))
        statement = f"SELECT * FROM {table._meta.tablename} WHERE {column} IN ({marks})"  # noqa: S608
        found += await database.run(QueryString(statement, *some))
    return found


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items in runs short enough for one statement's parameters."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
