"""What a form declares: recorded with a receipt, or shown again with what is wrong."""

from collections.abc import Collection

from registry.intake.register import accept_draft
from registry.intake.tools import Envelope
from registry.intake.withdraw import accept_withdrawal
from registry.model.registration import Draft, Recorded
from registry.model.submission import Rejected, Withdrawal
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Fault, Show, Visit
from registry.web.desk.sponsor.receipts import receipt_path
from registry.web.desk.sponsor.told import envelope_of, faults_of
from registry.web.desk.sponsor.workspace import Workspace

Declared = Draft | Withdrawal


async def declared(
    desk: Workspace, visit: Visit, draft: Declared, fields: Collection[str], show: Show
) -> Answer:
    """The way to the receipt; else the form (`show`), each finding at its field."""
    answer = await accepted(desk, draft, envelope_of(visit))
    if isinstance(answer, Rejected):
        return await show(visit, faults_of(answer.findings, fields))
    return to(receipt_path(answer.digest))


async def tried(
    desk: Workspace, visit: Visit, draft: Declared, fields: Collection[str]
) -> list[Fault]:
    """What would be found wrong; nothing is stored."""
    answer = await accepted(desk, draft, envelope_of(visit, dry_run=True))
    return faults_of(answer.findings, fields) if isinstance(answer, Rejected) else []


async def accepted(desk: Workspace, draft: Declared, envelope: Envelope) -> Recorded | Rejected:
    """What becomes of a declaration, by the function that GraphQL calls, too."""
    if isinstance(draft, Withdrawal):
        return await accept_withdrawal(desk.intake, draft, envelope)
    return await accept_draft(desk.intake, draft, envelope)
