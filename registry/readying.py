"""A snapshot that comes is made ready while the last one is shown, so that no reader waits for it.

Whatever readers asked again of the last one is asked of the new one, most often asked first, and
the files are made that were asked for. One thing at a time, with as long a pause after each as it
took, so that readers have the better half of the processor. It is shown then, or when the time is
over that `registry.shelf` gives (docs/decisions/0127).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import zip_longest
from typing import cast

from litestar import Litestar

from registry.cache import ResponseCache
from registry.front.rates import Spend
from registry.public_app import CachedApp
from registry.repeated import ask
from registry.shelf import Shelf, ahead_with, is_ahead
from registry.snapshot import FrozenSnapshot
from registry.web.public.ready import Files
from registry.web.public.releases import made_again

Work = Callable[[], Awaitable[object]]


class Readying:
    """Makes the snapshots that come to a shelf ready, and then puts them there.

    `files` are those that were made, and `home` is the registry's own address as files state it.
    """

    def __init__(self, shelf: Shelf, files: Files, home: str) -> None:
        self.shelf = shelf
        self.files = files
        self.home = home

    async def keep_readying(self, front: ResponseCache) -> None:
        """Wait for ever for a snapshot that comes, make it ready, and show it."""
        while True:
            await self.shelf.came.wait()
            self.shelf.came.clear()
            coming = self.shelf.coming
            if coming is not None:
                await self.ready(coming, front)
                if self.shelf.coming is coming:
                    self.shelf.put(coming)

    async def ready(self, coming: FrozenSnapshot, front: ResponseCache) -> None:
        """Make a snapshot ready; what nobody foresaw is reported, and hides it no longer."""
        try:
            with ahead_with(coming):
                await self.do(coming, front)
        except Exception:
            import structlog  # slow to import, needed only when something fails

            structlog.get_logger("registry").exception("unexpected while making ready")

    async def do(self, coming: FrozenSnapshot, front: ResponseCache) -> None:
        """Do one work after the other, as long as the snapshot still comes."""
        loop = asyncio.get_running_loop()
        for work in self.works(coming, front):
            if self.shelf.coming is not coming:
                return
            began = loop.time()
            # whoever asks for what cannot be made is told, and so is the log
            with suppress(Exception):
                await work()
            await asyncio.sleep(loop.time() - began)

    def works(self, coming: FrozenSnapshot, front: ResponseCache) -> Iterator[Work]:
        """What is to be made of a snapshot: an answer, a file, an answer and so on, so that where
        there is not the time for all of them neither waits for all of the other."""
        last = self.shelf.current
        answers = [partial(ask, front, question) for question in front.repeated.taken()]
        files = made_again(self.files, self.home, last, coming) if last else iter(())
        return in_turn(answers, files)

    @asynccontextmanager
    async def runs(self, app: Litestar) -> AsyncIterator[None]:
        """Works as long as the application runs; what comes when it ends is shown as it is."""
        readying = asyncio.create_task(self.keep_readying(cast(CachedApp, app).front))
        self.shelf.is_served = True
        try:
            yield
        finally:
            self.shelf.is_served = False
            readying.cancel()
            with suppress(asyncio.CancelledError):
                await readying
            self.shelf.put(self.shelf.coming)


def in_turn(*many: Iterable[Work]) -> Iterator[Work]:
    """The first of each, then the second of each, until there are no more."""
    for some in zip_longest(*many):
        yield from (work for work in some if work is not None)


def spared(spend: Spend) -> Spend:
    """The same for readers; what is made ahead of them is paid for by nobody."""
    return lambda address, cost: 0 if is_ahead() else spend(address, cost)
