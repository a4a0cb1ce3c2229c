"""Pages of a new snapshot are drawn before somebody asks, so that no reader waits for a drawing.

What stands in place of a page when something fails comes first, so that it needs no file then.

Not before it is shown: a reader who is quicker waits for their own page, as always. One page at a
time, with as long a pause after each as it took, so that readers, and whoever publishes, have the
better half of the processor; and no more than a part of what drawn pages may take.

The first page of a product lays out the curves and events of all groups as columns, 70 MiB for
10,000: where there are many groups that waits for the first reader.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from litestar import Litestar

from registry.snapshot import FrozenSnapshot, Snapshot
from registry.web.public.drawn import MOST_BYTES, Drawn
from registry.web.public.frame import Asked
from registry.web.public.handlers import AROUND, Around, plan_of
from registry.web.public.site import PAGES, SitePage
from registry.web.public.troubles import drawn_for

MOST_AHEAD = MOST_BYTES // 4
MANY_GROUPS = 2_000
SECONDS_BETWEEN_LOOKS = 2.0

IDS: dict[str, Callable[[Snapshot], Iterable[str]]] = {
    "/centres/{id:str}": lambda snapshot: (each.id for each in snapshot.directory.centres),
    "/products/{id:str}": lambda snapshot: (each.id for each in snapshot.directory.products),
}


class Ahead:
    """Draws what readers ask for most, of each snapshot that is shown."""

    def __init__(
        self,
        drawn: Drawn,
        read: Callable[[], FrozenSnapshot | None],
        around: Around = AROUND,
        seconds: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self.drawn = drawn
        self.read = read
        self.around = around
        self.seconds = seconds

    async def keep_drawing(self) -> None:
        """Look for ever whether another snapshot is shown, and draw its pages."""
        last = None
        while True:
            await asyncio.sleep(self.seconds)
            frozen = self.read()
            if frozen is not None and frozen is not last:
                await self.draw(frozen)
                last = frozen

    async def draw(self, frozen: FrozenSnapshot) -> None:
        """Draw pages of a snapshot, as long as it is shown and there is room."""
        room, loop = MOST_AHEAD, asyncio.get_running_loop()
        await self.drawn.beside(partial(drawn_for, self.around.languages, self.around.menu))
        for page, asked in pages_of(frozen, self.around):
            if room < 0 or self.read() is not frozen:
                return
            began = loop.time()
            # whoever asks for a page that cannot be drawn is told, and so is the log
            with suppress(Exception):
                room -= len(await self.drawn.page(asked, plan_of(page)))
            await asyncio.sleep(loop.time() - began)

    @asynccontextmanager
    async def runs(self, _: Litestar) -> AsyncIterator[None]:
        """Draws as long as the application runs."""
        drawing = asyncio.create_task(self.keep_drawing())
        try:
            yield
        finally:
            drawing.cancel()
            with suppress(asyncio.CancelledError):
                await drawing


def pages_of(frozen: FrozenSnapshot, around: Around) -> Iterator[tuple[SitePage, Asked]]:
    """The pages of a snapshot that nothing is asked of: first those of the menu in every language,
    then those of each centre and product, language by language."""
    every = [page for page in PAGES if page.sent is None]
    for page in every:
        if page.path not in IDS:
            for language in around.languages:
                yield page, Asked(frozen, page.path, language, **around.of(page))
    if len(frozen.snapshot.groups) >= MANY_GROUPS:
        return
    for language in around.languages:
        for page in every:
            for id in IDS[page.path](frozen.snapshot) if page.path in IDS else ():
                path = page.path.replace("{id:str}", id)
                asked = Asked(frozen, path, language, keys={"id": id}, **around.of(page))
                yield page, asked
