"""`/desk/send`: a file is checked, and then stored whole or not at all.

Every error comes in one pass, with sheet, row and column and never with what stands there. What
was checked travels in the sender's own page until it is sent; the registry keeps none of it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from litestar.handlers import HTTPRouteHandler
from msgspec import structs

from registry.intake.corrections import accept_correction
from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.differing import DIFFERS
from registry.intake.whole import FileAnswer, accept_file
from registry.language import marked
from registry.model.codes import CorrectionReason
from registry.model.submission import CorrectionBatch, Rejected, Severity
from registry.web.desk.frame import Answer, Fault, Visit, work
from registry.web.desk.sponsor.changes import asked_for
from registry.web.desk.sponsor.file import (
    CHECKED,
    MOST_BYTES,
    MOST_CARRIED,
    Checked,
    Content,
    carried_back,
    carried_file,
    content_of,
    read_in,
    seal,
)
from registry.web.desk.sponsor.given_back import files_to_give
from registry.web.desk.sponsor.receipts import download
from registry.web.desk.sponsor.told import chosen, envelope_of, faults_of, own_programmes
from registry.web.desk.sponsor.workspace import Workspace
from registry.web.desk.uploads import upload, upload_page

PATH, STORE, CORRECT, FILE = (f"/desk/send{tail}" for tail in ("", "/store", "/correct", "/file"))
REASONS = [
    (CorrectionReason.TRANSCRIPTION_ERROR.value, marked("It was typed or copied wrongly")),
    (CorrectionReason.SOURCE_CHANGED.value, marked("The hospital's own record was corrected")),
    (CorrectionReason.WRONG_PATIENT.value, marked("It belonged to another patient")),
    (CorrectionReason.DOUBLED.value, marked("It was entered twice")),
    (CorrectionReason.OTHER.value, marked("Another reason")),
]
SHOWN = 300
FORM_BYTES = 20_000
STALE = Fault(
    "file", marked("This page is too old, or was opened by somebody else. Choose the file again.")
)
WHY = Fault("reason", marked("Choose why the stored values were wrong."))
ONE_KIND = marked("Choose one workbook, or CSV files only.")
TOO_LARGE = marked("The file is too large for this page. Send it with the command line.")


def send_pages(desk: Workspace) -> list[HTTPRouteHandler]:
    """The form, the check, storing, correcting, and the file that is given back."""
    pages = Sending(desk)
    front, most = desk.front, MOST_CARRIED + FORM_BYTES
    return [
        *upload_page(front, PATH, pages.begin, pages.check, MOST_BYTES + FORM_BYTES),
        upload(front, STORE, pages.begin, pages.store, most, PATH),
        upload(front, CORRECT, pages.begin, pages.correct, most, PATH),
        upload(front, FILE, pages.begin, pages.give_back, most, PATH),
    ]


class Sending:
    """The steps of sending a file."""

    def __init__(self, desk: Workspace) -> None:
        self.desk = desk

    async def begin(self, visit: Visit, faults: Sequence[Fault]) -> Answer:
        """The form to choose a file."""
        programmes = await own_programmes(self.desk, visit)
        if not visit.form and len(programmes) == 1:
            visit = structs.replace(visit, form={"programme": programmes[0][0]})
        return work(
            visit, "desk-send.html", marked("Send a file"), faults=faults, programmes=programmes
        )

    async def check(self, visit: Visit) -> Answer:
        """Read the file and say everything that is wrong with it, or what it would do."""
        faults = [fault async for fault in self.missing(visit)]
        content = content_of(visit.files) if visit.files else None
        if visit.files and content is None:
            faults.append(Fault("file", f"{ONE_KIND} {TOO_LARGE}"))
        if faults or content is None:
            return await self.begin(visit, faults)
        read = await read_in(visit.typed("programme"), content)
        return await self.checked(visit, read, content)

    async def missing(self, visit: Visit) -> Any:
        """What is not filled in yet."""
        if not chosen(await own_programmes(self.desk, visit), visit.typed("programme")):
            yield Fault("programme", marked("Choose the programme the file is about."))
        if not visit.files:
            yield Fault("file", marked("Choose a file."))

    async def checked(
        self,
        visit: Visit,
        read: ReadFile,
        content: Content | None = None,
        stored: str = "",
        faults: Sequence[Fault] = (),
    ) -> Answer:
        """What was found. `stored` is the receipt of the corrections just stored, if any were."""
        answer = await accept_file(self.desk.intake, read, envelope_of(visit, dry_run=True))
        corrections, altered = await asked_for(self.desk, visit, read, answer.differs)
        ready = bool(corrections) or not answer.refused
        carried = seal(visit, CHECKED, Checked(read, corrections)) if ready else ""
        errors = [f for f in answer.findings if f.severity is Severity.ERROR]
        wrong = [finding for finding in errors if finding.rule not in DIFFERS or not corrections]
        return work(
            visit,
            "desk-checked.html",
            marked("Your file, checked"),
            422 if wrong else 200,
            faults,
            answer=answer,
            figures=list(figures(answer, read, len(altered))),
            wrong=wrong,
            warnings=[f for f in answer.findings if f.severity is Severity.WARNING],
            shown=SHOWN,
            altered=altered,
            reasons=REASONS,
            carried=carried,
            too_large=TOO_LARGE if ready and not carried else "",
            given=await files_to_give(visit, content, answer.findings),
            stored=stored,
        )

    async def store(self, visit: Visit) -> Answer:
        """Store what was checked, whole or not at all; the same file has the same receipts."""
        carried = carried_file(visit)
        if carried is None:
            return await self.begin(visit, [STALE])
        answer = await accept_file(self.desk.intake, carried.read, envelope_of(visit))
        if answer.refused:
            return await self.checked(visit, carried.read)
        return work(visit, "desk-stored.html", marked("Your file is stored"), answer=answer)

    async def correct(self, visit: Visit) -> Answer:
        """Store the corrections that were shown, then check what remains."""
        carried = carried_file(visit)
        if carried is None or carried.corrections is None:
            return await self.begin(visit, [STALE])
        if not chosen(REASONS, visit.typed("reason")):
            return await self.checked(visit, carried.read, faults=[WHY])
        batch = with_reason(carried.corrections, CorrectionReason(visit.typed("reason")))
        answer = await accept_correction(self.desk.intake, batch, envelope_of(visit))
        if isinstance(answer, Rejected):
            return await self.checked(visit, carried.read, faults=faults_of(answer.findings, ()))
        return await self.checked(visit, carried.read, stored=answer.digest)

    async def give_back(self, visit: Visit) -> Answer:
        """The marked workbook or the list of errors, as a file."""
        found = carried_back(visit)
        if found is None:
            return await self.begin(visit, [STALE])
        return download(found.content, found.name, found.media_type)


def with_reason(batch: CorrectionBatch, reason: CorrectionReason) -> CorrectionBatch:
    """Corrections with why they are made."""
    corrections = tuple(structs.replace(each, reason=reason) for each in batch.corrections)
    return structs.replace(batch, corrections=corrections)


def figures(answer: FileAnswer, read: ReadFile, altered: int) -> Iterator[tuple[str, int]]:
    """What the file holds and would do, in numbers for its sender."""
    yield marked("Patients in the file"), len(read.batch.notices)
    if answer.batch is not None:
        yield marked("New facts"), answer.batch.new
        yield marked("Stored already"), answer.batch.unchanged
    if answer.recorded:
        yield marked("Results and costs"), len(answer.recorded)
    if altered:
        yield marked("Values that differ from what is stored"), altered
