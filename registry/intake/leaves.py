"""What an accepted act leaves in the public log, in its own transaction, and the receipt of it.

What a sponsor sends becomes an opaque leaf over separately salted records, one per patient; a
programme's registration is public.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct, structs

from registry.intake.registered import registration_leaf
from registry.intake.tools import Intake
from registry.log.leaves import PublicLeaf, public_leaf_bytes
from registry.log.receipts import (
    SALT_BYTES,
    LeafOpening,
    OpaqueKind,
    PublicEntry,
    Receipt,
    SealedRecord,
    leaf_content,
    seal_record,
)
from registry.model.programme import Programme
from registry.model.submission import OnePatient, SubmissionBatch
from registry.storage.engine import Database
from registry.storage.openings import (
    Opening,
    find_receipt,
    read_signature,
    store_opening,
    store_records,
)
from registry.storage.submissions import StoredSubmission
from registry.storage.transparency import OpenLog, open_log


class Concern(Struct, frozen=True):
    """Which act a leaf is of: its id, whose it is, what it concerns, when it arrived."""

    id: str
    sponsor_id: str
    subject: str
    at: datetime
    signature: str | None = None

    @classmethod
    def of(cls, submission: StoredSubmission) -> "Concern":
        """A sponsor's submission."""
        at = datetime.fromisoformat(submission.received_at)
        signed = submission.signature
        return cls(submission.id, submission.sponsor_id, submission.subject, at, signed)


class LeafRecords(Struct):
    """The records of a leaf as they are sealed, each with its patient's registry pseudonym."""

    random_bytes: Callable[[int], bytes]
    sealed: list[SealedRecord] = []
    patients: list[str | None] = []

    def add(self, content: Struct, patient: str | None = None) -> None:
        """Seal one record under a salt of its own."""
        digest = hashlib.sha256(msgspec.json.encode(content, order="sorted")).digest()
        self.sealed.append(seal_record(self.random_bytes(SALT_BYTES), digest))
        self.patients.append(patient)

    def add_batch(self, batch: SubmissionBatch, registry: Mapping[str, str]) -> None:
        """Seal what a batch tells of each patient; `registry` knows their registry pseudonyms."""
        told = {outcome.pseudonym: outcome for outcome in batch.outcomes}
        for notice in batch.notices:
            outcome = told.pop(notice.pseudonym, None)
            content = OnePatient(notice, outcome, batch.data_quality)
            self.add(content, registry[notice.pseudonym])
        for pseudonym, outcome in told.items():
            self.add(OnePatient(None, outcome, batch.data_quality), registry[pseudonym])


async def enter_opaque(
    intake: Intake, concern: Concern, kind: OpaqueKind, records: LeafRecords
) -> str:
    """Add the leaf of an act, in its transaction; the receipt, as JSON."""
    log = await open_log(intake.database, intake.signer, concern.at)
    leaf = LeafOpening(
        kind,
        concern.sponsor_id,
        concern.subject,
        log.time.isoformat(),
        intake.random_bytes(SALT_BYTES),
        tuple(records.sealed),
        read_signature(concern.signature),
    )
    receipt = await add_with_receipt(log, concern, leaf)
    await store_records(intake.database, concern.id, records.sealed, records.patients)
    return receipt


async def enter_public(intake: Intake, concern: Concern, leaf: PublicLeaf) -> str:
    """Add the public leaf of a sponsor's act, in its transaction; the receipt, as JSON."""
    log = await open_log(intake.database, intake.signer, concern.at)
    return await add_with_receipt(log, concern, PublicEntry(public_leaf_bytes(leaf).decode()))


async def add_with_receipt(log: OpenLog, concern: Concern, leaf: LeafOpening | PublicEntry) -> str:
    """Add one leaf and keep what its receipt needs; the receipt, as JSON."""
    step = await log.add([leaf_content(leaf)])
    proof = log.signer.proof(step.first, step.path)
    sponsor_id, subject = concern.sponsor_id, concern.subject
    opening = Opening(concern.id, log.head.size, sponsor_id, subject, log.time, proof)
    if isinstance(leaf, LeafOpening):
        opening = structs.replace(opening, kind=leaf.kind, salt=leaf.salt)
    await store_opening(log.database, opening)
    return as_text(Receipt(leaf, proof))


async def enter_programmes(intake: Intake, programmes: Sequence[Programme], at: datetime) -> None:
    """Add the public leaves of programmes the registry enters itself, in the transaction."""
    if programmes:
        log = await open_log(intake.database, intake.signer, at)
        await log.add([public_leaf_bytes(registration_leaf(each)) for each in programmes])


async def kept_receipt(database: Database, submission_id: str) -> str | None:
    """The receipt of a submission, erased records closed; None where it came before the log."""
    receipt = await find_receipt(database, submission_id)
    return as_text(receipt) if receipt else None


def as_text(receipt: Receipt) -> str:
    """A receipt on one line, as answers carry it."""
    return msgspec.json.encode(receipt).decode()
