"""A submission as a stream of lines: the same rules and the same answer, in bounded memory.

The lines lie in a file, so that a slow or broken connection never holds up other submissions. They
are checked and stored some at a time inside one transaction: all of them, or none.
"""

import hashlib
from collections.abc import Iterable
from typing import BinaryIO

from msgspec import Struct, structs

from registry.intake.accept import (
    anew,
    look_up,
    next_release,
    receipts,
    store_notices,
    store_outcomes,
)
from registry.intake.changes import count_changes
from registry.intake.comparing import note_after
from registry.intake.importers.differing import whom
from registry.intake.importers.findings import FILE_RULES, MOST_ERRORS
from registry.intake.importers.lines import Chunk, Head, chunks, read_head
from registry.intake.leaves import Concern, LeafRecords, enter_opaque, kept_receipt
from registry.intake.once import KEY_CONFLICT, SIGNED_ONCE, was_accepted
from registry.intake.patients import Patients
from registry.intake.rules import check
from registry.intake.tools import Envelope, Intake, enter_in_ledger
from registry.log.receipts import OpaqueKind
from registry.model.submission import (
    Accepted,
    ChangeKind,
    EpisodeReceipt,
    Finding,
    Rejected,
    Severity,
    SubmissionBatch,
)
from registry.storage.submissions import StoredSubmission, find_submission

HASHED_AT_ONCE = 1 << 20


class Refused(Exception):
    """Leaves the transaction, so that nothing of a refused stream is stored."""


UNREADABLE = Finding("line-readable", "line", *FILE_RULES["line-readable"])
MANY = Finding("findings-few", "line", *FILE_RULES["findings-few"])
HEADLESS = Finding("head-readable", "line[1]", *FILE_RULES["head-readable"], 1)


async def accept_lines(intake: Intake, lines: BinaryIO, envelope: Envelope) -> Accepted | Rejected:
    """Store a stream of NDJSON whole, or nothing of it; `row` of a finding is its line.

    The digest is that of the bytes sent; the same bytes again are answered, not stored again.
    """
    head = read_head(lines)
    if head is None:
        return Rejected((HEADLESS,))
    submission = name_stream(intake, head, digest_of(lines), envelope)
    stream = Stream(intake, envelope, head, submission, LeafRecords(intake.random_bytes))
    try:
        async with intake.database.transaction():
            earlier = await find_submission(
                intake.database, submission.sponsor_id, submission.idempotency_key
            )
            if earlier is not None and earlier.digest != submission.digest:
                return Rejected((KEY_CONFLICT,))
            came = await was_accepted(
                intake.database, submission.sponsor_id, submission.digest, envelope.signed
            )
            if earlier is not None:
                stream.submission = anew(intake, submission)
            answer = await stream.take_in(lines)
            repeats = earlier is not None and (envelope.idempotency_key or not stream.new)
            if earlier is not None and repeats and isinstance(answer, Accepted):
                answer = as_before(answer, earlier, await kept_receipt(intake.database, earlier.id))
            elif came and isinstance(answer, Accepted):
                answer = Rejected((SIGNED_ONCE,))
            if isinstance(answer, Rejected) or envelope.dry_run or repeats:
                raise Refused
            answer = structs.replace(answer, receipt=await stream.enter())
    except Refused:
        pass
    await note_after(intake, envelope, stream.differing)
    return answer


def digest_of(lines: BinaryIO) -> str:
    """SHA-256 of the bytes, lower-case hex."""
    lines.seek(0)
    digest = hashlib.sha256()
    while some := lines.read(HASHED_AT_ONCE):
        digest.update(some)
    return digest.hexdigest()


def name_stream(intake: Intake, head: Head, digest: str, envelope: Envelope) -> StoredSubmission:
    """The ledger's line for a stream."""
    return StoredSubmission(
        id=intake.new_id(),
        sponsor_id=envelope.sender.sponsor_id,
        idempotency_key=intake.ledger_key(envelope.idempotency_key or digest),
        digest=digest,
        subject=head.programme_id,
        received_at=envelope.received.isoformat(),
        signature=envelope.signed,
    )


