"""When keys, codes and passkeys were last used: all of it in one sealed row.

A row of its own for each would say whose key or person was at work when a submission came, and so
whose it is. Every use writes the same row anew. What was removed stays in it; that tells nobody.
"""

from datetime import date

import msgspec
from msgspec import Struct

from registry.storage.engine import Database
from registry.storage.rows import insert
from registry.storage.tables import LastUseRecord

SEALED = ("last_use", "sealed")
USES_BLOCK = 4096
ONLY = 1


class Signed(Struct, array_like=True):
    """A passkey's counter when it last signed, and the day."""

    count: int
    day: date | None = None


class LastUses(Struct):
    """The day an API key was last used, the step of a person's last code, and passkeys' last."""

    keys: dict[str, date] = {}
    steps: dict[str, int] = {}
    passkeys: dict[str, Signed] = {}


read_uses = msgspec.json.Decoder(LastUses).decode


async def last_uses(database: Database) -> LastUses:
    """What was last used when."""
    rows = await database.run(LastUseRecord.select())
    if not rows:
        return LastUses()
    return database.sealing.open_own(rows[0]["sealed"], read_uses, *SEALED, ONLY)


async def keep_uses(database: Database, uses: LastUses) -> None:
    """Put them in the place of those before, in the transaction in which they were read."""
    sealed = database.sealing.seal_own(uses, USES_BLOCK, *SEALED, ONLY)
    await database.run(LastUseRecord.delete(force=True))
    await insert(database, LastUseRecord, [{"number": ONLY, "sealed": sealed}])


async def note_key(database: Database, id: str, on: date) -> None:
    """Note the day on which an API key was used; never the hour. A transaction of its own."""
    async with database.transaction():
        uses = await last_uses(database)
        uses.keys[id] = on
        await keep_uses(database, uses)


async def note_step(database: Database, account_id: str, step: int) -> None:
    """Note the step of the code just used, so that it is never used again."""
    uses = await last_uses(database)
    uses.steps[account_id] = step
    await keep_uses(database, uses)


async def note_counter(database: Database, id: str, count: int, on: date | None = None) -> None:
    """Note the counter of a passkey, and the day on which it signed."""
    uses = await last_uses(database)
    uses.passkeys[id] = Signed(count, on)
    await keep_uses(database, uses)
