"""What sponsors sent: the submissions, each stored in the transaction of the act itself.

Whose a submission is and what it concerns is ciphertext: a patient of it would be known to be of
the programme, and so of its disease and mostly of its country.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from registry.storage.addresses import Owner
from registry.storage.engine import Database
from registry.storage.publication import latest_number
from registry.storage.rows import insert
from registry.storage.sealing import Sealing
from registry.storage.tables import SubmissionRecord

SEALED = ("submission", "sealed")
SENT_BLOCK = 512


class StoredSubmission(Struct, frozen=True):
    """An accepted submission.

    `after_snapshot` is the number of the latest snapshot when it was recorded; 0 before the first.
    `signature` is the sponsor's own under what it sent, as JSON; None where it signed nothing.
    """

    id: str
    sponsor_id: str
    idempotency_key: str
    digest: str
    subject: str
    received_at: str
    after_snapshot: int = 0
    signature: str | None = None


class Sent(Struct, frozen=True, array_like=True):
    """What a submission's row holds sealed: by whom, under which key, about what, signed or not."""

    sponsor_id: str
    idempotency_key: str
    subject: str
    signature: str | None


read_sent = msgspec.json.Decoder(Sent).decode


async def record_submission(database: Database, submission: StoredSubmission) -> None:
    """Store a submission after the latest snapshot; UniqueViolation where its key is taken."""
    mine = Owner(database, SubmissionRecord, submission.sponsor_id)
    number = await mine.last_number() + 1
    after = await latest_number(database)
    row = whose(database.sealing, submission) | {
        "id": submission.id,
        "address": mine.address(number),
        "digest": submission.digest,
        "received_at": submission.received_at,
        "after_snapshot": after,
    }
    await insert(database, SubmissionRecord, [row])
    mine.remember(number)


def whose(sealing: Sealing, submission: StoredSubmission) -> dict[str, str]:
    """The columns that keep a submission's key for itself, and that say whose it is."""
    sponsor_id, key = submission.sponsor_id, submission.idempotency_key
    sent = Sent(sponsor_id, key, submission.subject, submission.signature)
    sealed = sealing.seal_own(sent, SENT_BLOCK, *SEALED, submission.id)
    return {"once": once_in(sealing, sponsor_id, key), "sealed": sealed}


def once_in(sealing: Sealing, sponsor_id: str, key: str) -> str:
    """What keeps a sponsor's idempotency key from standing for two contents."""
    return sealing.address("submission once", sponsor_id, key)


def stored_in(sealing: Sealing, row: Mapping[str, Any]) -> StoredSubmission:
    """The submission in a row."""
    sent = sealing.open_own(row["sealed"], read_sent, *SEALED, row["id"])
    return StoredSubmission(
        row["id"],
        sent.sponsor_id,
        sent.idempotency_key,
        row["digest"],
        sent.subject,
        row["received_at"],
        row["after_snapshot"],
        sent.signature,
    )


async def find_submission(database: Database, sponsor_id: str, key: str) -> StoredSubmission | None:
    """The submission a sponsor sent under this idempotency key, or None."""
    once = once_in(database.sealing, sponsor_id, key)
    rows = await database.run(SubmissionRecord.select().where(SubmissionRecord.once == once))
    return stored_in(database.sealing, rows[0]) if rows else None


async def find_content(database: Database, sponsor_id: str, digest: str) -> StoredSubmission | None:
    """The last submission in which a sponsor sent this content, or None."""
    found = await contents(database, sponsor_id, digest)
    return max(found, key=lambda submission: submission.received_at, default=None)


async def find_signed(database: Database, sponsor_id: str, digest: str, signature: str) -> bool:
    """Whether a sponsor sent this content under this signature."""
    found = await contents(database, sponsor_id, digest)
    return any(submission.signature == signature for submission in found)


async def contents(database: Database, sponsor_id: str, digest: str) -> list[StoredSubmission]:
    """Every submission in which a sponsor sent this content."""
    rows = await database.run(SubmissionRecord.select().where(SubmissionRecord.digest == digest))
    found = (stored_in(database.sealing, row) for row in rows)
    return [submission for submission in found if submission.sponsor_id == sponsor_id]


async def find_by_id(database: Database, id: str) -> StoredSubmission | None:
    """The submission of this id, or None."""
    rows = await database.run(SubmissionRecord.select().where(SubmissionRecord.id == id))
    return stored_in(database.sealing, rows[0]) if rows else None


async def submissions_of(
    database: Database, sponsor_id: str, most: int, after: int = 0
) -> list[StoredSubmission]:
    """What a sponsor sent, newest first; `after` so many."""
    mine = Owner(database, SubmissionRecord, sponsor_id)
    newest = await mine.last_number() - after
    rows = await mine.rows(range(newest, max(newest - most, 0), -1))
    return [stored_in(database.sealing, row) for row in rows]
