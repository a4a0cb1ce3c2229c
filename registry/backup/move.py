"""Moving a registry into another database: all of it and proved, then the old one takes no more.

Nothing is accepted meanwhile: the old database is kept from writing from the first row to the end.
The moment that counts is the old database's commit. Killed before it, the old one is what it was,
and the new one is thrown away.
"""

import tempfile
from pathlib import Path

from msgspec import Struct

from registry.backup.contents import Contents
from registry.backup.restore import Restoring, restore
from registry.backup.write import write_backup
from registry.storage.engine import Database
from registry.storage.ledger import record_act
from registry.storage.transparency import MOVE_KEY, MOVED, check_key, read_head


class Moving(Struct, frozen=True):
    """What a move is told: where to, with which keys and audit event, and 32 random bytes.

    `reading` is the old database once more: it reads while the other keeps everybody from writing.
    `told.backup_key` seals the copy on its way; it is drawn for this one and kept nowhere.
    """

    old: Database
    reading: Database
    new: Database
    told: Restoring
    salt: bytes

    def __repr__(self) -> str:
        return "Moving()"


async def move(moving: Moving) -> Contents:
    """Copy everything into an empty database, compare it table by table, and close the old one.

    Errors as for `restore`; after one the old database is as it was.
    """
    told, old = moving.told, moving.old
    with tempfile.TemporaryDirectory() as folder:
        async with old.transaction():
            check_key(await read_head(old), told.signer)
            copy = Path(folder) / "copy"
            await write_backup(moving.reading, copy, told.backup_key, moving.salt, told.act.at)
            contents = await restore(moving.new, copy, told)
            await old.run_many(MOVE_KEY, [(MOVED,)])
            await record_act(old, told.act)
    return contents
