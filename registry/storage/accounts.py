"""API keys of sponsors' machines. Only a keyed digest is stored; the key itself is shown once."""

from datetime import datetime

from msgspec import Struct

from registry.storage.engine import Database
from registry.storage.rows import insert
from registry.storage.tables import ApiKey


class StoredKey(Struct, frozen=True):
    """A key's owner and whether it was revoked."""

    id: str
    organisation_id: str
    revoked: bool


async def add_key(
    database: Database, id: str, organisation_id: str, digest: str, at: datetime
) -> None:
    """Store a key's digest."""
    row = {
        "id": id,
        "organisation_id": organisation_id,
        "digest": digest,
        "created_at": at.isoformat(),
    }
    await insert(database, ApiKey, [row])


async def find_key(database: Database, digest: str) -> StoredKey | None:
    """The key with this digest, or None."""
    rows = await database.run(ApiKey.select().where(ApiKey.digest == digest))
    if not rows:
        return None
    return StoredKey(rows[0]["id"], rows[0]["organisation_id"], rows[0]["revoked_at"] is not None)


async def revoke_key(database: Database, id: str, at: datetime) -> bool:
    """Revoke a key from now on; an already revoked one keeps its first day. False if unknown."""
    known = await database.run(ApiKey.exists().where(ApiKey.id == id))
    await database.run(
        ApiKey.update({ApiKey.revoked_at: at.isoformat()}).where(
            (ApiKey.id == id) & ApiKey.revoked_at.is_null()
        )
    )
    return known
