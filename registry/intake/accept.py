"""The first half of the story: a submission is checked, pseudonymised and stored, or refused.

`accept_submission` is the whole of it, top to bottom. What it acknowledges is durable: rows,
audit event and leaf of the log are one transaction, synced to disk before the answer leaves.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import structs

from registry.intake.changes import changes_of, count_changes, count_of_facts, new_versions
from registry.intake.comparing import compared, note_compared
from registry.intake.leaves import Concern, LeafRecords, enter_opaque, kept_receipt
from registry.intake.once import KEY_CONFLICT, SIGNED_ONCE, was_accepted
from registry.intake.patients import Patients
from registry.intake.rules import check
from registry.intake.rules.sameness import COMPARED
from registry.intake.rules.situation import Situation, Stored, worked_out
from registry.intake.schedule import schedule_of
from registry.intake.tools import Envelope, Intake, enter_in_ledger
from registry.log.receipts import OpaqueKind
from registry.model.codes import Timing
from registry.model.course import course_of, standing
from registry.model.episode import EpisodeKeys, TreatmentEpisode
from registry.model.parties import Centre
from registry.model.product import Product
from registry.model.programme import Programme
from registry.model.submission import (
    Accepted,
    ChangeKind,
    CorrectionBatch,
    EpisodeNotice,
    EpisodeReceipt,
    Finding,
    Rejected,
    Severity,
    SubmissionBatch,
    batch_digest,
)
from registry.storage import vault
from registry.storage.columns import seal_keys
from registry.storage.courses import add_versions, read_versions
from registry.storage.directory import find_fact
from registry.storage.engine import Database
from registry.storage.publication import latest_snapshot
from registry.storage.submissions import StoredSubmission, find_submission

Places = Mapping[str, TreatmentEpisode]
"""The episode of each patient, by source pseudonym."""


async def accept_submission(
    intake: Intake, batch: SubmissionBatch, envelope: Envelope
) -> Accepted | Rejected:
    """Store one submission whole, or nothing of it.

    Accepted carries the submission's id and each new patient's sequence number; the same batch
    sent again under the same key is answered, not stored again. Rejected lists every finding.
    """
    async with intake.database.transaction():
        answer = await take_in(intake, batch, envelope)
        await note_compared(intake, envelope, [*compared(answer, batch)])
    return answer


async def take_in(
    intake: Intake, batch: SubmissionBatch, envelope: Envelope
) -> Accepted | Rejected:
    """The same in the caller's transaction. What is rejected has written nothing."""
    submission = name_submission(intake, batch, envelope)
    patients = Patients.of(intake, envelope, batch)
    earlier = await find_submission(
        intake.database, submission.sponsor_id, submission.idempotency_key
    )
    if earlier is not None and earlier.digest != submission.digest:
        return Rejected((KEY_CONFLICT,))
    situation = await look_up(intake, batch, envelope, patients)
    if earlier is not None:
        if envelope.idempotency_key or says_nothing_new(batch, situation):
            return await repeat(batch, patients, envelope, earlier)
        if await was_accepted(
            intake.database, earlier.sponsor_id, earlier.digest, submission.signature
        ):
            return Rejected((SIGNED_ONCE,))
        submission = anew(intake, submission)
    findings = check(batch, situation)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Rejected(findings)
    accepted = answer(batch, situation, submission, envelope, findings)
    if envelope.dry_run:
        return structs.replace(accepted, next_release=await next_release(intake.database))
    await enter_in_ledger(intake, envelope, submission, "submission accepted")
    places = await store_notices(situation, batch, submission, patients)
    await patients.link(batch.notices)
    await store_outcomes(situation, batch, submission, places, intake.database)
    receipt = await enter_batch(batch, submission, patients)
    return structs.replace(accepted, registered=receipts(batch, places), receipt=receipt)


def answer(
    batch: SubmissionBatch,
    situation: Situation,
    submission: StoredSubmission,
    envelope: Envelope,
    findings: tuple[Finding, ...],
) -> Accepted:
    """What the sponsor is told; a dry run lists what each fact would do."""
    kinds = count_changes(batch, situation)
    return Accepted(
        submission.id,
        submission.digest,
        envelope.received.date(),
        envelope.dry_run,
        outcomes=len(batch.outcomes),
        new=kinds[ChangeKind.NEW],
        unchanged=kinds[ChangeKind.UNCHANGED],
        changes=tuple(changes_of(batch, situation)) if envelope.dry_run else (),
        warnings=findings,
    )


async def next_release(database: Database) -> date | None:
    """The next day on which anything can become public, as the latest snapshot says."""
    frozen = await latest_snapshot(database)
    return frozen.snapshot.next_release if frozen else None


def receipts(batch: SubmissionBatch, places: Places) -> tuple[EpisodeReceipt, ...]:
    """The place in the order of registration of each patient noticed."""
    return tuple(
        EpisodeReceipt(notice.pseudonym, places[notice.pseudonym].sequence)
        for notice in batch.notices
    )


def name_submission(
    intake: Intake, batch: SubmissionBatch | CorrectionBatch, envelope: Envelope
) -> StoredSubmission:
    """The ledger's line for a batch; its idempotency key defaults to the batch's digest."""
    digest = batch_digest(batch)
    return StoredSubmission(
        id=intake.new_id(),
        sponsor_id=envelope.sender.sponsor_id,
        idempotency_key=intake.ledger_key(envelope.idempotency_key or digest),
        digest=digest,
        subject=batch.programme_id,
        received_at=envelope.received.isoformat(),
        signature=envelope.signed,
    )


