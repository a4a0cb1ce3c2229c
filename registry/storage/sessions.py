"""Sessions of people, as keyed digests of what their browsers hold."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from registry.storage.account_tables import SessionRecord
from registry.storage.engine import Database
from registry.storage.rows import insert

SEALED = ("person_session", "sealed")
OWNER_BLOCK = 128


class StoredSession(Struct, frozen=True):
    """A session: whose it is, when it began, when it was last used. `id` names it in lists."""

    digest: str
    id: str
    account_id: str
    started: datetime
    seen: datetime

    def __repr__(self) -> str:
        return f"StoredSession({self.id})"


class SessionOwner(Struct, frozen=True):
    """What a session's row holds sealed."""

    account_id: str


read_owner = msgspec.json.Decoder(SessionOwner).decode


async def add_session(database: Database, session: StoredSession) -> None:
    """Begin a session."""
    owner = SessionOwner(session.account_id)
    row = {
        "digest": session.digest,
        "id": session.id,
        "sealed": database.sealing.seal_own(owner, OWNER_BLOCK, *SEALED, session.digest),
        "started_at": session.started.isoformat(),
        "seen_at": session.seen.isoformat(),
    }
    await insert(database, SessionRecord, [row])


async def find_session(database: Database, digest: str) -> StoredSession | None:
    """The session with this digest, or None."""
    found = await _sessions(database, SessionRecord.digest == digest)
    return found[0] if found else None


async def sessions_of(database: Database, account_id: str) -> list[StoredSession]:
    """The sessions of an account, oldest first."""
    every = await _sessions(database, SessionRecord.digest.is_not_null())
    return [session for session in every if session.account_id == account_id]


async def note_seen(database: Database, digest: str, at: datetime) -> None:
    """Note when a session was last used."""
    change = SessionRecord.update({SessionRecord.seen_at: at.isoformat()})
    await database.run(change.where(SessionRecord.digest == digest))


async def end_session(database: Database, digest: str) -> None:
    """End one session."""
    await database.run(SessionRecord.delete().where(SessionRecord.digest == digest))


async def end_sessions(database: Database, account_id: str) -> int:
    """End every session of an account; how many there were."""
    open_ones = await sessions_of(database, account_id)
    for session in open_ones:
        await end_session(database, session.digest)
    return len(open_ones)


async def end_sessions_from_before(database: Database, at: datetime) -> None:
    """Remove sessions that began before a moment: they are over whatever was done in them."""
    old = SessionRecord.started_at < at.isoformat()
    await database.run(SessionRecord.delete().where(old))


def owner_in(database: Database, row: Mapping[str, Any]) -> str:
    """The account a session in a row belongs to."""
    sealed, digest = row["sealed"], row["digest"]
    return database.sealing.open_own(sealed, read_owner, *SEALED, digest).account_id


async def _sessions(database: Database, where: object) -> list[StoredSession]:
    query = SessionRecord.select().where(where)  # type: ignore[arg-type]
    return [
        StoredSession(
            row["digest"],
            row["id"],
            owner_in(database, row),
            datetime.fromisoformat(row["started_at"]),
            datetime.fromisoformat(row["seen_at"]),
        )
        for row in await database.run(query.order_by(SessionRecord.started_at))
    ]
