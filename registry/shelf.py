"""The snapshot that readers get, and the one that comes next.

A new snapshot makes everything void that is kept of the last one. So it comes first: what readers
asked again and again is made of it while the last one is shown, and only then is it shown itself,
never later than `MOST_SECONDS` after it came (docs/decisions/0127).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from registry.snapshot import FrozenSnapshot
from registry.views.index import index_of

MOST_SECONDS = 20
AHEAD: ContextVar[FrozenSnapshot | None] = ContextVar("ahead", default=None)
"""The snapshot that something is made of ahead of its readers; None for every reader."""


class Shelf:
    """Holds the snapshot that readers get; None before the first one exists.

    `coming` is a later one that is not shown yet, and `came` says so to who makes it ready, as long
    as somebody does.
    """

    def __init__(
        self, current: FrozenSnapshot | None = None, most_seconds: float = MOST_SECONDS
    ) -> None:
        self.current = current
        self.coming: FrozenSnapshot | None = None
        self.came = asyncio.Event()
        self.is_served = False
        self.most_seconds = most_seconds

    @property
    def number(self) -> int:
        """The number of the snapshot of the moment; 0 before the first."""
        return self.current.snapshot.number if self.current else 0

    @property
    def newest(self) -> int:
        """The number of the latest snapshot that is here, shown or coming; 0 before the first."""
        return self.coming.snapshot.number if self.coming else self.number

    def put(self, frozen: FrozenSnapshot | None) -> None:
        """Show a snapshot, unless a later one is shown already."""
        if frozen is not None and frozen.snapshot.number > self.number:
            prepare(frozen)
            self.current = frozen
            if self.newest <= self.number:
                self.coming = None

    def bring(self, frozen: FrozenSnapshot | None) -> None:
        """Let a snapshot be made ready and then show it; at once where none is shown yet.

        After `most_seconds` it is shown whatever became of it, or a later one that came since:
        nothing that fails or takes long hides it. To be called in the event loop.
        """
        if frozen is None or frozen.snapshot.number <= self.newest:
            return
        if self.current is None or not self.is_served:
            self.put(frozen)
            return
        self.coming = frozen
        self.came.set()
        loop = asyncio.get_running_loop()
        loop.call_later(self.most_seconds, self.show_by_now, frozen.snapshot.number)

    def show_by_now(self, number: int) -> None:
        """Show what comes, if nothing as late as this number is shown yet."""
        if self.number < number:
            self.put(self.coming)

    def read(self) -> FrozenSnapshot | None:
        """The snapshot of the moment; for what is made ahead, the one it is made of."""
        return AHEAD.get() or self.current


@contextmanager
def ahead_with(frozen: FrozenSnapshot) -> Iterator[None]:
    """Within it, whatever is asked is asked of this snapshot."""
    token = AHEAD.set(frozen)
    try:
        yield
    finally:
        AHEAD.reset(token)


def is_ahead() -> bool:
    """Whether this is made ahead, and no reader waits for it."""
    return AHEAD.get() is not None


def prepare(frozen: FrozenSnapshot) -> None:
    """Lay out what questions over groups look at, so that no reader waits for it."""
    index_of(frozen.snapshot)
