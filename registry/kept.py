"""What is made once and kept as bytes, within a bound; and whoever waits for the same making.

Everything kept in the memory of a server is kept by these two: answers in front of the router,
drawn pages, files of snapshots. For one thread: the event loop's.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar


class Weighed(Protocol):
    """What can be kept."""

    def size(self) -> int:
        """About how many bytes of memory it takes."""
        ...


Kind = TypeVar("Kind", bound=Weighed)
Made = TypeVar("Made")


class Kept(Generic[Kind]):
    """Answers by key, at most `most` bytes of them; what was not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self.entries: OrderedDict[bytes, Kind] = OrderedDict()

    def get(self, key: bytes) -> Kind | None:
        """The answer under a key."""
        entry = self.entries.get(key)
        if entry is not None:
            self.entries.move_to_end(key)
        return entry

    def put(self, key: bytes, entry: Kind) -> None:
        """Keep an answer; one that alone is larger than everything may be is not kept."""
        if key in self.entries or len(key) + entry.size() > self.most:
            return
        self.entries[key] = entry
        self.bytes += len(key) + entry.size()
        while self.bytes > self.most:
            gone, left = self.entries.popitem(last=False)
            self.bytes -= len(gone) + left.size()


class Briefly(Generic[Made]):
    """What is made anew where the last one is as old as `span`, in the unit of `ticks`.

    Whoever asks while it is made waits for that making.
    """

    def __init__(
        self, make: Callable[[], Awaitable[Made]], ticks: Callable[[], int], span: int
    ) -> None:
        self.make, self.ticks, self.span = make, ticks, span
        self.flights: SingleFlight[Made] = SingleFlight()
        self.last: tuple[int, Made] | None = None

    async def __call__(self) -> Made:
        """The last one, or a new one."""
        if self.last is not None and self.ticks() - self.last[0] < self.span:
            return self.last[1]
        return await self.flights.get(b"", self.anew)

    async def anew(self) -> Made:
        """A new one, as old as the asking for it."""
        begun = self.ticks()
        made = await self.make()
        self.last = (begun, made)
        return made


class SingleFlight(Generic[Made]):
    """Whoever asks for what is being made waits for that making; what fails, fails for them all.

    A making goes on to its end when those who wait go away. (The name is that of Go's
    `golang.org/x/sync/singleflight`.)
    """

    def __init__(self) -> None:
        self.under_way: dict[bytes, asyncio.Future[Made]] = {}

    async def get(self, key: bytes, make: Callable[[], Awaitable[Made]]) -> Made:
        """What is made under a key."""
        if key not in self.under_way:
            self.under_way[key] = making = asyncio.ensure_future(self.made(key, make))
            making.add_done_callback(nobody_need_hear)
        return await asyncio.shield(self.under_way[key])

    async def made(self, key: bytes, make: Callable[[], Awaitable[Made]]) -> Made:
        """Make it, and forget that it was under way."""
        try:
            return await make()
        finally:
            del self.under_way[key]


def nobody_need_hear(making: asyncio.Future[Made]) -> None:
    """Take note of what a making failed with: those who wait are told, and nobody may be left."""
    if not making.cancelled():
        making.exception()
