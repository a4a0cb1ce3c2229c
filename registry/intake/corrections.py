"""Corrections: a new version of something submitted, with its reason. The old one is kept.

What is published already stays as it stands; the corrected facts count in what opens later.
"""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct, structs

from registry.intake.accept import look_up, name_submission, next_release
from registry.intake.changes import as_json
from registry.intake.comparing import note_compared, shown
from registry.intake.leaves import Concern, LeafRecords, enter_opaque, kept_receipt
from registry.intake.once import KEY_CONFLICT
from registry.intake.patients import Patients
from registry.intake.rules.corrections import as_told, check_correction
from registry.intake.rules.sameness import COMPARED
from registry.intake.rules.situation import Situation, Stored
from registry.intake.tools import Envelope, Intake, enter_in_ledger
from registry.log.receipts import OpaqueKind
from registry.model.codes import CorrectionReason, Timing
from registry.model.course import Entry, Version, entries_of
from registry.model.episode import EpisodeKeys, StatedNotice
from registry.model.naming import camel
from registry.model.parties import Centre
from registry.model.submission import (
    Accepted,
    Change,
    ChangeKind,
    CorrectionBatch,
    EpisodeCorrection,
    EpisodeNotice,
    Rejected,
    Severity,
)
from registry.storage import vault
from registry.storage.columns import seal_keys
from registry.storage.courses import add_versions
from registry.storage.directory import find_fact
from registry.storage.notices import Corrected, replace_notices
from registry.storage.submissions import find_submission

Revised = tuple[Version, Change]


class CorrectedNotice(Struct, frozen=True):
    """What a patient's notice says from now on, and why."""

    pseudonym: str
    said: StatedNotice
    reason: CorrectionReason


async def accept_correction(
    intake: Intake, batch: CorrectionBatch, envelope: Envelope
) -> Accepted | Rejected:
    """Store corrections whole, as new versions, or nothing of them.

    A correction made from an older revision is a conflict and refused (`based-on-latest`).
    """
    submission = name_submission(intake, batch, envelope)
    patients = Patients.of(intake, envelope, as_told(batch))
    database = intake.database
    async with database.transaction():
        earlier = await find_submission(database, submission.sponsor_id, submission.idempotency_key)
        if earlier is not None and earlier.digest != submission.digest:
            return Rejected((KEY_CONFLICT,))
        situation = await look_up(intake, as_told(batch), envelope, patients)
        repeated = earlier is not None
        findings = () if repeated else check_correction(batch, situation)
        if any(finding.severity is Severity.ERROR for finding in findings):
            return Rejected(findings)
        revised = [] if repeated else list(revisions(batch, situation))
        notices = [] if repeated else await corrected_notices(intake, batch, situation)
        changes = [change for _, change in (*revised, *notices)]
        kinds = Counter(change.kind for change in changes)
        accepted = Accepted(
            (earlier or submission).id,
            submission.digest,
            envelope.received.date(),
            envelope.dry_run,
            repeated,
            outcomes=len(batch.corrections),
            new=len(changes) - kinds[ChangeKind.UNCHANGED],
            unchanged=kinds[ChangeKind.UNCHANGED],
            warnings=findings,
        )
        if envelope.dry_run:
            told_of = [correction.outcome.pseudonym for correction in batch.corrections]
            await note_compared(intake, envelope, [*shown(changes, told_of)])
            release = await next_release(database)
            return structs.replace(accepted, changes=tuple(changes), next_release=release)
        if earlier is not None:
            kept = await kept_receipt(database, earlier.id)
            return structs.replace(accepted, receipt=kept)
        await enter_in_ledger(intake, envelope, submission, "correction accepted")
        await store(intake, submission.id, batch, situation, revised)
        await store_notices(patients, submission.id, batch.programme_id, notices)
        await patients.link(as_told(batch).notices)
        records = LeafRecords(intake.random_bytes)
        for correction in batch.corrections:
            records.add(correction, patients.registry[correction.outcome.pseudonym])
        concern = Concern.of(submission)
        receipt = await enter_opaque(intake, concern, OpaqueKind.CORRECTION, records)
        return structs.replace(accepted, receipt=receipt)


async def store(
    intake: Intake,
    submission_id: str,
    batch: CorrectionBatch,
    situation: Situation,
    revised: list[Revised],
) -> None:
    """The new versions; an episode marked late is retrospective for ever."""
    changed = [v for v, change in revised if change.kind is not ChangeKind.UNCHANGED]
    await add_versions(intake.database, submission_id, changed)
    ids = [situation.stored[c.outcome.pseudonym].episode.id for c in batch.corrections]
    late = {id for id, c in zip(ids, batch.corrections, strict=True) if is_late(c)}
    await vault.seal_told(intake.database, ids, late)


