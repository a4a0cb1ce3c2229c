"""A whole file at once: the rules of submissions and of statements, stored together or not at all.

What a data manager sends from a page is what the command line and GraphQL send in parts; the same
functions take it in, inside one transaction.
"""

from collections.abc import Iterable

from msgspec import Struct

from registry.intake.accept import take_in
from registry.intake.changes import as_json
from registry.intake.comparing import compared, note_after
from registry.intake.importers.assemble import OF_UNREAD_ROWS, ReadFile
from registry.intake.importers.differing import corrections, whom
from registry.intake.importers.findings import FileFinding, Place, at_row, placed
from registry.intake.importers.layout import SHEETS
from registry.intake.reading import read_record
from registry.intake.records import Record
from registry.intake.register import take_in_draft
from registry.intake.tools import Envelope, Intake
from registry.model.codes import CorrectionReason
from registry.model.records import StoredEntry, StoredRecord
from registry.model.registration import Draft, Recorded
from registry.model.submission import (
    Accepted,
    CorrectionBatch,
    Rejected,
    Severity,
)


class FileAnswer(Struct, frozen=True):
    """What a file does, or would do. `batch` is None where it tells of no patient.

    `findings` are all of them, warnings included, in the order of the file. `differs` names the
    patients of whom something else is stored.
    """

    batch: Accepted | None
    recorded: tuple[Recorded, ...]
    findings: tuple[FileFinding, ...]
    differs: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether an error stands in the way of the whole file."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


class Refused(Exception):
    """Leaves the transaction, so that nothing of a refused file is stored."""


async def accept_file(intake: Intake, read: ReadFile, envelope: Envelope) -> FileAnswer:
    """Store everything a file holds, or nothing of it; a dry run says what it would do.

    The same file again is answered with the same receipts.
    """
    taking = Taking(intake, read, envelope, found=list(read.findings))
    try:
        async with intake.database.transaction():
            await taking.patients()
            await taking.statements()
            if taking.answer().refused:
                raise Refused
    except Refused:
        pass
    await note_after(intake, envelope, taking.compared)
    return taking.answer()


class Taking(Struct):
    """A file while it is taken in."""

    intake: Intake
    read: ReadFile
    envelope: Envelope
    found: list[FileFinding]
    batch: Accepted | None = None
    recorded: list[Recorded] = []
    differs: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()

    async def patients(self) -> None:
        """Notices and outcomes; a file of statements alone has none."""
        read = self.read
        told = read.batch.notices or read.batch.outcomes
        if not told and (read.results or read.costs or read.findings):
            return
        answer = await take_in(self.intake, read.batch, self.envelope)
        self.compared = tuple(compared(answer, read.batch))
        if isinstance(answer, Accepted):
            self.batch = answer
        findings = answer.findings if isinstance(answer, Rejected) else answer.warnings
        self.differs = tuple(dict.fromkeys(whom(findings, read.batch)))
        left_out = OF_UNREAD_ROWS if read.findings else ()
        self.found += (placed(f, read.places) for f in findings if f.rule not in left_out)

    async def statements(self) -> None:
        """Endpoint results and costs."""
        drafts: list[tuple[Draft, Place]] = [*self.read.results, *self.read.costs]
        for draft, place in drafts:
            answer = await take_in_draft(self.intake, draft, self.envelope)
            if isinstance(answer, Rejected):
                self.found += (at_row(f, place, f.path) for f in answer.findings)
            else:
                self.recorded.append(answer)

    def answer(self) -> FileAnswer:
        """What was found and done so far."""
        findings = tuple(sorted(dict.fromkeys(self.found), key=in_file_order))
        return FileAnswer(self.batch, tuple(self.recorded), findings, self.differs)


def in_file_order(finding: FileFinding) -> tuple[int, int, str]:
    """Sheets in the order of the template, rows and columns as they stand."""
    names = [sheet.name for sheet in SHEETS]
    sheet = names.index(finding.sheet) if finding.sheet in names else -1
    return sheet, finding.row or 0, finding.column or ""


async def differences(
    intake: Intake,
    read: ReadFile,
    pseudonyms: Iterable[str],
    reason: CorrectionReason,
    envelope: Envelope,
) -> CorrectionBatch:
    """The corrections a file asks for, each made from the revision as it is now.

    Each record that is read leaves its audit event.
    """
    id = read.batch.programme_id
    found = {p: await read_record(intake, envelope, id, p) for p in pseudonyms}
    records = {p: stored_record(record) for p, record in found.items() if record is not None}
    return CorrectionBatch(id, tuple(corrections(read.batch, records, reason)))


def stored_record(record: Record) -> StoredRecord:
    """A record as a sponsor's own tools know it."""
    history = (told.version for told in record.history)
    return StoredRecord(
        record.episode.sequence,
        record.revision,
        as_json(record.notice),
        tuple(StoredEntry(v.kind, v.key, v.number, as_json(v.value)) for v in history),
    )
