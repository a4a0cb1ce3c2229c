"""What both kinds of database share: a connection, a transaction, an ending that cannot be torn.

A driver's own error never leaves this package: its text may hold a submitted value.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from types import NoneType
from typing import Any, Literal, Protocol, TypeVar

from registry.errors import StorageError

Kind = Literal["sqlite", "postgres"]
Row = dict[str, Any]
Cursor = Callable[[int], Awaitable[list[Row]]]
"""The next rows of a statement; fewer than asked for where they end, and nothing is asked then."""
Result = TypeVar("Result")


class UniqueViolation(StorageError):
    """A row with the same key is already stored; `table` and the unique `index` say which key.

    The index of a primary key is named `<table>_pkey` on both kinds of database.
    """

    def __init__(self, table: str, index: str) -> None:
        super().__init__(
            f"The unique index {index} of the table {table} already holds this key.",
            "Read the stored row instead of writing it again.",
        )
        self.table = table
        self.index = index


def disk_full() -> StorageError:
    """Nothing more can be stored; what was stored is whole."""
    return StorageError(
        "The disk of the database is full, so nothing of this change is stored.",
        "Make room on that disk, then repeat the command.",
    )


def not_taken() -> StorageError:
    """A quota, a limit or a fault kept bytes from the disk; what was stored is whole."""
    return StorageError(
        "The disk of the database did not take what was written, so nothing of this change is "
        "stored.",
        "Look for a quota, a limit on the size of files or a fault of the disk, then repeat the "
        "command.",
    )


def read_only() -> StorageError:
    """Nothing can be stored; what was stored can be read."""
    return StorageError(
        "The database can only be read, so nothing of this change is stored.",
        "Look at its disk, which a fault may have made read-only, and at the account's rights.",
    )


class Busy(StorageError):
    """Too much waits for the database; it was not touched."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            "Try again in a moment; nothing was stored. Where it stays so, look for what holds it.",
        )


