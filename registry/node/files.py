"""Which files of its folder a node gives, and from where: nothing beyond what it believes.

What may change comes from memory, as it was proven; what never changes comes from the folder. A
path is compared with the few forms there are, never joined to the folder as it was asked for.
"""

import asyncio
import hashlib
import re
from pathlib import Path

import msgspec

from registry.errors import SnapshotError
from registry.log.bundles import parse_bundle
from registry.log.fault import Fault
from registry.log.tiles import HEIGHT, Tile, parse_tile
from registry.node.keeper import Keeper
from registry.node.looking import Shown
from registry.node.signed_log import SignedLog, find_snapshot
from registry.node.watching import Mark, mark
from registry.verify.keys import CHECKPOINT, KEYS
from registry.verify.moment import LATEST, Latest
from registry.verify.sources import MIB, from_folder
from registry.verify.tree import LOG

_SNAPSHOT = re.compile(r"r/([1-9]\d{0,8})/snapshot\.json", re.ASCII)
_HANDOVER = re.compile(r"log/handovers/([1-9]\d{0,3})", re.ASCII)


class NodeFiles:
    """The public files as a node gives them. `proven` are snapshots' files whose bytes were hashed,
    each as it lay there then."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.folder = keeper.watched.folder
        self.digests: dict[int, str] = {}
        self.proven: dict[int, Mark] = {}

    async def find(self, path: str) -> bytes | Path | None:
        """A file as its bytes, or as the place where proven bytes lie; None where there is none.

        SnapshotError where the bytes are not those whose digest the log holds.
        """
        shown = self.keeper.shown
        if shown.log is None:
            return None
        number = number_in(path)
        if number is None:
            return told_from_memory(path, shown, shown.log) or await self.of_log(path, shown.log)
        if number > shown.number:
            return None
        return await asyncio.to_thread(self.snapshot, path, number, shown)

    async def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        found = await self.find(path)
        return await asyncio.to_thread(found.read_bytes) if isinstance(found, Path) else found

    async def of_log(self, path: str, log: SignedLog) -> bytes | None:
        """A file of the log that never changes, up to the checkpoint that is believed."""
        if not is_of_log(path, log):
            return None
        return await asyncio.to_thread(from_folder(self.folder), path) or None

    def snapshot(self, path: str, number: int, shown: Shown) -> Path | None:
        """Where a snapshot lies, its bytes hashed since they last changed."""
        file = self.folder / path
        now = mark(file)
        if now is None or not file.is_file():
            return None
        if self.proven.get(number) != now:
            if hashed(file) != self.digest_of(number, shown):
                raise SnapshotError(
                    f"The bytes of snapshot {number} do not match its digest.",
                    "Copy the file once more; the others stay public.",
                )
            self.proven[number] = now
        return file

    def digest_of(self, number: int, shown: Shown) -> str | None:
        """The digest of a snapshot that the log holds, which is looked up once."""
        if shown.frozen and number == shown.number:
            return shown.frozen.digest
        if number not in self.digests and shown.log:
            leaf = find_snapshot(from_folder(self.folder), shown.log.checkpoint, number)
            if leaf is None or isinstance(leaf, Fault):
                return None
            self.digests[number] = leaf.digest
        return self.digests.get(number)


def number_in(path: str) -> int | None:
    """The number of the snapshot whose file has this path; None for another path."""
    found = _SNAPSHOT.fullmatch(path)
    return int(found[1]) if found else None


def told_from_memory(path: str, shown: Shown, log: SignedLog) -> bytes | None:
    """What may change, as it was proven: checkpoint, keys, and which snapshot is shown."""
    if path == LATEST and shown.frozen:
        return msgspec.json.encode(Latest(shown.number, shown.frozen.digest))
    return {CHECKPOINT: log.note, KEYS: log.keys}.get(path)


def is_of_log(path: str, log: SignedLog) -> bool:
    """Whether a path is a handover's, a tile's or a bundle's that a log of this size has."""
    handover = _HANDOVER.fullmatch(path)
    if handover:
        return int(handover[1]) <= log.changes
    rest = path.removeprefix(LOG)
    tile = (parse_tile(rest) or parse_bundle(rest)) if rest != path else None
    return tile is not None and is_covered(tile, log.size)


def is_covered(tile: Tile, size: int) -> bool:
    """Whether a log of this size has all hashes of a tile."""
    return tile.first + tile.width <= size >> HEIGHT * tile.level


def hashed(file: Path) -> str:
    """SHA-256 of a file of any size, in little memory."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while some := opened.read(MIB):
            digest.update(some)
    return digest.hexdigest()
