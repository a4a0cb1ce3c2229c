"""What a form declares in public: recorded with a receipt, or shown again with what is wrong."""

from collections.abc import Collection

from registry.intake.register import accept_draft
from registry.model.registration import Draft
from registry.model.submission import Rejected
from registry.web.desk.forms import to
from registry.web.desk.frame import Answer, Show, Visit
from registry.web.desk.sponsor.receipts import receipt_path
from registry.web.desk.sponsor.told import envelope_of, faults_of
from registry.web.desk.sponsor.workspace import Workspace


async def declared(
    desk: Workspace, visit: Visit, draft: Draft, fields: Collection[str], show: Show
) -> Answer:
    """The way to the receipt; else the form (`show`), each finding at its field."""
    answer = await accept_draft(desk.intake, draft, envelope_of(visit))
    if isinstance(answer, Rejected):
        return await show(visit, faults_of(answer.findings, fields))
    return to(receipt_path(answer.digest))
