"""`/desk/correct`: one row of one patient, mended in a form. It goes the way of a file."""

from collections.abc import Sequence
from typing import Any

from litestar.handlers import HTTPRouteHandler

from registry.intake.importers.differing import DIFFERS
from registry.intake.importers.findings import FileFinding
from registry.intake.reading import read_record
from registry.intake.whole import accept_file
from registry.language import ENGLISH, marked
from registry.model.submission import Severity
from registry.web.desk.forms import Form
from registry.web.desk.frame import (
    Answer,
    Fault,
    Visit,
    form_page,
    without_identifiers,
    work,
)
from registry.web.desk.sponsor.one_row import BY_NAME, KEYS, StoredRow, read_row, stored_rows
from registry.web.desk.sponsor.send import Sending
from registry.web.desk.sponsor.told import chosen, envelope_of, own_programmes
from registry.web.desk.sponsor.workspace import Workspace

PATH = "/desk/correct"
CELL = "cell."
NOBODY = Fault("pseudonym", marked("No patient of this programme has this pseudonym."))
SAME = Fault("", marked("Nothing differs from what is stored. Change a value first."))


def correct_page(desk: Workspace) -> list[HTTPRouteHandler]:
    """The patient to look for, the rows stored of them, and one row to mend."""

    async def show(visit: Visit, faults: Sequence[Fault]) -> Answer:
        rows = await rows_of(desk, visit) if visit.typed("pseudonym") else []
        row = next((each for each in rows if each.id == visit.typed("row")), None)
        programmes = await own_programmes(desk, visit)
        return work(
            visit,
            "desk-correct.html",
            marked("Correct one row"),
            faults=faults,
            programmes=programmes,
            rows=rows,
            row=row,
            cells=cells_of(row, without_identifiers(visit, faults)) if row else [],
        )

    async def send(visit: Visit) -> Answer:
        if not chosen(await own_programmes(desk, visit), visit.typed("programme")):
            return await show(visit, [Fault("programme", marked("Choose a programme."))])
        rows = await rows_of(desk, visit)
        if not rows:
            return await show(visit, [NOBODY])
        row = next((each for each in rows if each.id == visit.typed("row")), None)
        if row is None or visit.typed("step") != "mend":
            return await show(visit, ())
        return await mended(desk, visit, row, show)

    return form_page(desk.front, PATH, show, send)


async def rows_of(desk: Workspace, visit: Visit) -> list[StoredRow]:
    """What is stored of the patient whose pseudonym was typed; nothing of anybody else's."""
    programme, pseudonym = visit.typed("programme"), visit.typed("pseudonym")
    record = await read_record(desk.intake, envelope_of(visit), programme, pseudonym)
    return list(stored_rows(record)) if record else []


def cells_of(row: StoredRow, typed: Form) -> list[dict[str, Any]]:
    """The cells of a row to fill in: what was typed, or else what is stored."""
    columns = BY_NAME[row.sheet].by_name
    return [
        {
            "name": name,
            "field": CELL + name,
            "value": typed.get(CELL + name, stored),
            "fixed": name in KEYS[row.sheet],
            "codes": columns[name].codes,
        }
        for name, stored in row.cells.items()
    ]


async def mended(desk: Workspace, visit: Visit, row: StoredRow, show: Any) -> Answer:
    """Old and new values with a reason to choose, or what is wrong with what was typed."""
    typed = {name: visit.typed(CELL + name) for name in row.cells}
    typed |= {name: row.cells[name] for name in KEYS[row.sheet]}
    read = read_row(visit.typed("programme"), visit.typed("pseudonym"), row.sheet, typed)
    answer = await accept_file(desk.intake, read, envelope_of(visit, dry_run=True))
    wrong = [f for f in answer.findings if f.severity is Severity.ERROR and f.rule not in DIFFERS]
    faults = [fault_of(finding, row) for finding in wrong]
    if not faults and not answer.differs:
        faults = [SAME]
    if faults:
        return await show(visit, faults)  # type: ignore[no-any-return]
    return await Sending(desk).checked(visit, read)


def fault_of(finding: FileFinding, row: StoredRow) -> Fault:
    """A finding at the cell it is about."""
    column = finding.column or ""
    field = CELL + column if column in row.cells else ""
    place = column or marked("Row")
    words = f"{place}: {finding.message} {finding.remedy}"
    if finding.expected:
        words += " " + ENGLISH.say("Expected: %(expected)s.", expected=finding.expected)
    return Fault(field, words)
