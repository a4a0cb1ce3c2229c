"""Withdrawal: a sponsor asks on a patient's behalf, a curator confirms; published numbers stay."""

from datetime import date, datetime

from msgspec import Struct, structs

from registry.errors import AccountError
from registry.intake.accept import look_up
from registry.intake.leaves import Concern, LeafRecords, enter_opaque, kept_receipt
from registry.intake.once import KEY_CONFLICT
from registry.intake.patients import Patients
from registry.intake.rules.notices import NOTICE_RULES
from registry.intake.rules.outcomes import OUTCOME_RULES
from registry.intake.tools import Envelope, Intake, enter_in_ledger
from registry.log.receipts import OpaqueKind
from registry.model.codes import WithdrawalScope
from registry.model.registration import Recorded
from registry.model.submission import (
    EpisodeOutcome,
    Rejected,
    SubmissionBatch,
    Withdrawal,
    batch_digest,
)
from registry.storage.ledger import Act, record_act
from registry.storage.submissions import StoredSubmission, find_submission
from registry.storage.vault import StoredEpisode
from registry.storage.withdrawals import ask_withdrawal, confirm_withdrawal, open_withdrawals

RULES = tuple(
    rule
    for rule in (*NOTICE_RULES, *OUTCOME_RULES)
    if rule.id in ("programme-registered", "programme-own", "episode-registered")
)


async def accept_withdrawal(
    intake: Intake, withdrawal: Withdrawal, envelope: Envelope
) -> Recorded | Rejected:
    """Note a withdrawal, with its audit event; from now on nothing new of the patient is taken."""
    told = SubmissionBatch(
        withdrawal.programme_id, outcomes=(EpisodeOutcome(withdrawal.pseudonym),)
    )
    patients = Patients.of(intake, envelope, told)
    digest, database = batch_digest(withdrawal), intake.database
    sponsor_id, day = envelope.sender.sponsor_id, envelope.received.date()
    key = intake.ledger_key(envelope.idempotency_key or digest)
    async with database.transaction():
        earlier = await find_submission(database, sponsor_id, key)
        if earlier is not None and earlier.digest != digest:
            return Rejected((KEY_CONFLICT,))
        situation = await look_up(intake, told, envelope, patients)
        findings = tuple(f for rule in RULES for f in rule.findings(told, situation))
        if findings:
            return Rejected(findings)
        episode = situation.stored[withdrawal.pseudonym].episode
        recorded = Recorded(episode.id, digest, day, envelope.dry_run, earlier is not None)
        if not envelope.dry_run and earlier is None:
            submission = StoredSubmission(
                intake.new_id(),
                sponsor_id,
                key,
                digest,
                withdrawal.programme_id,
                envelope.received.isoformat(),
                signature=envelope.signed,
            )
            await enter_in_ledger(intake, envelope, submission, "withdrawal asked for")
            await ask_withdrawal(database, episode.id, withdrawal.scope)
            records = LeafRecords(intake.random_bytes)
            records.add(withdrawal, patients.registry[withdrawal.pseudonym])
            concern = Concern.of(submission)
            receipt = await enter_opaque(intake, concern, OpaqueKind.WITHDRAWAL, records)
            return structs.replace(recorded, receipt=receipt)
        if earlier is not None:
            kept = await kept_receipt(database, earlier.id)
            return structs.replace(recorded, receipt=kept)
        return recorded


class Tombstone(Struct, frozen=True):
    """What a confirmed withdrawal leaves in the log: which episode, and what was asked for."""

    episode_id: str
    scope: WithdrawalScope


async def confirm(
    intake: Intake, episode_id: str, at: datetime, actor: str, reason: str = ""
) -> None:
    """A curator confirms a withdrawal; its leaf is a tombstone that names no patient.

    AccountError where none waits under this id.
    """
    on: date = at.date()
    database = intake.database
    async with database.transaction():
        waiting = {stored.episode.id: stored for stored in await open_withdrawals(database)}
        if episode_id not in waiting:
            raise AccountError("No withdrawal waits under this id.", "List those that wait.")
        stored = waiting[episode_id]
        await confirm_withdrawal(database, stored, on)
        act = Act(at, actor, "withdrawal confirmed", episode_id, "", reason)
        await record_act(database, act)
        await enter_tombstone(intake, stored, at)


async def enter_tombstone(intake: Intake, stored: StoredEpisode, at: datetime) -> None:
    """The leaf of a confirmed withdrawal. Erasing leaves its salt: it names an empty episode."""
    records, episode = LeafRecords(intake.random_bytes), stored.episode
    if stored.withdrawal is not None:
        records.add(Tombstone(episode.id, stored.withdrawal))
    concern = Concern(intake.new_id(), "", episode.programme_id, at)
    await enter_opaque(intake, concern, OpaqueKind.TOMBSTONE, records)
