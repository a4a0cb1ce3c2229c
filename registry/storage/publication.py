"""Published snapshots: canonical bytes, digest, chain. Nothing here can reach a person."""

import asyncio
from contextlib import suppress
from datetime import date

from registry.errors import SnapshotError
from registry.snapshot import FrozenSnapshot, check_follows, thaw
from registry.storage.engine import Database
from registry.storage.rows import insert
from registry.storage.tables import SnapshotRecord
from registry.thawing import thaw_onto


async def store_snapshot(
    database: Database, frozen: FrozenSnapshot, latest: FrozenSnapshot | None
) -> None:
    """Store a snapshot after the latest, as it was read in the same transaction.

    SnapshotError where it is not the one that follows it.
    """
    check_follows(frozen.snapshot, latest)
    row = {
        "number": frozen.snapshot.number,
        "as_of": frozen.snapshot.as_of.isoformat(),
        "digest": frozen.digest,
        "predecessor": frozen.snapshot.predecessor,
        "body": frozen.body.decode(),
    }
    await insert(database, SnapshotRecord, [row])


async def latest_snapshot(database: Database) -> FrozenSnapshot | None:
    """The latest snapshot, its digest checked; None before the first."""
    rows = await database.run(
        SnapshotRecord.select().order_by(SnapshotRecord.number, ascending=False).limit(1)
    )
    return thaw(rows[0]["body"].encode(), rows[0]["digest"]) if rows else None


async def last_good_snapshot(
    database: Database, shown: FrozenSnapshot | None = None
) -> FrozenSnapshot | None:
    """The latest snapshot that is undamaged and that this version reads; None before the first.

    It is read beside the event loop, and shares with the one shown what did not change.
    """
    before = shown.snapshot if shown else None
    for number in range(await latest_number(database), 0, -1):
        query = SnapshotRecord.select().where(SnapshotRecord.number == number)
        for row in await database.run(query):
            with suppress(SnapshotError):
                body = row["body"].encode()
                return await asyncio.to_thread(thaw_onto, body, row["digest"], before)
    return None


async def latest_number(database: Database) -> int:
    """The number of the latest snapshot; 0 before the first."""
    rows = await database.run(
        SnapshotRecord.select(SnapshotRecord.number)
        .order_by(SnapshotRecord.number, ascending=False)
        .limit(1)
    )
    return rows[0]["number"] if rows else 0


async def snapshot_days(database: Database) -> dict[int, date]:
    """The day each snapshot was published for, by number, in order."""
    query = SnapshotRecord.select(SnapshotRecord.number, SnapshotRecord.as_of)
    rows = await database.run(query.order_by(SnapshotRecord.number))
    return {row["number"]: date.fromisoformat(row["as_of"]) for row in rows}
