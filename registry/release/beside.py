"""Work of a publication beside the event loop: in a thread, with connections of its own.

Counting is seconds of work without a pause. A server that did it between its answers would answer
nobody meanwhile; a thread beside it is interrupted after half a millisecond.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec import structs

from registry.release.publish import Publisher
from registry.storage.transaction import Line, to_the_end, turn_of

SECONDS, MOST_WAITING = 30, 10

Answer = TypeVar("Answer")


class Beside:
    """Plans and publications of a server, one at a time.

    They exclude one another anyway, and each holds a thread, a connection and all that was told of
    patients in groups: several that wait for each other would leave no thread to check a password.
    """

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.line = Line(SECONDS, MOST_WAITING)

    async def __call__(
        self, publisher: Publisher, work: Callable[[Publisher], Awaitable[Answer]]
    ) -> Answer:
        """What `work` answers for the same publisher; begun, it goes on to its end where nobody
        waits for it, and keeps its turn.

        Raises what `work` raises, Busy where the turn does not come, and StorageError where the
        database cannot be opened once more.
        """
        async with turn_of(self.turn, self.line):
            whole = inside(publisher, work)
            return await to_the_end(asyncio.to_thread(asyncio.run, whole))


async def inside(publisher: Publisher, work: Callable[[Publisher], Awaitable[Answer]]) -> Answer:
    """The same in the event loop of a thread."""
    database = publisher.database.again()
    await database.start()
    try:
        return await work(structs.replace(publisher, database=database))
    finally:
        await database.stop()
