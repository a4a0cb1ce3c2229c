"""What of the log and the snapshots is public, file by file, as docs/log.md lays them out.

Nothing under `log/` reaches beyond the public checkpoint, whatever the log holds by now.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from registry.errors import SnapshotError
from registry.log.bundles import bundle_bytes, bundle_path, parse_bundle
from registry.log.fault import Fault
from registry.log.signer import LogSigner
from registry.log.tiles import HEIGHT, Tile, parse_tile, tile_hashes, tiles_of
from registry.snapshot import FrozenSnapshot
from registry.storage.engine import Database
from registry.storage.log_tables import LogCheckpointRecord, LogEntryRecord, LogKeyRecord
from registry.storage.tables import SnapshotRecord
from registry.storage.transparency import (
    LogHead,
    damaged_log,
    public_head,
    read_back,
    reader,
    stored_tiles,
)

LOG, SNAPSHOTS = "log/", "r/"
LATEST = "r/latest.json"
CHECKPOINT, KEYS, HANDOVER = "checkpoint", "keys", "handovers/"
_SNAPSHOT = re.compile(r"r/([1-9]\d{0,8})/snapshot\.json", re.ASCII)
_HANDOVER = re.compile(r"handovers/([1-9]\d{0,3})", re.ASCII)


async def read_public(
    database: Database, signer: LogSigner, at: datetime, path: str
) -> bytes | None:
    """The public file of this path at a moment; None where there is none.

    StorageError or SnapshotError where what is stored is damaged. `LATEST` is told by whoever
    knows which snapshot is shown (`latest_json`).
    """
    if path.startswith(LOG):
        head = await public_head(database, signer, at)
        return await read_log_file(database, head, path.removeprefix(LOG))
    found = _SNAPSHOT.fullmatch(path)
    return await read_snapshot(database, int(found[1])) if found else None


async def read_log_file(database: Database, head: LogHead, path: str) -> bytes | None:
    """A file of the log, up to what is public; None where there is none."""
    if path == CHECKPOINT:
        return await read_checkpoint(database, head.public_day)
    if path == KEYS:
        keys = await public_keys(database, head.public_size)
        return "".join(f"{key}\n" for key, _ in keys).encode()
    if path.startswith(HANDOVER):
        return await read_handover(database, head.public_size, path)
    tile, bundle = parse_tile(path), parse_bundle(path)
    if tile and is_public(tile, head.public_size):
        return await read_tile(database, tile)
    if bundle and is_public(bundle, head.public_size):
        return await read_entries(database, bundle)
    return None


def is_public(tile: Tile, size: int) -> bool:
    """Whether a log of this size has all hashes of a tile."""
    return tile.first + tile.width <= size >> HEIGHT * tile.level


async def read_checkpoint(database: Database, day: date) -> bytes:
    """The public checkpoint of the day on which it was last cut."""
    where = LogCheckpointRecord.day == day.isoformat()
    (row,) = await database.run(LogCheckpointRecord.select().where(where))
    return str(row["note"]).encode()


async def public_keys(database: Database, size: int) -> list[tuple[str, str | None]]:
    """Every verifier key a log of this size has had, oldest first, each with its handover."""
    query = LogKeyRecord.select().where(LogKeyRecord.size <= size).order_by(LogKeyRecord.number)
    return [(row["verifier_key"], row["handover"]) for row in await database.run(query)]


async def read_handover(database: Database, size: int, path: str) -> bytes | None:
    """The handover of this path, once its key is public."""
    found = _HANDOVER.fullmatch(path)
    handovers = [note for _, note in await public_keys(database, size) if note is not None]
    number = int(found[1]) if found else 0
    return handovers[number - 1].encode() if 0 < number <= len(handovers) else None


async def read_tile(database: Database, tile: Tile) -> bytes:
    """The hashes of a tile. StorageError where they are damaged."""
    hashes = tile_hashes(tile, reader(await stored_tiles(database, [tile])))
    if isinstance(hashes, Fault):
        raise damaged_log(hashes)
    return b"".join(hashes)


async def read_entries(database: Database, tile: Tile) -> bytes:
    """The leaves below a tile of the lowest level. StorageError where some are missing."""
    number, end = LogEntryRecord.number, tile.first + tile.width
    query = LogEntryRecord.select().where((number >= tile.first) & (number < end))
    rows = await database.run(query.order_by(number))
    if len(rows) != tile.width:
        raise damaged_log(Fault(f"{tile.width - len(rows)} leaves are missing before {end}."))
    return bundle_bytes([read_back(row["content"]) for row in rows])


async def read_snapshot(database: Database, number: int) -> bytes | None:
    """The bytes of a snapshot; None where there is none, SnapshotError where they are damaged."""
    rows = await database.run(SnapshotRecord.select().where(SnapshotRecord.number == number))
    if not rows:
        return None
    body = str(rows[0]["body"]).encode()
    if hashlib.sha256(body).hexdigest() != rows[0]["digest"]:
        raise SnapshotError(
            f"The bytes of snapshot {number} do not match its digest.",
            "Restore the snapshot from a backup; the others stay public.",
        )
    return body


def latest_json(frozen: FrozenSnapshot) -> bytes:
    """Which snapshot is shown."""
    return msgspec.json.encode({"number": frozen.snapshot.number, "digest": frozen.digest})


def log_paths(size: int, handovers: int) -> Iterator[str]:
    """Every file of a public log of this size, under its prefix, the checkpoint last."""
    for tile in tiles_of(size):
        yield tile.path
        if tile.level == 0:
            yield bundle_path(tile.index, tile.width)
    yield KEYS
    yield from (f"{HANDOVER}{number}" for number in range(1, handovers + 1))
    yield CHECKPOINT
