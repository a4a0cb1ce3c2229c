"""Which root key a database belongs to. A wrong one would double every patient.

While the registry goes over to another root key both are right, until the next column key begins.
"""

from piccolo.querystring import QueryString

from anonymise.keys import KeyRing, Label
from anonymise.pseudonym import keyed_digest
from registry.errors import SettingsError
from registry.storage.engine import Database
from registry.storage.migrations import table_names
from registry.storage.rows import insert
from registry.storage.tables import RootKeyCheck


def root_check_of(ring: KeyRing) -> str:
    """What only this root key derives; it tells nothing about the key."""
    return keyed_digest(ring.derive(Label.ROOT_CHECK), "root key")


async def remember_root_key(database: Database, value: str) -> None:
    """Bind a new database to its root key; SettingsError where it belongs to another."""
    async with database.transaction():
        if not await database.run(RootKeyCheck.exists()):
            await insert(database, RootKeyCheck, [{"value": value}])
        await check_root_key(database, value)


async def knows_root_key(database: Database, value: str) -> bool:
    """Whether the database belongs to the root key that derives this value."""
    return await database.run(RootKeyCheck.exists().where(RootKeyCheck.value == value))


async def check_before_migrating(database: Database, value: str) -> None:
    """The same of a database of any schema; one without a root key belongs to none yet.

    What an update seals under another key is lost.
    """
    if "root_key_check" in await table_names(database):
        held = await database.run(QueryString("SELECT value FROM root_key_check"))
        if held and value not in {row["value"] for row in held}:
            raise other_root_key()


async def check_root_key(database: Database, value: str) -> None:
    """SettingsError unless the database belongs to the root key that derives this value."""
    if not await knows_root_key(database, value):
        raise other_root_key()


def other_root_key() -> SettingsError:
    """The error for a database that another root key made."""
    return SettingsError(
        "This database belongs to another root key.",
        "Name the root key file it was made with; with another one patients would be doubled.",
    )


async def newest_root_key(database: Database, value: str) -> int:
    """The number of the root key of now. SettingsError where this value is not its."""
    newest = RootKeyCheck.select().order_by(RootKeyCheck.number, ascending=False).limit(1)
    rows = await database.run(newest)
    if not rows or rows[0]["value"] != value:
        raise SettingsError(
            "The registry went over to another root key.", "Use the root key of now."
        )
    return int(rows[0]["number"])


async def add_root_key(database: Database, value: str, number: int) -> None:
    """Note the next root key beside the one of now."""
    await insert(database, RootKeyCheck, [{"value": value, "number": number}])


async def retire_root_keys(database: Database, value: str) -> bool:
    """Let no root key be right but the one of now, which derives this value; whether one was."""
    await newest_root_key(database, value)
    others = RootKeyCheck.value != value
    found = await database.run(RootKeyCheck.exists().where(others))
    await database.run(RootKeyCheck.delete().where(others))
    return found
