"""API keys of sponsors' machines. Only a keyed digest is stored; the key itself is shown once."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.model.access import Scope
from registry.storage.engine import Database
from registry.storage.rows import insert
from registry.storage.tables import ApiKey


class StoredKey(Struct, frozen=True):
    """A key as it is stored: digest, owner, scopes, until when it works, and
    within whose rights."""

    id: str
    organisation_id: str
    digest: str
    created: datetime
    scopes: frozenset[Scope]
    expires: datetime | None = None
    account_id: str | None = None
    revoked: bool = False

    def __repr__(self) -> str:
        return f"StoredKey({self.id})"


async def add_key(database: Database, key: StoredKey) -> None:
    """Store a key's digest, with what the key is for."""
    row = {
        "id": key.id,
        "organisation_id": key.organisation_id,
        "digest": key.digest,
        "created_at": key.created.isoformat(),
        "scopes": as_text(key.scopes),
        "expires_at": key.expires.isoformat() if key.expires else None,
        "account_id": key.account_id,
    }
    await insert(database, ApiKey, [row])


async def find_key(database: Database, digest: str) -> StoredKey | None:
    """The key with this digest, or None."""
    return _first(await database.run(ApiKey.select().where(ApiKey.digest == digest)))


async def key_of(database: Database, id: str) -> StoredKey | None:
    """The key with this id, or None."""
    return _first(await database.run(ApiKey.select().where(ApiKey.id == id)))


async def keys_of(database: Database, organisation_id: str) -> list[StoredKey]:
    """Every key an organisation ever had, oldest first."""
    mine = ApiKey.organisation_id == organisation_id
    rows = await database.run(ApiKey.select().where(mine).order_by(ApiKey.created_at, ApiKey.id))
    return [_key(row) for row in rows]


async def all_keys(database: Database) -> list[StoredKey]:
    """Every key there ever was, by organisation, oldest first."""
    rows = await database.run(ApiKey.select().order_by(ApiKey.created_at, ApiKey.id))
    return sorted(map(_key, rows), key=lambda key: key.organisation_id)


async def owners_of(database: Database, ids: Collection[str]) -> frozenset[str]:
    """The accounts that keys among these ids are bound to."""
    keys = ApiKey.select(ApiKey.id, ApiKey.account_id).where(ApiKey.account_id.is_not_null())
    return frozenset(row["account_id"] for row in await database.run(keys) if row["id"] in ids)


async def revoke_key(database: Database, id: str, at: datetime) -> bool:
    """Revoke a key from now on; an already revoked one keeps its first day. False if unknown."""
    known = await database.run(ApiKey.exists().where(ApiKey.id == id))
    await database.run(
        ApiKey.update({ApiKey.revoked_at: at.isoformat()}).where(
            (ApiKey.id == id) & ApiKey.revoked_at.is_null()
        )
    )
    return known


async def expire_key(database: Database, id: str, at: datetime) -> None:
    """Let a key end at a moment."""
    await database.run(ApiKey.update({ApiKey.expires_at: at.isoformat()}).where(ApiKey.id == id))


def as_text(scopes: Iterable[Scope]) -> str:
    """Scopes as they are stored and shown."""
    return " ".join(scope for scope in Scope if scope in set(scopes))


def _first(rows: list[dict[str, Any]]) -> StoredKey | None:
    return _key(rows[0]) if rows else None


def _key(row: dict[str, Any]) -> StoredKey:
    expires = row["expires_at"]
    return StoredKey(
        row["id"],
        row["organisation_id"],
        row["digest"],
        datetime.fromisoformat(row["created_at"]),
        frozenset(map(Scope, row["scopes"].split())),
        datetime.fromisoformat(expires) if expires else None,
        row["account_id"],
        row["revoked_at"] is not None,
    )