class Stream(Struct):
    """What is known of a stream while it is taken in."""

    intake: Intake
    envelope: Envelope
    head: Head
    submission: StoredSubmission
    records: LeafRecords
    findings: list[Finding] = []
    differing: list[str] = []
    registered: list[EpisodeReceipt] = []
    outcomes: int = 0
    new: int = 0
    unchanged: int = 0

    async def take_in(self, lines: BinaryIO) -> Accepted | Rejected:
        """Check every chunk, and store it while nothing was wrong."""
        await enter_in_ledger(self.intake, self.envelope, self.submission, "submission accepted")
        for chunk in chunks(lines, self.head):
            await self.take(chunk)
            if self.errors() >= MOST_ERRORS:
                return Rejected((*self.findings, MANY))
        if not self.new and not self.unchanged and not self.findings:
            empty = SubmissionBatch(self.head.programme_id)
            situation = await look_up(self.intake, empty, self.envelope, self.patients(empty))
            self.findings += check(empty, situation)
        if self.is_refused():
            return Rejected(tuple(self.findings))
        return await self.accepted()

    async def take(self, chunk: Chunk) -> None:
        """Check one chunk against what is stored by now, and store it."""
        self.findings += (structs.replace(UNREADABLE, row=row) for row in chunk.unreadable)
        batch, patients = chunk.batch, self.patients(chunk.batch)
        if not batch.notices and not batch.outcomes:
            return
        situation = await look_up(self.intake, batch, self.envelope, patients)
        found = check(batch, situation)
        self.findings += (at_line(finding, chunk) for finding in found)
        self.differing += whom(found, batch)
        if self.is_refused():
            return
        kinds = count_changes(batch, situation)
        self.new += kinds[ChangeKind.NEW]
        self.unchanged += kinds[ChangeKind.UNCHANGED]
        self.outcomes += len(batch.outcomes)
        places = await store_notices(situation, batch, self.submission, patients)
        await patients.link(batch.notices)
        await store_outcomes(situation, batch, self.submission, places, self.intake.database)
        self.registered += receipts(batch, places)
        self.records.add_batch(batch, patients.registry)

    async def enter(self) -> str:
        """The leaf of the whole stream; its receipt."""
        concern = Concern.of(self.submission)
        return await enter_opaque(self.intake, concern, OpaqueKind.SUBMISSION, self.records)

    def patients(self, batch: SubmissionBatch) -> Patients:
        """The patients a chunk speaks of."""
        return Patients.of(self.intake, self.envelope, batch)

    def is_refused(self) -> bool:
        """Whether anything is wrong so far; from then on lines are only checked."""
        return self.errors() > 0

    def errors(self) -> int:
        """How much is wrong so far."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    async def accepted(self) -> Accepted:
        """What the sponsor is told."""
        dry_run = self.envelope.dry_run
        return Accepted(
            self.submission.id,
            self.submission.digest,
            self.envelope.received.date(),
            dry_run,
            False,
            () if dry_run else tuple(self.registered),
            self.outcomes,
            self.new,
            self.unchanged,
            next_release=await next_release(self.intake.database) if dry_run else None,
            warnings=tuple(self.findings),
        )


def as_before(answer: Accepted, earlier: StoredSubmission, receipt: str | None) -> Accepted:
    """The answer to a stream that came before: nothing of it is stored once more."""
    return structs.replace(
        answer,
        submission_id=earlier.id,
        repeated=True,
        new=0,
        unchanged=answer.new + answer.unchanged,
        receipt=receipt,
    )


def at_line(finding: Finding, chunk: Chunk) -> Finding:
    """A finding with the line it stands in: `line[7].visits[1].day`."""
    if finding.row is None:
        return finding
    lines: Iterable[int] = chunk.notices if finding.path.startswith("notices") else chunk.outcomes
    line = tuple(lines)[finding.row]
    _, _, tail = finding.path.partition("]")
    return structs.replace(finding, path=f"line[{line}]{tail}", row=line)
