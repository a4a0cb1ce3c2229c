"""Backups of a registry in tests: their key, their making, and the places they are restored to."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from running import LOG_KEY, Calendar, counted_bytes, settings_at

from registry.app import build_house
from registry.backup import write
from registry.backup.contents import Contents
from registry.backup.restore import Restoring, restore
from registry.log.signer import LogSigner
from registry.settings import DEFAULT_ORIGIN
from registry.storage.engine import Database
from registry.storage.ledger import Act
from registry.storage.migrations import table_names

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
BACKUP_KEY, SALT = bytes(range(64, 96)), bytes(range(96, 128))
SIGNER = LogSigner(DEFAULT_ORIGIN, LOG_KEY)
ROOT_CHECK = build_house(
    settings_at("sqlite:///nowhere"), Calendar(NOW.date()), counted_bytes()
).root_check
ACT = Act(NOW, "operator", "restored from a backup", "backup", "")


async def back_up(database: Database, path: Path) -> Contents:
    """A backup of all that is stored, its own audit event with it."""
    act = Act(NOW, "operator", "backed up", path.name, "")
    return await write.back_up(database, path, BACKUP_KEY, SALT, act)


class Made(NamedTuple):
    """A backup, what its making said, and every row that was stored then."""

    path: Path
    contents: Contents
    rows: dict[str, list[str]]
    programme: str


class Place:
    """A database to restore into."""

    def __init__(self, url: str, database: Database) -> None:
        self.url, self.database = url, database

    async def restore(self, path: Path, **told: Any) -> Contents:
        """Restore with the right keys and nobody erased since, unless told otherwise."""
        known: dict[str, Any] = {
            "backup_key": BACKUP_KEY,
            "root_check": ROOT_CHECK,
            "signer": SIGNER,
            "erased": {},
            "act": ACT,
        }
        return await restore(self.database, path, Restoring(**known | told))

    async def is_empty(self) -> bool:
        """Whether it holds no table."""
        return await table_names(self.database) == []
