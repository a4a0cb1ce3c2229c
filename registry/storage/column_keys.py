"""The key that wraps the patients' data keys changes while the registry goes on.

A rotation begins a version, wraps every data key anew in small transactions, and finishes where no
patient needs an earlier version. Broken off anywhere, it goes on where it stopped. Meanwhile every
process reads both versions, since each row says which one wrapped it, and what is new is wrapped
with the newest.
"""

from datetime import datetime

from msgspec import Struct
from piccolo.query.functions import Max
from piccolo.querystring import QueryString

from anonymise.envelope import wrap
from anonymise.pseudonym import keyed_digest
from registry.errors import SettingsError
from registry.log.leaves import SecretKeyLeaf, public_leaf_bytes
from registry.log.signer import LogSigner
from registry.storage.columns import data_key_of
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act
from registry.storage.root_key import retire_root_keys
from registry.storage.rows import insert
from registry.storage.sealing import ColumnKeys
from registry.storage.tables import ColumnKeyRecord
from registry.storage.transparency import open_log
from registry.storage.vault import StoredPatient

FIRST = 1
MOVE = "UPDATE patient SET wrapped_key = ?, key_version = ? WHERE pseudonym = ?"
FINISH = "UPDATE column_key SET finished_at = ? WHERE version = ?"
EARLIER = (
    "SELECT pseudonym, wrapped_key, key_version FROM patient "
    "WHERE key_version < {} AND wrapped_key <> '' LIMIT {}"
)
IN_USE = "SELECT DISTINCT key_version FROM patient WHERE wrapped_key <> ''"


class Rotation(Struct, frozen=True):
    """What a rotation works with: database, keys, the log's signer, who and when.

    `root_check` is what the root key of now derives.
    """

    database: Database
    keys: ColumnKeys
    root_check: str
    signer: LogSigner
    at: datetime
    actor: str

    def __repr__(self) -> str:
        return "Rotation()"

    def act(self, action: str, subject: str) -> Act:
        """An audit event of the rotation."""
        return Act(self.at, self.actor, action, subject, "")


async def newest_key(database: Database, keys: ColumnKeys) -> int:
    """The version that wraps what is new.

    SettingsError where this process derives another key than the one that was begun: it still has
    an earlier root key.
    """
    rows = await database.run(
        ColumnKeyRecord.select().order_by(ColumnKeyRecord.version, ascending=False).limit(1)
    )
    if not rows:
        return FIRST
    version: int = rows[0]["version"]
    if rows[0]["key_check"] != check_of(keys, version):
        raise SettingsError(
            "This process has another root key than the one the registry went over to.",
            "Restart it, with the root key of now.",
        )
    return version


def check_of(keys: ColumnKeys, version: int) -> str:
    """What only the right key of a version derives; it tells nothing about the key."""
    return keyed_digest(keys.of(version), "column key", str(version))


async def begin_rotation(rotation: Rotation) -> int:
    """Begin the next version with its leaf and audit event; where one is under way, that one.

    From then on an earlier root key is wrong. SettingsError where this one is not that of now.
    """
    database = rotation.database
    async with database.transaction():
        if await retire_root_keys(database, rotation.root_check):
            await record_act(database, rotation.act("earlier root keys retired", "root key"))
        newest = await newest_key(database, rotation.keys)
        if await rotation_under_way(database):
            return newest
        version = newest + 1
        check, begun = check_of(rotation.keys, version), rotation.at.isoformat()
        row = {"version": version, "key_check": check, "begun_at": begun}
        await insert(database, ColumnKeyRecord, [row])
        log = await open_log(database, rotation.signer, rotation.at)
        leaf = SecretKeyLeaf("columns", version, log.time.date())
        await log.add([public_leaf_bytes(leaf)])
        await record_act(database, rotation.act("column key begun", f"version {version}"))
        return version


async def rotation_under_way(database: Database) -> bool:
    """Whether a version was begun that does not wrap every data key yet."""
    unfinished = ColumnKeyRecord.finished_at.is_null()
    return await database.run(ColumnKeyRecord.exists().where(unfinished))


async def rewrap_some(rotation: Rotation, version: int, most: int) -> int:
    """Wrap at most so many data keys anew, in one transaction; how many there were.

    Where none is left, the rotation is finished. EnvelopeDamaged where one does not open: nothing
    of these is changed then.
    """
    database, kek = rotation.database, rotation.keys.of(version)
    async with database.transaction():
        rows = await database.run(QueryString(EARLIER, version, most))
        patients = [StoredPatient(**row) for row in rows]
        if not patients:
            await database.run_many(FINISH, [(rotation.at.isoformat(), version)])
            done = rotation.act("earlier column keys retired", f"version {version}")
            await record_act(database, done)
            return 0
        moved = [(wrap(kek, data_key_of(rotation.keys, p)), version, p.pseudonym) for p in patients]
        await database.run_many(MOVE, moved)
        told = f"version {version}: {len(moved)} keys"
        await record_act(database, rotation.act("data keys wrapped anew", told))
        return len(moved)


async def versions_in_use(database: Database) -> list[int]:
    """Every version that a patient's row needs, and the one that wraps what is new."""
    rows = await database.run(QueryString(IN_USE))
    newest = await database.run(ColumnKeyRecord.select(Max(ColumnKeyRecord.version)))
    return sorted({row["key_version"] for row in rows} | {newest[0]["max"] or FIRST})
