"""Which root key a database belongs to. A wrong one would double every patient."""

from registry.errors import SettingsError
from registry.storage.engine import Database
from registry.storage.rows import insert
from registry.storage.tables import RootKeyCheck


async def remember_root_key(database: Database, value: str) -> None:
    """Bind a new database to its root key; SettingsError where it belongs to another."""
    async with database.transaction():
        if not await database.run(RootKeyCheck.exists()):
            await insert(database, RootKeyCheck, [{"value": value}])
        await check_root_key(database, value)


async def check_root_key(database: Database, value: str) -> None:
    """SettingsError unless the database belongs to the root key that derives this value."""
    if not await database.run(RootKeyCheck.exists().where(RootKeyCheck.value == value)):
        raise SettingsError(
            "This database belongs to another root key.",
            "Name the root key file it was made with; with another one patients would be doubled.",
        )
