"""Work of a publication beside the event loop: in a thread, with connections of its own.

Counting is seconds of work without a pause. A server that did it between its answers would answer
nobody meanwhile; a thread beside it is interrupted after half a millisecond.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec import structs

from registry.release.publish import Publisher

Answer = TypeVar("Answer")


async def beside(publisher: Publisher, work: Callable[[Publisher], Awaitable[Answer]]) -> Answer:
    """What `work` answers for the same publisher; it goes on to its end where nobody waits for it.

    Raises what `work` raises, and StorageError where the database cannot be opened once more.
    """

    async def inside() -> Answer:
        database = publisher.database.again()
        await database.start()
        try:
            return await work(structs.replace(publisher, database=database))
        finally:
            await database.stop()

    return await asyncio.to_thread(lambda: asyncio.run(inside()))
