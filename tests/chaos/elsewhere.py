"""Acts with more than one place: another root key, another database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from registry.access.new_root import ring_of
from registry.app import House
from registry.backup.move import Moving, move
from registry.backup.restore import Restoring, restore
from registry.cli.rotating import gone_over
from registry.root_keys import read_root_key
from registry.storage.engine import Database, open_database
from registry.storage.ledger import Act
from registry.storage.migrations import table_names
from registry.storage.root_key import root_check_of
from registry.storage.transparency import MOVED, read_head
from tests.chaos.grounds import FILE
from tests.chaos.killing import Killing
from tests.chaos.scenarios import Doing, Step, Told
from tests.chaos.scenes import BACKUP_KEY, SALT

RESTORED, MOVED_AWAY = "restored from a backup", "moved to another database"
RESTARTED = 300_000


async def changing_root(doing: Doing) -> Told:
    """The root key is changed, as `keys rotate-root` does it, unless that is done."""
    file = doing.scene.root_key
    if not is_changed(doing):
        await gone_over(doing.house, ring_of(read_root_key(file)), file.successor)
        await doing.with_files(putting_in_place(doing))
    return Told(None, "root_key_check", "value", root_check_of(ring_of(read_root_key(file))))


def is_changed(doing: Doing) -> bool:
    """Whether the new root key is in its place: it has inherited something."""
    return bool(read_root_key(doing.scene.root_key).inherited)


async def putting_in_place(doing: Doing) -> None:
    """The new key file takes the place of the old one."""
    doing.scene.root_key.give_way(doing.scene.root_key.successor)


def restarted(step: Step) -> Step:
    """A step of a process that was started anew, with the root key that is in place then."""

    async def again(doing: Doing) -> Told:
        house = doing.scene.house(RESTARTED)
        opens, house.database = house.database.sealing, doing.house.database
        house.database._sealing = opens
        return await step(Doing(house, doing.scene))

    return again


async def restoring(doing: Doing) -> Told:
    """A backup is restored into the empty database, unless that is done."""
    if not await table_names(doing.house.database):
        await restore(doing.house.database, doing.scene.backup, telling(doing.house, RESTORED))
    return Told(None, "audit_event", "action", RESTORED)


async def moving(doing: Doing) -> Told:
    """The registry moves into the empty database; what a kill left in it is thrown away before."""
    async with opened(doing.scene.old_url) as old, opened(doing.scene.old_url) as reading:
        if (await read_head(old)).verifier_key != MOVED:
            await thrown_away(doing)
            killed_with(old, doing.house.database)
            told = telling(doing.house, MOVED_AWAY)
            await move(Moving(old, reading, doing.house.database, told, SALT))
    return Told(None, "audit_event", "action", MOVED_AWAY)


def telling(house: House, action: str) -> Restoring:
    """What a restoring is told."""
    act = Act(house.clock(), "operator", action, "", "")
    return Restoring(BACKUP_KEY, house.root_check, house.publisher.signer, {}, act)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database, for a while."""
    database = open_database(url)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


def killed_with(old: Database, new: Database) -> None:
    """Statements in the old database count with those in the new one."""
    store = new._store
    if isinstance(store, Killing):
        Killing(old, store.point, store.wire).names = store.names


async def thrown_away(doing: Doing) -> None:
    """Leave nothing in the new database, as an operator does where a move broke off."""
    database = doing.house.database
    if not await table_names(database):
        return
    if database.kind == "postgres":
        await database.run_ddl("DROP SCHEMA public CASCADE")
        await database.run_ddl("CREATE SCHEMA public")
        return
    await database.stop()
    for file in doing.scene.folder.glob(f"{FILE}*"):
        file.unlink()
    await database.start()
