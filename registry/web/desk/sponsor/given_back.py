"""What a check gives back: the sender's own workbook marked, and the list of errors."""

import csv
import io
from collections.abc import Sequence

from msgspec import Struct

from registry.intake.importers.findings import FileFinding
from registry.language import marked
from registry.web.desk.frame import Visit
from registry.web.desk.sponsor.file import GIVEN_BACK, Content, GivenBack, seal, with_errors

COLUMNS = ("severity", "sheet", "row", "column", "rule", "message", "remedy", "expected")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Offered(Struct, frozen=True):
    """A file to give back, sealed, and the words of its button."""

    label: str
    carried: str


async def files_to_give(
    visit: Visit, content: Content | None, findings: Sequence[FileFinding]
) -> list[Offered]:
    """The files; none where nothing was found."""
    if not findings:
        return []
    made = [
        (marked("List of errors (CSV)"), GivenBack("errors.csv", "text/csv", errors_csv(findings)))
    ]
    if isinstance(content, bytes) and any(finding.row for finding in findings):
        book = GivenBack("marked.xlsx", WORKBOOK, await with_errors(content, findings))
        made.insert(0, (marked("Your workbook with errors marked"), book))
    sealed = [Offered(label, seal(visit, GIVEN_BACK, file)) for label, file in made]
    return [offered for offered in sealed if offered.carried]


def errors_csv(findings: Sequence[FileFinding]) -> bytes:
    """Every finding, one line each."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for finding in findings:
        values = (getattr(finding, column) for column in COLUMNS)
        table.writerow("" if value is None else value for value in values)
    return text.getvalue().encode()
