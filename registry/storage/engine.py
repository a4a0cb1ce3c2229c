"""The database of a registry, SQLite or PostgreSQL, behind one small facade.

class Centre(Table, db=ENGINE): ...

database = open_database("sqlite:///registry.sqlite")
await database.start()
async with database.transaction():
    await database.run(Centre.insert(Centre(id="c1")))
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload

from piccolo.engine.base import BaseAtomic, BaseBatch, BaseTransaction, Engine
from piccolo.querystring import QueryString

from registry.errors import SettingsError, StorageError
from registry.storage.sealing import Sealing
from registry.storage.sqlite_engine import SQLiteStore
from registry.storage.transaction import (
    Connection,
    Kind,
    Row,
    Store,
    Transaction,
    UniqueViolation,
    explained,
    refuse_unstorable,
)

__all__ = ["ENGINE", "Database", "UniqueViolation", "open_database"]

Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)
PAGE = 500
WAIT_SECONDS = 30
MOST_WAITING = 100


class Runnable(Protocol[Answer_co]):
    """Any Piccolo query: select, insert, update, delete, count, exists, first, objects."""

    def run(self) -> Coroutine[Any, Any, Answer_co]: ...


class Database:
    """One database of one process. `start` and `stop` it in the lifespan of the application."""

    def __init__(self, store: Store, sealing: Sealing | None = None) -> None:
        self.kind: Kind = store.kind
        self._store = store
        self._sealing = sealing
        self._started = False
        self._transaction: ContextVar[Transaction | None]
        self._transaction = ContextVar("transaction", default=None)

    @property
    def has_keys(self) -> bool:
        """Whether it came with the keys to what is sealed."""
        return self._sealing is not None

    @property
    def sealing(self) -> Sealing:
        """What opens and seals what is told of patients; StorageError where it came without."""
        if self._sealing is None:
            raise StorageError(
                "What is told of patients was asked for without the keys to it.",
                "Open the database with the keys of its registry.",
            )
        return self._sealing

    def again(self) -> "Database":
        """The same database with connections of its own, for another event loop."""
        return Database(self._store.again(), self._sealing)

    async def start(self) -> None:
        """Open the connections; StorageError with a remedy where that fails."""
        if not self._started:
            await self._store.start()
            self._started = True

    async def stop(self) -> None:
        """Close the connections after the transaction in hand; without a start, do nothing."""
        if self._started:
            self._started = False
            await self._store.stop()

    def connections(self) -> tuple[int, int]:
        """How many connections are open, and how many of them are in use."""
        return self._store.connections() if self._started else (0, 0)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """All or nothing: commits at the end, rolls back when an error or cancellation leaves it.

        Transactions exclude one another, also between processes. One inside another is refused:
        StorageError.
        """
        self._refuse_if_nested()
        async with self._writer() as connection:
            transaction = Transaction(connection)
            await transaction.begin()
            with self._inside(transaction):
                try:
                    yield
                except BaseException:
                    await transaction.rollback()
                    raise
                else:
                    await transaction.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Whatever is read inside is of one moment, while others go on writing.

        What writes inside is refused: StorageError.
        """
        self._refuse_if_nested()
        async with self._reader() as connection:
            transaction = Transaction(connection)
            await transaction.begin(reading=True)
            with self._inside(transaction):
                try:
                    yield
                finally:
                    await transaction.rollback()

    @contextmanager
    def _inside(self, transaction: Transaction) -> Iterator[None]:
        """Queries of this task go into the transaction."""
        token, chosen = self._transaction.set(transaction), _CHOSEN.set(self)
        try:
            yield
        finally:
            _CHOSEN.reset(chosen)
            self._transaction.reset(token)

    @overload
    async def run(self, query: QueryString) -> list[Row]: ...
    @overload
    async def run(self, query: Runnable[Answer]) -> Answer: ...
    async def run(self, query: QueryString | Runnable[Any]) -> Any:
        """Run a Piccolo query here: in the open transaction, else on its own.

        UniqueViolation for a taken key, StorageError for every other failure.
        """
        if isinstance(query, QueryString):
            sql, values = query.compile_string(engine_type=self.kind)
            return await self.fetch(sql, values)
        chosen = _CHOSEN.set(self)
        try:
            return await query.run()
        finally:
            _CHOSEN.reset(chosen)

    async def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement with `?` placeholders once per row; all rows are written or none."""
        refuse_unstorable(chain.from_iterable(rows))
        await self._write(lambda connection: connection.write_rows(sql, rows))

    async def run_ddl(self, statement: str) -> None:
        """Run one statement without values, as migrations need it."""
        await self._write(lambda connection: connection.run_ddl(statement))

    async def fetch(self, sql: str, values: Sequence[object]) -> list[Row]:
        """Run one statement written in this database's own dialect and placeholders."""
        refuse_unstorable(values)
        is_read = sql.lstrip()[:6].upper() == "SELECT"
        if is_read and self._transaction.get() is None:
            async with self._reader() as connection:
                return await explained(connection, connection.fetch(sql, values))
        return await self._write(lambda connection: connection.fetch(sql, values))

    async def run_beside(self, query: QueryString) -> list[Row]:
        """Run one statement that is a change by itself and needs no turn among the writers.

        PostgreSQL runs it while others write; SQLite knows one writer only, so there it waits.
        """
        self._refuse_if_nested()
        self._refuse_unless_started()
        sql, values = query.compile_string(engine_type=self.kind)
        refuse_unstorable(values)
        async with self._store.beside() as connection:
            return await explained(connection, connection.fetch(sql, values))

    async def pages(self, sql: str) -> AsyncIterator[list[Row]]:
        """The rows of a statement without values, `PAGE` at a time.

        StorageError outside `transaction` and `reading`: pages of two moments are no table.
        """
        if self._transaction.get() is None:
            raise StorageError(
                "A table was read in pages outside a transaction.",
                "Read it inside `Database.reading`.",
            )
        cursor = await self._write(lambda connection: connection.cursor(sql))
        rows = await self._write(lambda _: cursor(PAGE))
        while rows:
            yield rows
            rows = await self._write(lambda _: cursor(PAGE)) if len(rows) == PAGE else []

    async def _write(self, work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
        """Join the open transaction, or be one."""
        transaction = self._transaction.get()
        if transaction is not None:
            return await transaction.run(work)
        async with self.transaction():
            return await self._write(work)

    def _writer(self) -> AbstractAsyncContextManager[Connection]:
        self._refuse_unless_started()
        return self._store.writer()

    def _reader(self) -> AbstractAsyncContextManager[Connection]:
        self._refuse_unless_started()
        return self._store.reader()

    def _refuse_if_nested(self) -> None:
        if self._transaction.get() is not None:
            raise StorageError(
                "A transaction was opened inside another one.",
                "Open it once, where the whole change is known, and write inside it.",
            )

    def _refuse_unless_started(self) -> None:
        if not self._started:
            raise StorageError(
                "The database is used before its start or after its stop.",
                "Use it between `await database.start()` and `await database.stop()`.",
            )


def open_database(
    url: str,
    sealing: Sealing | None = None,
    *,
    connections: int = 4,
    wait_seconds: float = WAIT_SECONDS,
    most_waiting: int = MOST_WAITING,
) -> Database:
    """Name a database without touching it. Without `sealing` nothing told of patients opens.

    `sqlite:///relative.sqlite`, `sqlite:////absolute.sqlite` or `postgresql://...`; SettingsError
    for any other scheme. `connections` counts SQLite's readers, or PostgreSQL's pool;
    whoever waits longer than `wait_seconds` for one, or comes when `most_waiting` others wait to
    write, or to read, is refused: Busy, a StorageError.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and rest.strip("/"):
        return Database(
            SQLiteStore(Path(rest[1:]), connections, wait_seconds, most_waiting), sealing
        )
    if scheme in ("postgresql", "postgres") and rest:
        from registry.storage.postgres_engine import PostgresStore  # brings its driver along

        return Database(PostgresStore(url, connections, wait_seconds, most_waiting), sealing)
    raise SettingsError(
        "The database URL names no database this registry knows.",
        "Write sqlite:///path/to/file.sqlite or postgresql://user@host/name.",
    )


_CHOSEN: ContextVar[Database | None] = ContextVar("database", default=None)


class _ChosenDatabase(Engine[BaseTransaction]):
    """The one Piccolo engine every table names: it hands a query to the database that runs it.

    Outside `Database.run` and a transaction, queries are composed for SQLite, the narrower of the
    two dialects; Piccolo writes the SQL only when the query runs.
    """

    def __init__(self) -> None:
        # Piccolo's own constructor would ask a server for its version
        self.log_queries = self.log_responses = False

    @property
    def engine_type(self) -> str:  # type: ignore[override]
        chosen = _CHOSEN.get()
        return "sqlite" if chosen is None else chosen.kind

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[Row]:  # noqa: ARG002
        return await _chosen().run(querystring)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> None:  # noqa: ARG002
        await _chosen().run_ddl(ddl)

    async def get_version(self) -> float:
        return self.get_version_sync()

    def get_version_sync(self) -> float:
        """New enough for every clause Piccolo composes; only SQLite's version is ever asked."""
        return 3.35

    async def prep_database(self) -> None:
        """Nothing to prepare: migrations do."""

    async def batch(self, *_: object, **__: object) -> BaseBatch:
        raise _use_the_database()

    def transaction(self, *_: object, **__: object) -> BaseTransaction:
        raise _use_the_database()

    def atomic(self) -> BaseAtomic:
        raise _use_the_database()


def _chosen() -> Database:
    database = _CHOSEN.get()
    if database is None:
        raise _use_the_database()
    return database


def _use_the_database() -> StorageError:
    return StorageError(
        "A table was used without a database.",
        "Run the query with Database.run, and open transactions with Database.transaction.",
    )


ENGINE = _ChosenDatabase()
