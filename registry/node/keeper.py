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
from registry.settings import Clock
from registry.shelf import Shelf, prepare

SECONDS_BETWEEN_LOOKS = 5.0


class Keeper:
    """A folder, the key that is trusted for it, and what is shown of it now.

    `seen` is what the last look found, `before` what it follows. Which of the two is shown is for
    the shelf to say, so that pages, files and health are always of the same. `since` is the moment
    from which the present refusal stands.
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
        self.seen = self.before = Shown()
        self.refused: Refused | None = None
        self.since: datetime | None = None
        self.asked = asyncio.Event()

    @property
    def shown(self) -> Shown:
        """What readers get: what was seen last, once it is on the shelf."""
        return self.seen if self.seen.number <= self.shelf.number else self.before

    def look(self) -> None:
        """Look at the folder once, and show what holds."""
        self.take(self.found())

    def found(self) -> Seen:
        """What holds in the folder now, with what questions need of a new snapshot laid out."""
        read = self.watched.begin()
        try:
            found = look(read, self.trusted, self.seen)
        except DataError as fault:
            found = Seen(self.seen, Refused(Reason.FILE, "", str(fault)))
        if found.shown.frozen is not None:
            prepare(found.shown.frozen)
        return found

    def take(self, found: Seen) -> None:
        """Bring what a look found to the shelf, and remember since when something is refused."""
        if found.refused != self.refused:
            self.since = self.clock() if found.refused else None
        self.refused = found.refused
        # files first: whoever is told of a snapshot finds them
        self.before, self.seen = self.shown, found.shown
        self.shelf.bring(found.shown.frozen)

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
            self.take(await asyncio.to_thread(self.found))
        except Exception as fault:
            import structlog  # slow to import, needed only when something fails

            log = structlog.get_logger("registry")
            log.exception("unexpected while looking at the folder")
            self.take(Seen(self.seen, Refused(Reason.UNEXPECTED, "", type(fault).__name__)))

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
