"""SQLite: one kept-open writer and a few kept-open readers, each on its own thread.

Columns are TEXT, INTEGER, BIGINT or BYTEA; what is stored comes back, nothing is converted.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from registry.errors import StorageError
from registry.storage.transaction import (
    Connection,
    Cursor,
    Kind,
    Line,
    Row,
    UniqueViolation,
    disk_full,
    not_taken,
    read_only,
    to_the_end,
    turn_of,
)

BUSY_SECONDS = 30


def damaged_file() -> StorageError:
    """The file is not what SQLite wrote."""
    return StorageError(
        "The database file is damaged.",
        "Stop the registry, keep the file, and restore the newest backup (docs/operations.md).",
    )


_BUSY = 5  # https://www.sqlite.org/rescode.html#busy
PLAIN = {
    sqlite3.SQLITE_FULL: disk_full,
    sqlite3.SQLITE_IOERR_WRITE: not_taken,
    sqlite3.SQLITE_READONLY: read_only,
    sqlite3.SQLITE_CORRUPT: damaged_file,
    sqlite3.SQLITE_NOTADB: damaged_file,
}
_UNIQUE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE}
_PRIMARY_KEY = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID}
_INDEX_OF_COLUMNS = """
    SELECT list.name FROM pragma_index_list(?) AS list
    WHERE list."unique" = 1 AND (SELECT group_concat(name, ',') FROM
        (SELECT name FROM pragma_index_info(list.name) ORDER BY seqno)) = ?
"""

_Result = TypeVar("_Result")


class SQLiteConnection:
    """A connection that lives on one thread; each method is one visit to that thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._raw: sqlite3.Connection

    async def open(self, *pragmas: str) -> None:
        """Connect and set the pragmas; raises sqlite3.Error."""
        await self._visit(lambda: self._open(pragmas))

    async def close(self) -> None:
        """Close after the statements in hand; closing what never opened does nothing."""
        await self._visit(lambda: self._raw.close() if hasattr(self, "_raw") else None)
        self._thread.shutdown()

    async def begin(self) -> None:
        await self._visit(lambda: self._raw.execute("BEGIN IMMEDIATE"))

    async def begin_reading(self) -> None:
        await self._visit(lambda: self._raw.execute("BEGIN"))
        await self._visit(lambda: self._raw.execute("SELECT 1 FROM sqlite_master").fetchall())

    async def commit(self) -> None:
        await self._visit(lambda: self._raw.execute("COMMIT"))

    async def rollback(self) -> None:
        await self._visit(lambda: self._raw.rollback() if self._raw.in_transaction else None)

    async def fetch(self, sql: str, values: Sequence[object]) -> list[Row]:
        return await self._visit(lambda: self._fetch(sql, values))

    async def cursor(self, sql: str) -> Cursor:
        cursor = await self._visit(lambda: self._raw.execute(sql))
        return lambda size: self._visit(lambda: named(cursor, cursor.fetchmany(size)))

    async def write_rows(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        await self._visit(lambda: self._raw.executemany(sql, rows))

    async def run_ddl(self, statement: str) -> None:
        await self._visit(lambda: self._raw.execute(statement))

    async def explain(self, error: Exception) -> StorageError:
        code = getattr(error, "sqlite_errorcode", 0)
        if code in _UNIQUE | _PRIMARY_KEY:
            return await self._explain_key(str(error), is_primary=code in _PRIMARY_KEY)
        if code & 0xFF == _BUSY:
            return StorageError(
                f"Another process has been writing for more than {BUSY_SECONDS} seconds.",
                "Wait until it has finished, then repeat the command.",
            )
        if code in PLAIN:
            return PLAIN[code]()
        # SQLite's own messages name tables and columns; other errors may quote a value
        detail = str(error) if isinstance(error, sqlite3.Error) else type(error).__name__
        return StorageError(
            f"SQLite refused a statement ({detail}).",
            "Check that the schema is current, and the disk that holds the database file.",
        )

    async def _explain_key(self, message: str, *, is_primary: bool) -> UniqueViolation:
        """Name the key behind "UNIQUE constraint failed: t.a, t.b" or "...: index 'name'"."""
        failed = message.partition(": ")[2]
        if failed.startswith("index "):
            index = failed.removeprefix("index ").strip("'")
            found = await self.fetch("SELECT tbl_name FROM sqlite_master WHERE name = ?", [index])
            return UniqueViolation(str(found[0]["tbl_name"]), index)
        table = failed.partition(".")[0]
        if is_primary:
            return UniqueViolation(table, f"{table}_pkey")
        columns = ",".join(name.removeprefix(f"{table}.") for name in failed.split(", "))
        found = await self.fetch(_INDEX_OF_COLUMNS, [table, columns])
        return UniqueViolation(table, str(found[0]["name"]))

    async def _visit(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _open(self, pragmas: Sequence[str]) -> None:
        self._raw = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        for pragma in pragmas:
            self._raw.execute(f"PRAGMA {pragma}")

    def _fetch(self, sql: str, values: Sequence[object]) -> list[Row]:
        cursor = self._raw.execute(sql, tuple(values))
        return named(cursor, cursor.fetchall())


def named(cursor: sqlite3.Cursor, rows: Sequence[Sequence[object]]) -> list[Row]:
    """Rows of a cursor with the names of its columns."""
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


class SQLiteStore:
    """The file at `path`: writers wait for each other, readers never wait for a writer."""

    kind: Kind = "sqlite"

    def __init__(
        self, path: Path, connections: int, wait_seconds: float, most_waiting: int
    ) -> None:
        self._path = path
        self._size = connections
        self._writing = Line(wait_seconds, most_waiting)
        self._reading = Line(wait_seconds, most_waiting)

    def again(self) -> "SQLiteStore":
        line = self._writing
        return SQLiteStore(self._path, self._size, line.seconds, line.most)

    async def start(self) -> None:
        self._turn = asyncio.Lock()
        self._writer = SQLiteConnection(self._path)
        self._readers = [SQLiteConnection(self._path) for _ in range(self._size)]
        self._free: asyncio.LifoQueue[SQLiteConnection] = asyncio.LifoQueue()
        try:
            await self._open()
        except (OSError, sqlite3.Error) as error:
            await self._close()
            raise StorageError(
                f"The SQLite file {self._path} cannot be opened ({error}).",
                "Check that its folder exists and is writable, and that it is a database file.",
            ) from None

    async def stop(self) -> None:
        async with self._turn:
            await to_the_end(self._close())

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[Connection]:
        async with turn_of(self._turn, self._writing):
            yield self._writer

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Connection]:
        connection = await self._reading.wait(self._free.get)
        try:
            yield connection
        finally:
            self._free.put_nowait(connection)

    def connections(self) -> tuple[int, int]:
        return self._size, self._size - self._free.qsize()

    def beside(self) -> AbstractAsyncContextManager[Connection]:
        return self.writer()

    async def _open(self) -> None:
        self._path.touch(mode=0o600)
        await self._writer.open(
            "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"
        )
        for reader in self._readers:
            await reader.open("query_only = ON", "foreign_keys = ON")
            self._free.put_nowait(reader)

    async def _close(self) -> None:
        for connection in (*self._readers, self._writer):
            await connection.close()
