"""Submissions and audit events: who sent what, who did what, in the act's own transaction."""

from datetime import datetime
from typing import Any

from msgspec import Struct, structs
from piccolo.query.functions import Max

from registry.storage.engine import Database
from registry.storage.publication import latest_number
from registry.storage.rows import insert
from registry.storage.tables import AuditEvent, SubmissionRecord


class StoredSubmission(Struct, frozen=True):
    """An accepted submission as it stands in the ledger.

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


class Act(Struct, frozen=True):
    """Who did what to what and why; `digest` fixes the content without holding it."""

    at: datetime
    actor: str
    action: str
    subject: str
    digest: str
    reason: str = ""


async def find_submission(database: Database, sponsor_id: str, key: str) -> StoredSubmission | None:
    """The submission a sponsor sent under this idempotency key, or None."""
    rows = await database.run(
        SubmissionRecord.select().where(
            (SubmissionRecord.sponsor_id == sponsor_id) & (SubmissionRecord.idempotency_key == key)
        )
    )
    return StoredSubmission(**rows[0]) if rows else None


async def find_content(database: Database, sponsor_id: str, digest: str) -> StoredSubmission | None:
    """The first submission in which a sponsor sent this content, or None."""
    mine = (SubmissionRecord.sponsor_id == sponsor_id) & (SubmissionRecord.digest == digest)
    query = SubmissionRecord.select().where(mine).order_by(SubmissionRecord.received_at).limit(1)
    rows = await database.run(query)
    return StoredSubmission(**rows[0]) if rows else None


async def submissions_of(
    database: Database, sponsor_id: str, most: int, after: int = 0
) -> list[StoredSubmission]:
    """What a sponsor sent, newest first; `after` so many."""
    query = SubmissionRecord.select().where(SubmissionRecord.sponsor_id == sponsor_id)
    newest = query.order_by(SubmissionRecord.received_at, SubmissionRecord.id, ascending=False)
    rows = await database.run(newest.limit(most).offset(after))
    return [StoredSubmission(**row) for row in rows]


async def record_submission(database: Database, submission: StoredSubmission) -> None:
    """Store a submission after the latest snapshot; UniqueViolation where its key is taken."""
    row = structs.asdict(submission) | {"after_snapshot": await latest_number(database)}
    await insert(database, SubmissionRecord, [row])


async def record_act(database: Database, act: Act) -> None:
    """Append an audit event. Transactions exclude one another, so numbers have no gap."""
    rows = await database.run(AuditEvent.select(Max(AuditEvent.number)))
    number = (rows[0]["max"] or 0) + 1
    await insert(
        database,
        AuditEvent,
        [{"number": number} | structs.asdict(act) | {"at": act.at.isoformat()}],
    )


async def actors_of(database: Database, action: str, digest: str) -> set[str]:
    """Who did this with this content."""
    where = (AuditEvent.action == action) & (AuditEvent.digest == digest)
    rows = await database.run(AuditEvent.select(AuditEvent.actor).where(where))
    return {row["actor"] for row in rows}


async def last_act_at(database: Database) -> datetime | None:
    """When the last audit event was written; None before the first."""
    query = AuditEvent.select(AuditEvent.at).order_by(AuditEvent.number, ascending=False).limit(1)
    rows = await database.run(query)
    return datetime.fromisoformat(rows[0]["at"]) if rows else None


async def acts(database: Database) -> list[Act]:
    """The audit trail, oldest first."""
    rows = await database.run(AuditEvent.select().order_by(AuditEvent.number))
    return [_act(row) for row in rows]


async def acts_of(database: Database, action: str) -> list[Act]:
    """Every act of one name, oldest first."""
    query = AuditEvent.select().where(AuditEvent.action == action).order_by(AuditEvent.number)
    return [_act(row) for row in await database.run(query)]


def _act(row: dict[str, Any]) -> Act:
    return Act(
        datetime.fromisoformat(row["at"]),
        row["actor"],
        row["action"],
        row["subject"],
        row["digest"],
        row["reason"],
    )
