"""PostgreSQL: a pool of asyncpg connections, of which one at a time writes.

Writers take one advisory lock, in this process and in every other one. That gives the guarantee
SQLite gives, that what a transaction has read still holds when it writes, without retries.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from itertools import count
from typing import Any

import asyncpg  # type: ignore[import-untyped]

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
OPEN_SECONDS = 10
CLOSE_SECONDS = 10
# READ COMMITTED by name: a stricter level would look at the data before the lock is held.
# The key is arbitrary but may never change: older processes must wait for newer ones.
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(4841721)"
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
FILES_OF_TABLES = "md.c"
"""Where the server reads and writes the files of tables. A quota and a limit on the size of files
have no code of their own (they are XX000, like any error inside), and its words may be translated.
"""
_cursors = count(1)
_ROWS_AT_ONCE = 1_000


def dollar_placeholders(sql: str) -> str:
    """`?` outside quotes becomes `$1`, `$2`, …, the notation of PostgreSQL."""
    parts: list[str] = []
    number, quote = 0, ""
    for character in sql:
        if character in "'\"" and quote in ("", character):
            quote = "" if quote else character
        if character == "?" and not quote:
            number += 1
            character = f"${number}"
        parts.append(character)
    return "".join(parts)


def _explain(error: Exception) -> StorageError:
    """Names only: PostgreSQL and asyncpg quote values in their messages and details."""
    state = getattr(error, "sqlstate", None) or type(error).__name__
    table = getattr(error, "table_name", None) or "unknown"
    rule = getattr(error, "constraint_name", None) or getattr(error, "column_name", None)
    if isinstance(error, asyncpg.UniqueViolationError):
        return UniqueViolation(table, str(rule))
    if isinstance(error, asyncpg.LockNotAvailableError):
        return StorageError(
            f"Another process has been writing for more than {BUSY_SECONDS} seconds.",
            "Wait until it has finished, then repeat the command.",
        )
    if isinstance(error, OSError | asyncpg.PostgresConnectionError | asyncpg.AdminShutdownError):
        return StorageError(
            f"The connection to PostgreSQL was lost ({state}).",
            "Check the server, and look whether the change is stored before repeating it.",
        )
    if isinstance(error, asyncpg.DiskFullError):
        return disk_full()
    where = getattr(error, "server_source_filename", None)
    if isinstance(error, asyncpg.InternalServerError) and where == FILES_OF_TABLES:
        return not_taken()
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return read_only()
    if isinstance(error, asyncpg.SyntaxOrAccessError):  # speaks of names in the statement
        return StorageError(
            f"PostgreSQL refused a statement ({state}: {error.args[0]}).",
            "Check that the schema is current and the account may use it.",
        )
    return StorageError(
        f"PostgreSQL refused a statement ({state}, table {table}, rule {rule or 'unknown'}).",
        "Check that the schema is current, and the log of the server.",
    )


class PostgresConnection:
    """An asyncpg connection lent by the pool."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    async def begin(self) -> None:
        await self._raw.execute(_BEGIN)

    async def begin_reading(self) -> None:
        await self._raw.execute(_BEGIN_READING)

    async def commit(self) -> None:
        await self._raw.execute("COMMIT")

    async def rollback(self) -> None:
        await self._raw.execute("ROLLBACK")

    async def fetch(self, sql: str, values: Sequence[object]) -> list[Row]:
        return [dict(record) for record in await self._raw.fetch(sql, *values)]

    async def cursor(self, sql: str) -> Cursor:
        name = f"pages_{next(_cursors)}"
        await self._raw.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}")

        async def following(size: int) -> list[Row]:
            rows = [dict(record) for record in await self._raw.fetch(f"FETCH {size} FROM {name}")]
            if len(rows) < size:  # an open cursor would keep its table from being altered
                await self._raw.execute(f"CLOSE {name}")
            return rows

        return following

    async def write_rows(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        statement = dollar_placeholders(sql)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            await self._raw.executemany(statement, rows[start : start + _ROWS_AT_ONCE])

    async def run_ddl(self, statement: str) -> None:
        await self._raw.execute(statement)

    async def explain(self, error: Exception) -> StorageError:
        return _explain(error)


class PostgresStore:
    """The database at `url`; nothing connects before `start`."""

    kind: Kind = "postgres"

    def __init__(self, url: str, connections: int, wait_seconds: float, most_waiting: int) -> None:
        self._url = url
        self._size = connections
        self._writing = Line(wait_seconds, most_waiting)
        self._reading = Line(wait_seconds, most_waiting)

    def again(self) -> "PostgresStore":
        line = self._writing
        return PostgresStore(self._url, self._size, line.seconds, line.most)

    async def start(self) -> None:
        self._turn = asyncio.Lock()
        try:
            self._pool: Any = await asyncpg.create_pool(
                self._url,
                min_size=1,
                max_size=self._size,
                timeout=OPEN_SECONDS,
                server_settings={
                    "application_name": "he-registry",
                    "lock_timeout": f"{BUSY_SECONDS}s",
                    # what is acknowledged is on the disk, whatever server or account are told
                    "synchronous_commit": "on",
                },
            )
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StorageError(
                f"The PostgreSQL database cannot be opened ({type(error).__name__}).",
                "Check the database URL, and that the server runs and accepts this account.",
            ) from None

    async def stop(self) -> None:
        async with self._turn:
            with suppress(TimeoutError):  # asyncpg drops what has not ended by then
                await asyncio.wait_for(self._pool.close(), CLOSE_SECONDS)

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[Connection]:
        async with turn_of(self._turn, self._writing), self.reader() as connection:
            yield connection

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Connection]:
        try:
            raw = await self._reading.wait(self._pool.acquire)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise _explain(error) from None
        try:
            yield PostgresConnection(raw)
        finally:
            await to_the_end(self._pool.release(raw))

    def connections(self) -> tuple[int, int]:
        size = self._pool.get_size()
        return size, size - self._pool.get_idle_size()

    def beside(self) -> AbstractAsyncContextManager[Connection]:
        return self.reader()
