"""Passkeys of accounts, as rows: public keys, counters, and challenges that are under way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from registry.storage.account_tables import PasskeyChallengeRecord, PasskeyRecord
from registry.storage.engine import Database
from registry.storage.last_uses import Signed, last_uses, note_counter
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
    told = structs.asdict(passkey)
    del told["sign_count"], told["last_used_on"]
    await insert(database, PasskeyRecord, [told])
    await note_counter(database, passkey.id, passkey.sign_count)


async def passkeys_of(database: Database, account_id: str) -> list[Passkey]:
    """The passkeys of an account, oldest first."""
    query = PasskeyRecord.select().where(PasskeyRecord.account_id == account_id)
    rows = await database.run(query.order_by(PasskeyRecord.added_at, PasskeyRecord.id))
    signed = (await last_uses(database)).passkeys
    return [passkey_in(row, signed) for row in rows]


async def find_passkey(database: Database, id: str) -> Passkey | None:
    """The passkey with this id, or None."""
    rows = await database.run(PasskeyRecord.select().where(PasskeyRecord.id == id))
    signed = (await last_uses(database)).passkeys if rows else {}
    return passkey_in(rows[0], signed) if rows else None


def passkey_in(row: Mapping[str, Any], signed: Mapping[str, Signed]) -> Passkey:
    """A passkey with its counter and the day of its last use."""
    last = signed.get(row["id"], Signed(0))
    day = last.day.isoformat() if last.day else None
    return Passkey(sign_count=last.count, last_used_on=day, **row)


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
