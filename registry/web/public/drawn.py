"""Pages of which nothing was asked are drawn once a snapshot: they say the same until the next.

The answers kept in front of the router are for readers who send nothing personal. Whoever sends a
cookie, as a load balancer or a workspace sets one, is answered by the handlers, from here.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct

from registry.kept import Kept, SingleFlight
from registry.web.public.frame import Asked

MOST_BYTES = 16 * 2**20
# what one entry takes beside its bytes
OVERHEAD = 500


class Drawing(Struct, frozen=True):
    """A page as HTML in UTF-8."""

    html: bytes

    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return OVERHEAD + len(self.html)


class Drawn:
    """The pages of the moment, at most `MOST_BYTES` of them.

    A page is drawn beside the event loop, one at a time, so that after a publish nobody who asks
    for something else waits for it; whoever asks for the same page waits for the same drawing.
    """

    def __init__(self) -> None:
        self.kept: Kept[Drawing] = Kept(MOST_BYTES)
        self.flights: SingleFlight[bytes] = SingleFlight()
        self.beside = ThreadPoolExecutor(1, "pages")

    async def page(self, asked: Asked, draw: Callable[[], bytes]) -> bytes:
        """The page as it was drawn for this snapshot; anew where something was asked of it."""
        if asked.answers:
            return await self.drawn(draw)
        key = " ".join((asked.frozen.digest, asked.home, asked.language.code, asked.path)).encode()
        found = self.kept.get(key)
        if found is not None:
            return found.html
        return await self.flights.get(key, lambda: self.keep(key, draw))

    async def keep(self, key: bytes, draw: Callable[[], bytes]) -> bytes:
        """Draw a page and keep it."""
        html = await self.drawn(draw)
        self.kept.put(key, Drawing(html))
        return html

    async def drawn(self, draw: Callable[[], bytes]) -> bytes:
        """A page, drawn after those before it."""
        return await asyncio.get_running_loop().run_in_executor(self.beside, draw)
