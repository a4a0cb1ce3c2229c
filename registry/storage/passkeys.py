"""Passkeys of accounts, as rows: public keys, counters, and challenges that are under way."""

from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from registry.storage.account_tables import PasskeyChallengeRecord, PasskeyRecord
from registry.storage.engine import Database
from registry.storage.rows import insert


class Passkey(Struct, frozen=True):
    """A passkey of an account. `id` and `public_key` (COSE) are base64url; neither is secret.

    `sign_count` is the authenticator's counter when it last signed; 0 for one that has none.
    """

    id: str
    account_id: str
    name: str
    public_key: str
    sign_count: int
    added_at: str
    last_used_on: str | None = None


async def add_passkey(database: Database, passkey: Passkey) -> None:
    """Store a passkey; UniqueViolation where it is somebody's already."""
    await insert(database, PasskeyRecord, [structs.asdict(passkey)])


async def passkeys_of(database: Database, account_id: str) -> list[Passkey]:
    """The passkeys of an account, oldest first."""
    query = PasskeyRecord.select().where(PasskeyRecord.account_id == account_id)
    rows = await database.run(query.order_by(PasskeyRecord.added_at, PasskeyRecord.id))
    return [Passkey(**row) for row in rows]


async def find_passkey(database: Database, id: str) -> Passkey | None:
    """The passkey with this id, or None."""
    rows = await database.run(PasskeyRecord.select().where(PasskeyRecord.id == id))
    return Passkey(**rows[0]) if rows else None


async def note_signed(database: Database, id: str, sign_count: int, at: datetime) -> None:
    """Note the counter of a passkey that signed, and the day."""
    told: dict[Any, object] = {
        PasskeyRecord.sign_count: sign_count,
        PasskeyRecord.last_used_on: at.date().isoformat(),
    }
    await database.run(PasskeyRecord.update(told).where(PasskeyRecord.id == id))


async def remove_passkey(database: Database, account_id: str, id: str) -> Passkey | None:
    """Take a passkey away from its account; None where the account has none of this id."""
    found = await find_passkey(database, id)
    if found is None or found.account_id != account_id:
        return None
    await database.run(PasskeyRecord.delete().where(PasskeyRecord.id == id))
    return found


async def remove_passkeys(database: Database, account_id: str) -> None:
    """Take every passkey away from an account."""
    await database.run(PasskeyRecord.delete().where(PasskeyRecord.account_id == account_id))


async def add_challenge(database: Database, digest: str, expires: datetime, at: datetime) -> None:
    """Store a challenge's digest; those that never came back are removed."""
    old = PasskeyChallengeRecord.expires_at <= at.isoformat()
    await database.run(PasskeyChallengeRecord.delete().where(old))
    row = {"digest": digest, "expires_at": expires.isoformat()}
    await insert(database, PasskeyChallengeRecord, [row])


async def take_challenge(database: Database, digest: str, at: datetime) -> bool:
    """Whether this challenge was under way; it is not any more."""
    mine = PasskeyChallengeRecord.digest == digest
    rows = await database.run(PasskeyChallengeRecord.select().where(mine))
    await database.run(PasskeyChallengeRecord.delete().where(mine))
    return bool(rows) and datetime.fromisoformat(rows[0]["expires_at"]) > at
