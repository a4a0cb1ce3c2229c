"""CSV files as one workbook, so that what is wrong in them can be marked at its cell.

Every cell is text, as it stands in the file: a value that begins like a formula stays one.
"""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

from registry.intake.importers.delimited import read_delimited
from registry.intake.importers.tables import RawSheet
from registry.intake.importers.template import saved

MOST_CELLS = 50_000


def workbook_of(files: Mapping[str, bytes]) -> bytes | None:
    """The sheets of CSV files, by name without ending, rows where their author sees them.

    None where they hold no sheet that is known, or more cells than fit into a workbook at once.
    """
    sheets, _ = read_delimited(files)
    if not sheets or sum(map(filled, sheets)) > MOST_CELLS:
        return None
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for number, cells in ((1, sheet.heading), *sheet.rows):
            write_row(page, number, cells)
    return saved(book)


def filled(sheet: RawSheet) -> int:
    """How many cells of a sheet hold something."""
    return sum(1 for cells in (sheet.heading, *(row for _, row in sheet.rows)) for c in cells if c)


def write_row(page: Worksheet, number: int, cells: Sequence[str]) -> None:
    """The cells of a row that hold something, without characters that no workbook takes."""
    for column, text in enumerate(cells, start=1):
        if text:
            cell = page.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.data_type = "s"
