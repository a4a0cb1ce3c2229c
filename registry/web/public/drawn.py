"""Pages of which nothing was asked are drawn once a snapshot: they say the same until the next.

The answers kept in front of the router are for readers who send nothing personal. Whoever sends a
cookie, as a load balancer or a workspace sets one, is answered by the handlers, from here.
"""

from collections.abc import Callable
from threading import Lock

from msgspec import Struct

from registry.cache import Kept
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
    """The pages of the moment, at most `MOST_BYTES` of them; some are drawn in threads."""

    def __init__(self) -> None:
        self.kept: Kept[Drawing] = Kept(MOST_BYTES)
        self.lock = Lock()

    def page(self, asked: Asked, draw: Callable[[], bytes]) -> bytes:
        """The page as it was drawn for this snapshot; anew where something was asked of it."""
        if asked.answers:
            return draw()
        key = " ".join((asked.frozen.digest, asked.home, asked.language.code, asked.path)).encode()
        with self.lock:
            found = self.kept.get(key)
        if found is None:
            found = Drawing(draw())
            with self.lock:
                self.kept.put(key, found)
        return found.html
