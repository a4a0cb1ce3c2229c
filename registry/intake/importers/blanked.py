"""A sponsor's workbook without what may name a patient, before it is given back marked.

A value that was refused as an identifier is never repeated, not even to whoever sent it: wherever
it stands in the workbook, an empty cell with the finding beside it takes its place.
"""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from registry.intake.importers.findings import FileFinding
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.template import saved

IDENTIFYING = {
    "pseudonym-opaque",
    "consent-without-identifiers",
    "text-without-identifiers",
    "cell-not-identifying",
}
UNREAD_COLUMNS = {"column-not-identifying", "column-known", "cell-headed"}
OWN = {"README", "codebook", *(sheet.name for sheet in SHEETS)}


def blanked_workbook(content: bytes, findings: Iterable[FileFinding]) -> bytes:
    """The workbook with the cells at fault emptied, their values wherever else they stand, the
    columns that were not read, and the sheets that are none of the template.
    """
    book = load_workbook(io.BytesIO(content))
    for name in [name for name in book.sheetnames if name not in OWN]:
        book.remove(book[name])
    refused: set[Any] = set()
    for finding in findings:
        if finding.sheet in book.sheetnames and finding.row is not None:
            refused |= emptied(book[finding.sheet], finding, finding.row)
    for page in book.worksheets:
        empty_values(page, refused)
        take_off(page)
    return saved(book)


def take_off(page: Worksheet) -> None:
    """Take pictures and charts off: nobody looks for a name in them, and a small one may be large
    once it is opened. A table without columns is made of every cell of its range.
    """
    page._images, page._charts = [], []
    for table in [table for table in page.tables.values() if not table.tableColumns]:
        del page.tables[table.name]


def emptied(page: Worksheet, finding: FileFinding, row: int) -> set[Any]:
    """Empty what a finding is about; the values that may stand elsewhere, too."""
    if finding.rule in UNREAD_COLUMNS:
        index = (finding.column or "").removeprefix("column ")
        empty(line[0] for line in page.iter_rows(min_col=int(index), max_col=int(index)))
        return set()
    if finding.rule not in IDENTIFYING:
        return set()
    named = [head.column for head in page[1] if head.value == finding.column]
    if not named:  # a place inside the row that is no column: the row is not shown at all
        empty(page[row])
        return set()
    return empty(cell for cell in page[row] if cell.column in named)


def empty(cells: Iterable[Any]) -> set[Any]:
    """Empty these cells; what they held."""
    held = [cell for cell in cells if cell.value is not None]
    values = {cell.value for cell in held}
    for cell in held:
        cell.value = None
    return values


def empty_values(page: Worksheet, refused: set[Any]) -> None:
    """Empty every cell that holds one of these values."""
    for row in page.iter_rows(min_row=2):
        empty(cell for cell in row if cell.value in refused)
