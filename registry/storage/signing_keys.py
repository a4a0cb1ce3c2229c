"""The public keys with which sponsors sign what they send."""

from datetime import datetime

from piccolo.columns import Text
from piccolo.table import Table

from registry.storage.engine import ENGINE, Database
from registry.storage.rows import insert


class SigningKeyRecord(Table, db=ENGINE, tablename="signing_key"):
    """A sponsor's public key (Ed25519, hex), until when it signs; null for as long as it stands."""

    public_key = Text(primary_key=True)
    organisation_id = Text()
    registered_at = Text()
    ends_at = Text(null=True, default=None)


async def add_signing_key(
    database: Database, organisation_id: str, key: bytes, at: datetime
) -> None:
    """Register a public key; UniqueViolation where it is registered already."""
    row = {
        "public_key": key.hex(),
        "organisation_id": organisation_id,
        "registered_at": at.isoformat(),
    }
    await insert(database, SigningKeyRecord, [row])


async def end_signing_keys(database: Database, organisation_id: str, at: datetime) -> None:
    """Let the keys of an organisation that sign without end, or longer, end at a moment."""
    mine = SigningKeyRecord.organisation_id == organisation_id
    later = SigningKeyRecord.ends_at.is_null() | (SigningKeyRecord.ends_at > at.isoformat())
    change = SigningKeyRecord.update({SigningKeyRecord.ends_at: at.isoformat()})
    await database.run(change.where(mine & later))


async def signs_for(database: Database, organisation_id: str, key: bytes, at: datetime) -> bool:
    """Whether a key signs for an organisation now."""
    same = (SigningKeyRecord.public_key == key.hex()) & (
        SigningKeyRecord.organisation_id == organisation_id
    )
    rows = await database.run(SigningKeyRecord.select().where(same))
    ends = rows[0]["ends_at"] if rows else None
    return bool(rows) and (ends is None or datetime.fromisoformat(ends) > at)
