"""Excel workbooks as raw sheets. A file from outside is not trusted: size first, then content."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from registry.intake.importers.findings import FileFinding, file_finding
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.tables import RawSheet
from registry.intake.importers.unfolding import unfolded

MOST_BYTES, MOST_UNPACKED, MOST_CELLS, MOST_UNFOLDED = 20_000_000, 100_000_000, 2_000_000, 50_000
OWN = {sheet.name for sheet in SHEETS}
BESIDE = {"README", "codebook"}


def read_workbook(content: bytes) -> tuple[list[RawSheet], list[FileFinding]]:
    """The sheets of an .xlsx file that the template knows, and what is wrong with the file."""
    if len(content) > MOST_BYTES:
        return [], [file_finding("file-small", "")]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if grows_too_large(archive):
                return [], [file_finding("file-small", "")]
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions it leaves out; values are not concerned
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), data_only=False)
    except Exception:  # whatever ZIP, XML and openpyxl's own classes meet in a broken file
        return [], [file_finding("file-readable", "")]
    own = [book[name] for name in book.sheetnames if name in OWN]
    if any(sheet.max_row * sheet.max_column > MOST_CELLS for sheet in book.worksheets):
        return [], [file_finding("file-small", "")]
    sheets = [raw_sheet(sheet) for sheet in own]
    known = OWN | BESIDE
    unknown = [n for n in book.sheetnames if n not in known and is_used(book[n])]
    findings = [file_finding("sheet-known", f"sheet {book.index(book[n]) + 1}") for n in unknown]
    return sheets, findings if sheets or findings else [file_finding("sheet-known", "")]


def grows_too_large(archive: zipfile.ZipFile) -> bool:
    """Whether reading a workbook would take too much: its parts, or cells made of ranges."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        return True
    return sum(unfolded(archive.read(part)) for part in parts) > MOST_UNFOLDED


def is_used(sheet: Any) -> bool:
    """Whether a sheet holds anything; Excel adds empty ones."""
    return isinstance(sheet, Worksheet) and (sheet.max_row > 1 or sheet.max_column > 1)


def raw_sheet(sheet: Worksheet) -> RawSheet:
    """One sheet with the cells that are formulas or merged marked."""
    rows = [(number, tuple(row)) for number, row in enumerate(sheet.iter_rows(), start=1)]
    heading = tuple(cell.value for cell in rows[0][1]) if rows else ()
    return RawSheet(
        sheet.title,
        heading,
        tuple((number, tuple(cell.value for cell in row)) for number, row in rows[1:]),
        dict(marks(sheet, rows)),
    )


def marks(
    sheet: Worksheet, rows: list[tuple[int, tuple[Any, ...]]]
) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells that are formulas or merged, by row number and column index."""
    for number, row in rows[1:]:
        for index, cell in enumerate(row):
            if cell.data_type == "f":
                yield (number, index), "cell-not-formula"
    for merged in sheet.merged_cells.ranges:
        yield (merged.min_row, merged.min_col - 1), "cell-not-merged"
