"""The public log in the database: leaves are added in the transaction of the act they record.

What is added reads the log's right edge and writes one leaf, one to three tiles and the head,
however long the log is. Nothing is signed before key, clock and tiles are checked.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct, structs
from piccolo.querystring import QueryString

from registry.errors import SettingsError, StorageError
from registry.log.fault import Fault
from registry.log.growing import Grown, grown
from registry.log.leaves import is_opaque
from registry.log.merkle import EMPTY_ROOT, HASH_BYTES
from registry.log.signer import LogSigner
from registry.log.tiles import ReadFile, Tile, right_edge
from registry.storage.engine import Database
from registry.storage.log_tables import (
    LogCheckpointRecord,
    LogEntryRecord,
    LogHeadRecord,
    LogKeyRecord,
)
from registry.storage.rows import insert, insert_rows

MOST_BEHIND = timedelta(days=1)
PUT_TILE = (
    "INSERT INTO log_tile (path, hashes) VALUES (?, ?) "
    "ON CONFLICT (path) DO UPDATE SET hashes = excluded.hashes"
)
READ_HEAD = "SELECT * FROM log_head"
MOVE_HEAD = "UPDATE log_head SET size = ?, root = ?, recorded_at = ?"
MOVE_PUBLIC = "UPDATE log_head SET public_day = ?, public_size = ?"
MOVE_KEY = "UPDATE log_head SET verifier_key = ?"
MOVED = "moved to another database"
"""Stands in place of the log's key where the registry lives elsewhere now: nobody signs on here."""


class LogHead(Struct, frozen=True):
    """Where the log stands: key, size, root, last leaf's time, and the public day and size."""

    verifier_key: str
    size: int
    root: bytes
    recorded_at: datetime
    public_day: date
    public_size: int


class OpenLog(Struct, frozen=True):
    """The log inside a transaction, ready to take leaves; `time` is that of the next one."""

    database: Database
    signer: LogSigner
    head: LogHead
    time: datetime

    async def add(self, entries: Sequence[bytes]) -> Grown:
        """Add these leaves; StorageError where the stored tiles are damaged."""
        head = self.head
        read = reader(await stored_tiles(self.database, right_edge(head.size)))
        step = grown(head.size, head.root, entries, read)
        if isinstance(step, Fault):
            raise damaged_log(step)
        numbered = enumerate(map(written, entries), start=head.size)
        await insert_rows(self.database, LogEntryRecord, ("number", "content"), [*numbered])
        tiles = [(full_path(tile), encoded(data)) for tile, data in step.tiles.items()]
        await self.database.run_many(PUT_TILE, tiles)
        moved = (step.tree.size, encoded(step.tree.root), self.time.isoformat())
        await self.database.run_many(MOVE_HEAD, [moved])
        return step


async def begin_log(database: Database, signer: LogSigner, at: datetime) -> bool:
    """Begin an empty log under this key, in the caller's transaction; False where one is there."""
    if await database.run(LogHeadRecord.exists()):
        return False
    day, root = at.astimezone(UTC).date().isoformat(), encoded(EMPTY_ROOT)
    key = signer.key.encoded
    head = {"verifier_key": key, "size": 0, "root": root, "recorded_at": at.isoformat()}
    await insert(database, LogHeadRecord, [head | {"public_day": day, "public_size": 0}])
    await insert(database, LogKeyRecord, [{"number": 1, "verifier_key": key, "size": 0}])
    note = signer.checkpoint(0, EMPTY_ROOT)
    await insert(database, LogCheckpointRecord, [{"day": day, "size": 0, "note": note}])
    return True


async def open_log(database: Database, signer: LogSigner, at: datetime) -> OpenLog:
    """The log in the caller's transaction. The first act of a day makes the day's public state.

    SettingsError for another key, StorageError where the clock is more than a day behind.
    """
    head = await read_head(database)
    check_key(head, signer)
    moment = leaf_time(head, at)
    head = await cut(database, signer, head, moment.date())
    return OpenLog(database, signer, head, moment)


