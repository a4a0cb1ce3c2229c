"""Keeps a node at the latest state of its folder that holds; a bad one is told and not shown."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from litestar import Litestar

from registry.errors import DataError
from registry.log.note import VerifierKey
from registry.node.looking import Seen, Shown, look
from registry.node.refused import Reason, Refused
from registry.node.watching import Watched
from registry.public_app import Shelf
from registry.settings import Clock
from registry.views.index import index_of

SECONDS_BETWEEN_LOOKS = 5.0


class Keeper:
    """A folder, the key that is trusted for it, and what is shown of it now.

    `shown` and the shelf's snapshot are exchanged in one step each; whoever reads either has
    something whole. `since` is the moment from which the present refusal stands.
    """

    def __init__(
        self,
        folder: Path,
        trusted: VerifierKey,
        clock: Clock,
        seconds: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self.watched = Watched(folder)
        self.trusted = trusted
        self.clock = clock
        self.seconds = seconds
        self.shelf = Shelf()
        self.shown = Shown()
        self.refused: Refused | None = None
        self.since: datetime | None = None
        self.asked = asyncio.Event()

    def look(self) -> None:
        """Look at the folder once, and show what holds."""
        read = self.watched.begin()
        try:
            seen = look(read, self.trusted, self.shown)
        except DataError as fault:
            seen = Seen(self.shown, Refused(Reason.FILE, "", str(fault)))
        prepare(seen.shown, self.shown)
        self.take(seen)

    def take(self, seen: Seen) -> None:
        """Show what a look found, and remember since when something is refused."""
        if seen.refused != self.refused:
            self.since = self.clock() if seen.refused else None
        self.refused = seen.refused
        # files first: whoever was told of a snapshot finds them
        self.shown = seen.shown
        self.shelf.put(seen.shown.frozen)

    async def keep_looking(self) -> None:
        """Look for ever: when files moved, or at once when asked to (SIGHUP)."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.asked.wait(), self.seconds)
            if self.asked.is_set() or self.watched.has_moved:
                self.asked.clear()
                await self.look_beside()

    async def look_beside(self) -> None:
        """Look while requests go on; what nobody foresaw is reported and ends nothing."""
        try:
            await asyncio.to_thread(self.look)
        except Exception as fault:
            import structlog  # slow to import, needed only when something fails

            log = structlog.get_logger("registry")
            log.exception("unexpected while looking at the folder")
            self.take(Seen(self.shown, Refused(Reason.UNEXPECTED, "", type(fault).__name__)))

    @asynccontextmanager
    async def runs(self, _: Litestar) -> AsyncIterator[None]:
        """Looks at once if nobody has yet, and as long as the application runs."""
        if self.watched.has_moved:
            self.look()
        looking = asyncio.create_task(self.keep_looking())
        with heard(self.asked):
            try:
                yield
            finally:
                looking.cancel()
                with suppress(asyncio.CancelledError):
                    await looking


def prepare(now: Shown, before: Shown) -> None:
    """Lay out what questions need of a new snapshot before anybody can ask it."""
    if now.frozen is not None and now.number > before.number:
        index_of(now.frozen.snapshot)


@contextmanager
def heard(asked: asyncio.Event) -> Iterator[None]:
    """SIGHUP asks for a look; only the main thread of a process on POSIX hears it."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGHUP, asked.set)
    except (AttributeError, NotImplementedError, RuntimeError, ValueError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
