"""A database whose connection breaks after so many statements, as a lost line does."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from registry.storage.engine import Database
from registry.storage.transaction import Connection, Cursor, Row, Store

Result = TypeVar("Result")


class Broken(Exception):
    """The connection is gone."""


class Breaking:
    """The writing connection of a database that breaks once `left` statements have run."""

    def __init__(self, database: Database) -> None:
        self.left: int | None = None
        self._store: Store = database._store
        self.kind = self._store.kind
        self.start, self.stop, self.reader = self._store.start, self._store.stop, self._store.reader
        database._store = self

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[Connection]:
        async with self._store.writer() as connection:
            yield BreakingConnection(connection, self)

    async def count_down(self, work: Awaitable[Result]) -> Result:
        """Run a statement, or break before it."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                work.close()  # type: ignore[attr-defined]
                raise Broken
        return await work


class BreakingConnection:
    """A connection that asks before each statement whether it still stands."""

    def __init__(self, connection: Connection, breaking: Breaking) -> None:
        self.inner, self.breaking = connection, breaking
        self.rollback, self.explain = connection.rollback, connection.explain

    async def begin(self) -> None:
        await self.breaking.count_down(self.inner.begin())

    async def begin_reading(self) -> None:
        await self.breaking.count_down(self.inner.begin_reading())

    async def cursor(self, sql: str) -> Cursor:
        return await self.breaking.count_down(self.inner.cursor(sql))

    async def commit(self) -> None:
        await self.breaking.count_down(self.inner.commit())

    async def fetch(self, sql: str, values: Sequence[object]) -> list[Row]:
        return await self.breaking.count_down(self.inner.fetch(sql, values))

    async def write_rows(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        await self.breaking.count_down(self.inner.write_rows(sql, rows))

    async def run_ddl(self, statement: str) -> None:
        await self.breaking.count_down(self.inner.run_ddl(statement))