async def look_up(
    intake: Intake, batch: SubmissionBatch, envelope: Envelope, patients: Patients
) -> Situation:
    """What the rules need to know beside the batch. Only the sender's own patients are read."""
    programme = await find_fact(intake.database, Programme, batch.programme_id)
    stored = await patients.episodes(batch.programme_id)
    versions = await read_versions(intake.database, [s.episode.id for s in stored.values()])
    keys = await patients.keys_of({n.pseudonym: stored.get(n.pseudonym) for n in batch.notices})
    situation = Situation(
        programme,
        envelope.sender.sponsor_id,
        {
            pseudonym: Stored(
                found.episode,
                course_of(found.episode.id, standing(versions[found.episode.id])),
                versions[found.episode.id],
                keys.get(pseudonym),
                found.withdrawal is not None,
                found.notice_version,
            )
            for pseudonym, found in stored.items()
        },
        envelope.received.date(),
        await windows(intake.database, programme),
        erased=await patients.erased(n.pseudonym for n in batch.notices),
    )
    return worked_out(batch, situation)


async def windows(database: Database, programme: Programme | None) -> tuple[int, ...]:
    """The follow-up windows of the programme's product."""
    product = programme and await find_fact(database, Product, programme.product_id)
    return schedule_of(product).windows if product else ()


async def store_notices(
    situation: Situation, batch: SubmissionBatch, submission: StoredSubmission, patients: Patients
) -> Places:
    """Register each newly noticed patient, next in the programme's order; where all stand now."""
    places = {pseudonym: stored.episode for pseudonym, stored in situation.stored.items()}
    notices = [n for n in batch.notices if n.pseudonym not in places]
    if not notices or situation.programme is None:
        return places
    intake = patients.intake
    data_keys = await patients.data_keys(notice.pseudonym for notice in notices)
    placed = await place_patients(intake, situation.programme, notices)
    told_late = {outcome.pseudonym for outcome in batch.outcomes if outcome.retrospective}
    last = await vault.last_sequence(intake.database, batch.programme_id)
    episodes = []
    for sequence, notice in enumerate(notices, start=last + 1):
        episode = TreatmentEpisode(
            id=intake.new_id(),
            programme_id=batch.programme_id,
            sequence=sequence,
            patient=patients.registry[notice.pseudonym],
            accepted_month=notice.accepted_month,
            registered_on=situation.received_on,
            timing=timing_of(notice, told_late),
        )
        sealed = seal_keys(
            intake.database.sealing,
            data_keys[notice.pseudonym],
            episode.id,
            placed[notice.pseudonym],
        )
        places[notice.pseudonym] = episode
        episodes.append(vault.StoredEpisode(episode, sealed, submission.id))
    await vault.add_episodes(intake.database, episodes)
    return places


def timing_of(notice: EpisodeNotice, told_late: set[str]) -> Timing:
    """RETROSPECTIVE where the sponsor marks the notice or the outcome that came with it."""
    late = notice.retrospective or notice.pseudonym in told_late
    return Timing.RETROSPECTIVE if late else Timing.PROSPECTIVE


async def place_patients(
    intake: Intake, programme: Programme, notices: Iterable[EpisodeNotice]
) -> dict[str, EpisodeKeys]:
    """Where each noticed patient was accepted, with age band and sex where the notice says."""
    centres = {id: await find_fact(intake.database, Centre, id) for id in set(programme.centre_ids)}
    placed = {}
    for notice in notices:
        centre = centres[notice.centre_id or programme.centre_ids[0]]
        if centre is not None:
            told = {name: getattr(notice, name) for name in COMPARED - {"centre_id"}}
            placed[notice.pseudonym] = EpisodeKeys(centre.id, centre.country, **told)
    return placed


async def store_outcomes(
    situation: Situation,
    batch: SubmissionBatch,
    submission: StoredSubmission,
    places: Places,
    database: Database,
) -> None:
    """Add the news of each episode; an episode marked late is retrospective for ever.

    One that came with this submission was stored as what it is.
    """
    ids = {pseudonym: episode.id for pseudonym, episode in places.items()}
    await add_versions(database, submission.id, new_versions(batch, situation, ids))
    known = [outcome for outcome in batch.outcomes if outcome.pseudonym in situation.stored]
    late = {ids[outcome.pseudonym] for outcome in known if outcome.retrospective}
    await vault.seal_told(database, [ids[outcome.pseudonym] for outcome in known], late)


async def enter_batch(
    batch: SubmissionBatch, submission: StoredSubmission, patients: Patients
) -> str:
    """The leaf of a submission, with a record per patient; its receipt."""
    intake = patients.intake
    records = LeafRecords(intake.random_bytes)
    records.add_batch(batch, patients.registry)
    return await enter_opaque(intake, Concern.of(submission), OpaqueKind.SUBMISSION, records)


def says_nothing_new(batch: SubmissionBatch, situation: Situation) -> bool:
    """Whether everything told is stored: what a correction took back may be told again."""
    return not count_changes(batch, situation)[ChangeKind.NEW]


def anew(intake: Intake, submission: StoredSubmission) -> StoredSubmission:
    """The ledger's line for content that came before and is stored once more."""
    key = intake.ledger_key(f"{submission.idempotency_key} {submission.id}")
    return structs.replace(submission, idempotency_key=key)


async def repeat(
    batch: SubmissionBatch, patients: Patients, envelope: Envelope, earlier: StoredSubmission
) -> Accepted:
    """The same batch gets the same answer."""
    stored = await patients.episodes(batch.programme_id)
    return Accepted(
        earlier.id,
        earlier.digest,
        date.fromisoformat(earlier.received_at[:10]),
        envelope.dry_run,
        repeated=True,
        registered=receipts(batch, {source: each.episode for source, each in stored.items()}),
        outcomes=len(batch.outcomes),
        unchanged=count_of_facts(batch),
        receipt=await kept_receipt(patients.intake.database, earlier.id),
    )