def check_key(head: LogHead, signer: LogSigner) -> None:
    """SettingsError unless the log signs with this very key and name."""
    if head.verifier_key == MOVED:
        raise SettingsError(
            "This registry was moved to another database.",
            "Name that one in REGISTRY_DATABASE_URL and restart the servers; nothing was stored.",
        )
    if head.verifier_key != signer.key.encoded:
        raise SettingsError(
            "The log of this database is signed with another key, or under another origin.",
            "Name its key file in REGISTRY_LOG_KEY_FILE and its origin in REGISTRY_LOG_ORIGIN; "
            "after `he-registry keys rotate-log`, restart the servers.",
        )


def leaf_time(head: LogHead, at: datetime) -> datetime:
    """When the next leaf counts as recorded: never before the last one or the public day began.

    StorageError where `at` is more than `MOST_BEHIND` earlier than that.
    """
    began = datetime.combine(head.public_day, time(), UTC)
    earliest = max(head.recorded_at, began)
    if earliest - at > MOST_BEHIND:
        raise StorageError(
            "The clock of this machine stands more than a day behind the last leaf of the log.",
            "Set the clock right and try again; nothing was stored.",
        )
    return max(at.astimezone(UTC), earliest)


async def cut(database: Database, signer: LogSigner, head: LogHead, day: date) -> LogHead:
    """Make what was recorded before `day` public, once, in the caller's transaction."""
    if day <= head.public_day:
        return head
    note = signer.checkpoint(head.size, head.root)
    row = {"day": day.isoformat(), "size": head.size, "note": note}
    await insert(database, LogCheckpointRecord, [row])
    await database.run_many(MOVE_PUBLIC, [(day.isoformat(), head.size)])
    return structs.replace(head, public_day=day, public_size=head.size)


async def public_head(database: Database, signer: LogSigner, at: datetime) -> LogHead:
    """The head with the public state of the day, which is cut when first asked for.

    With another key nothing is cut: what is public stays public.
    """
    head = await read_head(database)
    grown_since = head.size > head.public_size and at.astimezone(UTC).date() > head.public_day
    if grown_since and head.verifier_key == signer.key.encoded:
        async with database.transaction():
            return (await open_log(database, signer, at)).head
    return head


async def read_head(database: Database) -> LogHead:
    """Where the log stands. StorageError where there is none."""
    rows = await database.fetch(READ_HEAD, ())
    if not rows:
        raise StorageError("The database has no public log.", "Run `he-registry migrate`.")
    row = rows[0]
    return LogHead(
        row["verifier_key"],
        row["size"],
        base64.b64decode(row["root"]),
        datetime.fromisoformat(row["recorded_at"]),
        date.fromisoformat(row["public_day"]),
        row["public_size"],
    )


async def stored_tiles(database: Database, tiles: Sequence[Tile]) -> dict[str, bytes]:
    """The bytes of these tiles, by the path of the full one."""
    paths = [full_path(tile) for tile in tiles]
    if not paths:
        return {}
    marks = ", ".join(["{}"] * len(paths))
    query = f"SELECT path, hashes FROM log_tile WHERE path IN ({marks})"  # noqa: S608
    rows = await database.run(QueryString(query, *paths))
    return {row["path"]: base64.b64decode(row["hashes"]) for row in rows}


def reader(tiles: Mapping[str, bytes]) -> ReadFile:
    """Reads tiles that were fetched; a partial one is the beginning of what is stored."""

    def read(path: str) -> bytes:
        full, _, width = path.partition(".p/")
        data = tiles.get(full, b"")
        return data[: int(width) * HASH_BYTES] if width else data

    return read


def full_path(tile: Tile) -> str:
    """The path a tile has once it is full."""
    return Tile(tile.level, tile.index).path


def encoded(data: bytes) -> str:
    """Bytes as the log's tables keep them."""
    return base64.b64encode(data).decode("ascii")


def written(entry: bytes) -> str:
    """A leaf as the table keeps it."""
    return entry.hex() if is_opaque(entry) else entry.decode()


def read_back(content: str) -> bytes:
    """A leaf from the table; every public one begins with a brace."""
    return content.encode() if content.startswith("{") else bytes.fromhex(content)


def damaged_log(fault: Fault) -> StorageError:
    """The error for what a stored log cannot be."""
    return StorageError(
        f"The stored log is damaged: {fault.reason}",
        "Restore the database from a backup; nothing was signed or stored.",
    )