class Line:
    """Those who wait for one thing: at most `most` of them, each for at most `seconds`.

    Whoever comes when the line is full is refused at once, for their turn would not come in time.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self.seconds = seconds
        self.most = most
        self.waiting = 0

    async def wait(self, take: Callable[[], Awaitable[Result]]) -> Result:
        """Take what is waited for, when the turn comes: Busy where it does not."""
        if self.waiting >= self.most:
            raise Busy(f"{self.waiting} others wait for the database already.")
        self.waiting += 1
        try:
            async with asyncio.timeout(self.seconds):
                return await take()
        except TimeoutError:
            raise Busy(
                f"No connection to the database became free within {self.seconds:g} seconds."
            ) from None
        finally:
            self.waiting -= 1


@asynccontextmanager
async def turn_of(turn: asyncio.Lock, line: Line) -> AsyncIterator[None]:
    """Stand in a line for a turn, and not too long: Busy."""
    await line.wait(turn.acquire)
    try:
        yield
    finally:
        turn.release()


class Connection(Protocol):
    """One open connection. Its methods raise the driver's errors; `explain` translates them."""

    async def begin(self) -> None:
        """Open a transaction that excludes every other writer, in any process."""

    async def begin_reading(self) -> None:
        """Open a transaction that sees one moment, excludes nobody and cannot write."""

    async def commit(self) -> None:
        """Make the open transaction durable, or raise."""

    async def rollback(self) -> None:
        """Undo the open transaction; without one, do nothing."""

    async def fetch(self, sql: str, values: Sequence[object]) -> list[Row]:
        """Run one statement in the database's own placeholder notation."""
        ...

    async def cursor(self, sql: str) -> Cursor:
        """Begin to read a statement's rows, inside an open transaction."""
        ...

    async def write_rows(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement with `?` placeholders once per row."""

    async def run_ddl(self, statement: str) -> None:
        """Run one statement without values."""

    async def explain(self, error: Exception) -> StorageError:
        """What happened, in words that hold names and never a value."""
        ...


class Store(Protocol):
    """The connections of one database."""

    kind: Kind

    def again(self) -> "Store":
        """The same database with connections of its own, which nothing else waits for."""
        ...

    async def start(self) -> None:
        """Open the connections; StorageError with a remedy where that fails."""

    async def stop(self) -> None:
        """Close the connections after the work in hand."""

    def writer(self) -> AbstractAsyncContextManager[Connection]:
        """Wait for the right to write in this process, and lend the connection for it."""
        ...

    def reader(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection that sees committed data only."""
        ...

    def connections(self) -> tuple[int, int]:
        """How many connections for reading are open, and how many of them are lent."""
        ...

    def beside(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection for one statement that may write and is a change by itself."""
        ...


async def to_the_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Finish `work` even when the caller is cancelled, then let the cancellation go on."""
    task = asyncio.ensure_future(work)
    cancellation: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancellation = error
    if cancellation is not None:
        task.exception()  # looked at, so that the event loop does not report it as forgotten
        raise cancellation
    return task.result()


async def explained(connection: Connection, work: Awaitable[Result]) -> Result:
    """Await `work`; a driver's error becomes a StorageError that does not carry it along."""
    try:
        return await work
    except StorageError:
        raise
    except Exception as error:
        failure = await connection.explain(error)
    raise failure  # outside the handler: otherwise the driver's error stays attached as context


def refuse_unstorable(values: Iterable[object]) -> None:
    """StorageError for a value of a type that a driver would change while storing it.

    SQLite would get a Decimal as float and a list as JSON, PostgreSQL a Decimal cut to whole.
    """
    for kind in set(map(type, values)):
        if not issubclass(kind, str | int | bytes | NoneType):
            raise StorageError(
                f"A value is of the type {kind.__name__}, which no column stores unchanged.",
                "Write text, whole numbers, bytes or None; money in minor units, dates as text.",
            )


class Transaction:
    """One open transaction: statements one at a time, and none after a failed one.

    PostgreSQL refuses to go on after an error and SQLite would; here both refuse, so that
    catching an error inside a transaction cannot store half of it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()
        self._spoiled = False
        self._over = False

    async def begin(self, *, reading: bool = False) -> None:
        """Open it; an opening that fails or is cancelled leaves nothing open."""
        connection = self._connection
        try:
            await explained(
                connection, connection.begin_reading() if reading else connection.begin()
            )
        except BaseException:
            await self.rollback()
            raise

    async def run(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """Run one statement; StorageError when the transaction is over or spoiled."""
        async with self._turn:
            self._refuse_if_over_or_spoiled()
            self._spoiled = True  # stays so when the statement fails or is cancelled half-way
            result = await explained(self._connection, work(self._connection))
            self._spoiled = False
            return result

    async def commit(self) -> None:
        """Commit; where that fails, roll back and raise StorageError. Cancellation waits."""
        await to_the_end(self._commit())

    async def rollback(self) -> None:
        """Roll back after the statement in hand. Cancellation waits."""
        await to_the_end(self._rollback())

    async def _commit(self) -> None:
        self._over = True
        async with self._turn:
            try:
                self._refuse_if_spoiled()
                await explained(self._connection, self._connection.commit())
            except BaseException:
                await self._undo()
                raise

    async def _rollback(self) -> None:
        self._over = True
        async with self._turn:
            await self._undo()

    async def _undo(self) -> None:
        with suppress(Exception):  # a lost connection has rolled back by itself
            await self._connection.rollback()

    def _refuse_if_over_or_spoiled(self) -> None:
        if self._over:
            raise StorageError(
                "A task used a transaction that had already ended.",
                "Await every task inside the transaction it was started in.",
            )
        self._refuse_if_spoiled()

    def _refuse_if_spoiled(self) -> None:
        if self._spoiled:
            raise StorageError(
                "An earlier statement of this transaction failed, so nothing of it is stored.",
                "Let the error leave the transaction, and handle it outside.",
            )