def is_late(correction: EpisodeCorrection) -> bool:
    """Whether a correction marks its patient retrospective."""
    notice = correction.notice
    return correction.outcome.retrospective or (notice is not None and notice.retrospective)


async def corrected_notices(
    intake: Intake, batch: CorrectionBatch, situation: Situation
) -> list[tuple[CorrectedNotice, Change]]:
    """What the corrections say of notices; what a notice leaves out stays."""
    told = []
    for row, correction in enumerate(batch.corrections):
        notice, stored = correction.notice, situation.stored[correction.outcome.pseudonym]
        if notice is None or stored.keys is None:
            continue
        late = stored.episode.timing is Timing.RETROSPECTIVE
        before = StatedNotice(stored.episode.accepted_month, stored.keys, late)
        keys = await keys_said(intake, notice, stored.keys)
        after = StatedNotice(notice.accepted_month, keys, late or is_late(correction))
        kind = ChangeKind.UNCHANGED if before == after else ChangeKind.CHANGED
        path = f"corrections[{row}].notice"
        change = Change(row, path, kind, as_json(before), as_json(after))
        told.append((CorrectedNotice(notice.pseudonym, after, correction.reason), change))
    return told


async def keys_said(intake: Intake, notice: EpisodeNotice, keys: EpisodeKeys) -> EpisodeKeys:
    """The keys as the notice says them; another centre may lie in another country."""
    said = {name: getattr(notice, name) for name in COMPARED}
    centre = notice.centre_id and await find_fact(intake.database, Centre, notice.centre_id)
    if centre:
        said["country"] = centre.country
    return structs.replace(keys, **{name: told for name, told in said.items() if told is not None})


async def store_notices(
    patients: Patients,
    submission_id: str,
    programme_id: str,
    notices: list[tuple[CorrectedNotice, Change]],
) -> None:
    """Put what changed in place of the notices that stood; those are kept."""
    changed = [one for one, change in notices if change.kind is ChangeKind.CHANGED]
    episodes = await patients.episodes(programme_id)
    data_keys = await patients.data_keys(one.pseudonym for one in changed)
    database = patients.intake.database
    replaced = [
        Corrected(
            (stored := episodes[one.pseudonym]),
            one.said.accepted_month,
            seal_keys(database.sealing, data_keys[one.pseudonym], stored.episode.id, one.said.keys),
            one.reason,
        )
        for one in changed
    ]
    await replace_notices(database, submission_id, replaced)


def revisions(batch: CorrectionBatch, situation: Situation) -> Iterator[Revised]:
    """Every fact a correction replaces or takes back, with its next version."""
    for row, correction in enumerate(batch.corrections):
        stored = situation.stored[correction.outcome.pseudonym]
        yield from replaced(row, correction, stored)
        yield from taken_back(row, correction, stored)


def replaced(row: int, correction: EpisodeCorrection, stored: Stored) -> Iterator[Revised]:
    """What is told anew."""
    for entry in entries_of(correction.outcome):
        before = stored.versions.get(entry.name)
        number = before.number + 1 if before else 1
        reason = correction.reason
        path = f"corrections[{row}].outcome.{camel(entry.path)}"
        yield (
            Version(stored.episode.id, entry.kind, entry.key, entry.value, number, reason),
            Change(
                row,
                path,
                correcting(entry, before),
                as_json(before and before.value),
                as_json(entry.value),
            ),
        )


def correcting(entry: Entry, before: Version | None) -> ChangeKind:
    """Whether a fact is new, stays, or changes."""
    if before is None or before.value is None:
        return ChangeKind.NEW
    return ChangeKind.UNCHANGED if before.value == entry.value else ChangeKind.CHANGED


def taken_back(row: int, correction: EpisodeCorrection, stored: Stored) -> Iterator[Revised]:
    """What was never so."""
    for index, name in enumerate(correction.taken_back):
        before = stored.versions[name.kind, name.key]
        path = f"corrections[{row}].takenBack[{index}]"
        yield (
            Version(
                stored.episode.id, name.kind, name.key, None, before.number + 1, correction.reason
            ),
            Change(row, path, ChangeKind.TAKEN_BACK, as_json(before.value)),
        )
