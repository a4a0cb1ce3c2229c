"""A sponsor's own record of one patient, as GraphQL."""

from datetime import date

import strawberry

from registry.intake.changes import as_json
from registry.intake.records import Record, record_of
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


async def own_record(desk: Desk, programme_id: str, pseudonym: str) -> EpisodeRecord | None:
    """The record; null where you have no such patient in a programme of yours."""
    sponsor_id = desk.principal.organisation.id
    record = await record_of(desk.intake, sponsor_id, programme_id, pseudonym)
    return as_output(record) if record else None


def as_output(record: Record) -> EpisodeRecord:
    """The record as its output type."""
    return EpisodeRecord(
        sequence=record.episode.sequence,
        accepted_month=record.episode.accepted_month,
        timing=record.episode.timing,
        revision=record.revision,
        history=[version_of(told) for told in record.history],
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
