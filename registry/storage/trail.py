"""The audit trail as the public log fixes it: at each publication, by a keyed digest of its events.

Each digest goes over the one before, too. Whoever later changes, adds or takes away an event that a
leaf covers, whatever else they can write, does not find the same digest again.
"""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from piccolo.querystring import QueryString

from anonymise.pseudonym import keyed_digest
from registry.log.leaves import TrailLeaf, public_leaf_bytes, read_public_leaf
from registry.log.signer import LogSigner
from registry.storage.engine import Database
from registry.storage.ledger import Act, act_in
from registry.storage.transaction import Row
from registry.storage.transparency import open_log, read_back

EVENTS = "SELECT * FROM audit_event WHERE number > {} ORDER BY number"
LEAVES = "SELECT content FROM log_entry WHERE content LIKE {} ORDER BY number"


class Stretch(Struct, frozen=True):
    """The events from one number to another, and whether they are as the log fixed them."""

    first: int
    last: int
    is_whole: bool


async def enter_trail(database: Database, signer: LogSigner, key: bytes, at: datetime) -> None:
    """Fix in the log what was done up to now, in the caller's transaction."""
    fixed = await trail_leaves(database)
    before = fixed[-1] if fixed else TrailLeaf(0, "")
    events = await events_after(database, before.through)
    if events:
        leaf = TrailLeaf(events[-1][0], digest_of(key, before, events))
        log = await open_log(database, signer, at)
        await log.add([public_leaf_bytes(leaf)])


async def checked_trail(database: Database, key: bytes) -> list[Stretch]:
    """Each stretch of the trail that the log fixed, oldest first. Read in one transaction."""
    found, before = [], TrailLeaf(0, "")
    events = deque(await events_after(database, 0))
    for leaf in await trail_leaves(database):
        mine = []
        while events and events[0][0] <= leaf.through:
            mine.append(events.popleft())
        is_whole = digest_of(key, before, mine) == leaf.digest
        found.append(Stretch(before.through + 1, leaf.through, is_whole))
        before = leaf
    return found


async def trail_leaves(database: Database) -> list[TrailLeaf]:
    """What the log fixed of the trail, oldest first."""
    rows = await database.run(QueryString(LEAVES, '%"kind":"trail"%'))
    leaves = (read_public_leaf(read_back(row["content"])) for row in rows)
    return [leaf for leaf in leaves if isinstance(leaf, TrailLeaf)]


async def events_after(database: Database, number: int) -> list[tuple[int, str]]:
    """The events after a number, each with its number and as JSON, opened."""
    rows = await database.run(QueryString(EVENTS, number))
    return [(row["number"], told_in(row, act_in(database, row))) for row in rows]


def told_in(row: Row, act: Act) -> str:
    """An event as JSON."""
    told = row["number"], row["at"], act.actor, act.action, act.subject, act.digest, act.reason
    return msgspec.json.encode(told).decode()


def digest_of(key: bytes, before: TrailLeaf, events: Sequence[tuple[int, str]]) -> str:
    """HMAC-SHA-256 over the digest before and these events, each behind its length."""
    return keyed_digest(key, before.digest, *(told for _, told in events))
