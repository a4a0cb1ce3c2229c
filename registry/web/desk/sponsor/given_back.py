"""What a check gives back: the sender's own workbook marked, and the list of errors."""

from collections.abc import Sequence

from msgspec import Struct

from registry.intake.importers.findings import FileFinding, as_csv, as_json_lines
from registry.language import marked
from registry.web.desk.frame import Visit
from registry.web.desk.sponsor.file import GIVEN_BACK, Content, GivenBack, seal, with_errors

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKED = marked("Your workbook with errors marked")
MARKED_CSV = marked("Your CSV files as a workbook with errors marked")
AS_CSV = marked("List of errors (CSV)")
AS_JSON = marked("List of errors (JSON lines)")


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
    lines = as_json_lines(findings).encode()
    made = [
        *await marked_files(content, findings),
        (AS_CSV, GivenBack("errors.csv", "text/csv", as_csv(findings).encode())),
        (AS_JSON, GivenBack("errors.ndjson", "application/x-ndjson", lines)),
    ]
    sealed = [Offered(label, seal(visit, GIVEN_BACK, file)) for label, file in made]
    return [offered for offered in sealed if offered.carried]


async def marked_files(
    content: Content | None, findings: Sequence[FileFinding]
) -> list[tuple[str, GivenBack]]:
    """The sender's own rows with the errors at their cells, where a row is at fault."""
    if content is None or not any(finding.row for finding in findings):
        return []
    book = await with_errors(content, findings)
    label = MARKED if isinstance(content, bytes) else MARKED_CSV
    return [(label, GivenBack("marked.xlsx", WORKBOOK, book))] if book else []
