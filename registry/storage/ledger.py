"""Submissions and audit events: who sent what, who did what, in the act's own transaction."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct, structs
from piccolo.custom_types import Combinable
from piccolo.query.functions import Max
from piccolo.querystring import QueryString

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
    """The last submission in which a sponsor sent this content, or None."""
    mine = (SubmissionRecord.sponsor_id == sponsor_id) & (SubmissionRecord.digest == digest)
    latest = (
        SubmissionRecord.select()
        .where(mine)
        .order_by(SubmissionRecord.received_at, ascending=False)
    )
    rows = await database.run(latest.limit(1))
    return StoredSubmission(**rows[0]) if rows else None


async def find_signed(database: Database, sponsor_id: str, digest: str, signature: str) -> bool:
    """Whether a sponsor sent this content under this signature, as the ledger keeps it."""
    content = (SubmissionRecord.digest == digest) & (SubmissionRecord.sponsor_id == sponsor_id)
    signed = content & (SubmissionRecord.signature == signature)
    return bool(await database.run(SubmissionRecord.select(SubmissionRecord.id).where(signed)))


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
    await record_acts(database, [act])


async def record_acts(database: Database, acts: Sequence[Act]) -> None:
    """Append audit events, all of them with a reason or none."""
    rows = await database.run(AuditEvent.select(Max(AuditEvent.number)))
    first = (rows[0]["max"] or 0) + 1
    await insert(
        database, AuditEvent, [_row(number, act) for number, act in enumerate(acts, first)]
    )


def _row(number: int, act: Act) -> dict[str, Any]:
    row = {"number": number} | structs.asdict(act) | {"at": act.at.isoformat()}
    if not act.reason:
        # what an older version left has no such column before it is migrated, and is backed up
        del row["reason"]
    return row


async def actors_of(database: Database, action: str, digest: str) -> set[str]:
    """Who did this with this content."""
    where = (AuditEvent.action == action) & (AuditEvent.digest == digest)
    rows = await database.run(AuditEvent.select(AuditEvent.actor).where(where))
    return {row["actor"] for row in rows}


async def first_act_at(database: Database) -> datetime | None:
    """When the first audit event was written: the registry's beginning."""
    query = AuditEvent.select(AuditEvent.at).order_by(AuditEvent.number).limit(1)
    rows = await database.run(query)
    return datetime.fromisoformat(rows[0]["at"]) if rows else None


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


class Wanted(Struct, frozen=True):
    """Which part of the audit trail is asked for; an empty text means every one.

    `kind` is an action, or what stands before its colon. `before` is a number: older acts only.
    """

    kind: str = ""
    actor: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


async def last_done(database: Database) -> dict[tuple[str, str], int]:
    """The number of the last event of each actor and action."""
    rows = await database.run(
        QueryString(
            "SELECT actor, action, MAX(number) AS last FROM audit_event GROUP BY actor, action"
        )
    )
    return {(row["actor"], row["action"]): row["last"] for row in rows}


async def newest_acts(database: Database, wanted: Wanted, most: int) -> list[tuple[int, Act]]:
    """At most so many acts with their numbers, newest first."""
    query = AuditEvent.select()
    for condition in _conditions(wanted):
        query = query.where(condition)
    rows = await database.run(query.order_by(AuditEvent.number, ascending=False).limit(most))
    return [(row["number"], _act(row)) for row in rows]


def _conditions(wanted: Wanted) -> Iterator[Combinable]:
    if wanted.kind:
        yield (AuditEvent.action == wanted.kind) | AuditEvent.action.like(f"{wanted.kind}:%")
    if wanted.actor:
        yield AuditEvent.actor == wanted.actor
    if wanted.since is not None:
        yield AuditEvent.at >= wanted.since.isoformat()
    if wanted.until is not None:
        yield AuditEvent.at < (wanted.until + timedelta(days=1)).isoformat()
    if wanted.before is not None:
        yield AuditEvent.number < wanted.before


async def kinds_of_acts(database: Database) -> list[str]:
    """Every kind of act there is, sorted: its name up to a colon."""
    rows = await database.run(AuditEvent.select(AuditEvent.action).distinct())
    return sorted({row["action"].partition(":")[0] for row in rows})


def _act(row: dict[str, Any]) -> Act:
    return Act(
        datetime.fromisoformat(row["at"]),
        row["actor"],
        row["action"],
        row["subject"],
        row["digest"],
        row["reason"],
    )
