"""Earlier snapshots, read from the public files when somebody asks, and few of them kept.

A snapshot never changes, so what was read once can be kept as long as there is room: decoded
snapshots by last use, and of every snapshot the few lines that a list of them shows.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import date
from itertools import pairwise

import msgspec
from msgspec import Struct, structs

from registry.errors import SnapshotError
from registry.kept import SingleFlight
from registry.model.transparency import Delay
from registry.snapshot import FrozenSnapshot
from registry.thawing import thaw_onto

ReadFile = Callable[[str], Awaitable[bytes | None]]
"""The bytes of a public file by its path, such as `r/3/snapshot.json`; None where there is none."""

MOST_KEPT = 3


class Heading(Struct, frozen=True):
    """What a list of snapshots shows of one: its place in the chain, and under which policy."""

    number: int
    as_of: date
    predecessor: str | None
    policy_version: str
    policy_digest: str
    next_release: date
    released_on: date | None = None
    missed_releases: tuple[date, ...] = ()
    delays: tuple[Delay, ...] = ()
    digest: str = ""


async def no_files(_: str) -> bytes | None:
    """The public files of a machine that has none but its current snapshot."""
    return None


class Archive:
    """Published snapshots by number: `current` is shown now, `most` earlier ones are kept."""

    def __init__(
        self,
        current: Callable[[], FrozenSnapshot | None],
        read_file: ReadFile = no_files,
        most: int = MOST_KEPT,
    ) -> None:
        self.current = current
        self.read_file = read_file
        self.most = most
        self.kept: OrderedDict[int, FrozenSnapshot] = OrderedDict()
        self.known: dict[int, Heading] = {}
        self.flights: SingleFlight[FrozenSnapshot | None] = SingleFlight()

    async def by_number(self, number: int) -> FrozenSnapshot | None:
        """The snapshot with this number, up to the current one; None where there is none."""
        current = self.current()
        if current is None or not 0 < number <= current.snapshot.number:
            return None
        if number == current.snapshot.number:
            return current
        if number in self.kept:
            self.kept.move_to_end(number)
            return self.kept[number]
        return await self.flights.get(b"%d" % number, lambda: self.thawed(number, current))

    async def thawed(self, number: int, current: FrozenSnapshot) -> FrozenSnapshot | None:
        """Read an earlier snapshot and keep it, sharing what it has in common with `current`."""
        body = await self.body(number)
        if body is None:
            return None
        found = await asyncio.to_thread(thaw_onto, body, digest_of(body), current.snapshot)
        self.kept[number] = found
        while len(self.kept) > self.most:
            self.kept.popitem(last=False)
        return found

    async def digest(self, number: int) -> str | None:
        """The digest of the snapshot with this number; None where there is none.

        It is remembered, and that of the current one, too: readers go on asking for its files when
        the next one is shown.
        """
        current = self.current()
        if current is None or not 0 < number <= current.snapshot.number:
            return None
        if number == current.snapshot.number:
            if number not in self.known:
                self.known[number] = heading_from(current)
            return current.digest
        heading = await self.heading(number)
        return heading.digest if heading else None

    async def headings(self) -> list[Heading]:
        """Every snapshot that can be read here, oldest first, the current one last.

        SnapshotError where one does not name the one before.
        """
        current = self.current()
        if current is None:
            return []
        found: list[Heading] = []
        for number in range(1, current.snapshot.number):
            heading = await self.heading(number)
            if heading is not None:
                found.append(heading)
        found.append(heading_from(current))
        for earlier, later in pairwise(found):
            if later.number == earlier.number + 1 and later.predecessor != earlier.digest:
                raise broken_chain(later.number)
        return found

    async def heading(self, number: int) -> Heading | None:
        """The heading of an earlier snapshot; None where it cannot be read here."""
        if number not in self.known:
            body = await self.body(number)
            if body is None:
                return None
            self.known[number] = heading_of(body)
        return self.known[number]

    async def body(self, number: int) -> bytes | None:
        """The bytes of a snapshot. SnapshotError where they are another one's."""
        body = await self.read_file(f"r/{number}/snapshot.json")
        if body is not None and heading_of(body).number != number:
            raise broken_chain(number)
        return body


def heading_of(body: bytes) -> Heading:
    """The heading in the bytes of a snapshot. SnapshotError where there is none."""
    try:
        heading = msgspec.json.decode(body, type=Heading)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise SnapshotError(
            "The bytes of an earlier snapshot cannot be read.",
            "Fetch the public files again, or restore them from a backup.",
        ) from fault
    return structs.replace(heading, digest=digest_of(body))


def heading_from(frozen: FrozenSnapshot) -> Heading:
    """The heading of a snapshot that is read already."""
    told = msgspec.convert(frozen.snapshot, Heading, from_attributes=True)
    return structs.replace(told, digest=frozen.digest)


def digest_of(body: bytes) -> str:
    """SHA-256, lower-case hex."""
    return hashlib.sha256(body).hexdigest()


def broken_chain(number: int) -> SnapshotError:
    """The error for a file that is not the snapshot its place says."""
    return SnapshotError(
        f"Snapshot {number} is not the one that follows the snapshot before.",
        "Fetch the public files again, and run `he-registry verify` on them.",
    )
