"""A sponsor's own records, as GraphQL."""

from datetime import date

import strawberry
from msgspec import structs

from registry.intake import records
from registry.intake.changes import as_json
from registry.intake.reading import read_content, read_record
from registry.intake.records import Record
from registry.model.codes import CorrectionReason, EntryKind, Timing
from registry.model.course import ReceivedVersion
from registry_graphql.inputs import enum_of
from registry_graphql.sponsor.desk import Desk


@strawberry.type(description="One version of one fact, with what told it.")
class EntryVersion:
    """A version as its sponsor sees it."""

    kind: enum_of(EntryKind) = strawberry.field(  # type: ignore[valid-type]
        description="What it tells of."
    )
    key: str = strawberry.field(description="Which one, where there can be several.")
    version: int = strawberry.field(description="From 1; the highest one stands.")
    value: str | None = strawberry.field(description="As JSON; null where it was taken back.")
    reason: enum_of(CorrectionReason) | None = strawberry.field(  # type: ignore[valid-type]
        description="Why a correction changed it; null for what was first told."
    )
    submission_id: str = strawberry.field(description="The submission that told it.")
    received_on: date = strawberry.field(description="The day it was received (UTC).")


@strawberry.type(description="A notice as it stood until a correction.")
class FormerNotice:
    """An earlier notice as its sponsor sees it."""

    version: int = strawberry.field(description="From 1.")
    value: str | None = strawberry.field(description="As JSON.")
    reason: enum_of(CorrectionReason) = strawberry.field(  # type: ignore[valid-type]
        description="Why it was corrected."
    )
    submission_id: str = strawberry.field(description="The correction that replaced it.")
    received_on: date = strawberry.field(description="The day that was received (UTC).")


@strawberry.type(description="What is stored of one of your patients, in every version.")
class EpisodeRecord:
    """A record as its sponsor sees it."""

    sequence: int = strawberry.field(description="Order of registration in the programme.")
    accepted_month: str = strawberry.field(description="Month of acceptance.")
    timing: enum_of(Timing) = strawberry.field(  # type: ignore[valid-type]
        description="Whether it was registered before its outcome could be known."
    )
    revision: int = strawberry.field(description="Give it as `basedOn` in a correction.")
    history: list[EntryVersion] = strawberry.field(description="Every version, oldest first.")
    notice: str | None = strawberry.field(description="As JSON; null for an erased patient.")
    former_notices: list[FormerNotice] = strawberry.field(description="What it said before.")


@strawberry.type(description="A submission of yours, as the registry holds it.")
class Submission:
    """Proof that a content arrived."""

    submission_id: str = strawberry.field(description="Names the submission.")
    digest: str = strawberry.field(description="SHA-256 of what you sent, in hex.")
    subject: str = strawberry.field(description="The programme, or the fact that was registered.")
    received_on: date = strawberry.field(description="Day of receipt (UTC).")
    receipt: str | None = strawberry.field(
        description="The log's receipt as it was first given, as JSON; null before the log began."
    )


async def own_submission(desk: Desk, digest: str) -> Submission | None:
    """The submission; null where you never sent this content."""
    found = await read_content(desk.intake.database, desk.envelope, digest)
    return Submission(**structs.asdict(found)) if found else None


async def own_record(desk: Desk, programme_id: str, pseudonym: str) -> EpisodeRecord | None:
    """The record; null where you have no such patient in a programme of yours."""
    record = await read_record(desk.intake, desk.envelope, programme_id, pseudonym)
    return as_output(record) if record else None


def as_output(record: Record) -> EpisodeRecord:
    """The record as its output type."""
    return EpisodeRecord(
        sequence=record.episode.sequence,
        accepted_month=record.episode.accepted_month,
        timing=record.episode.timing,
        revision=record.revision,
        history=[version_of(told) for told in record.history],
        notice=as_json(record.notice),
        former_notices=[former_of(former) for former in record.former_notices],
    )


def former_of(former: records.FormerNotice) -> FormerNotice:
    """One earlier notice as its output type."""
    told = former.earlier
    return FormerNotice(
        version=told.version,
        value=as_json(former.said),
        reason=told.reason,
        submission_id=told.submission_id,
        received_on=date.fromisoformat(told.received_at[:10]),
    )


def version_of(told: ReceivedVersion) -> EntryVersion:
    """One version as its output type."""
    version = told.version
    return EntryVersion(
        kind=version.kind,
        key=version.key,
        version=version.number,
        value=as_json(version.value),
        reason=version.reason,
        submission_id=told.submission_id,
        received_on=date.fromisoformat(told.received_at[:10]),
    )
