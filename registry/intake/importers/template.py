"""The template a data manager fills in: one workbook, or CSV files with a Table Schema.

Made from the same structs as the GraphQL inputs; code lists become drop-down lists.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from registry.intake.importers.cells import expected
from registry.intake.importers.findings import FileFinding
from registry.intake.importers.identified import IDENTIFIED
from registry.intake.importers.layout import MARKED, SHEETS, Column, Kind, Sheet
from registry.intake.importers.own_codes import sheets_of
from registry.model.programme import Programme, ProgrammeDocument

LAST_ROW = 5_000
HEAD = PatternFill("solid", fgColor="DCE6EA")
WRONG = PatternFill("solid", fgColor="F6C6C0")
LONGEST_LIST = 255
TABLE_TYPES = {
    Kind.TEXT: "string",
    Kind.WHOLE: "integer",
    Kind.NUMBER: "number",
    Kind.YES_NO: "boolean",
    Kind.DAY: "date",
    Kind.MONTH: "yearmonth",
    Kind.CODE: "string",
}
Rows = Mapping[str, Mapping[int, Sequence[Any]]]
HOW = (
    "Fill in one row per accepted patient in `patients`; pseudonym and month are enough at first.",
    "Use the random pseudonym your pseudonymisation drew: no name, birth date or hospital number.",
    "Days count from acceptance, which is day 0. A visit's window is its planned day.",
    "Keep all rows and add new ones: what is stored already stays as it is.",
    "Check the file: he-registry check FILE. Send it: he-registry submit FILE.",
)


IDENTIFIED_HOW = (
    "This workbook holds names and dates: it stays in the hospital. Fill in one row per patient.",
    "Then: he-registry pseudonymise FILE. What that writes may be checked and sent.",
    "Keep all rows and add new ones; a patient keeps the pseudonym once drawn.",
)


def template_workbook(document: ProgrammeDocument, rows: Rows | None = None) -> bytes:
    """The template as .xlsx, with rows (by sheet and row number) where there are some."""
    return workbook(document.programme, sheets_of(document, SHEETS), HOW, rows or {})


def identified_workbook(document: ProgrammeDocument) -> bytes:
    """The workbook a hospital fills in with names and dates, and keeps."""
    return workbook(document.programme, sheets_of(document, IDENTIFIED), IDENTIFIED_HOW, {})


def workbook(
    programme: Programme, sheets: Sequence[Sheet], how: Sequence[str], rows: Rows
) -> bytes:
    """README, the sheets with their rows, and the codebook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    write_readme(book.create_sheet("README"), programme, how)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        write_sheet(page, sheet)
        for number, cells in rows.get(sheet.name, {}).items():
            for index, cell in enumerate(cells, start=1):
                page.cell(number, index, cell)
    write_codebook(book.create_sheet("codebook"), sheets)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_readme(page: Worksheet, programme: Programme, how: Sequence[str]) -> None:
    """What the file is for, and how to fill it in."""
    page.append(["programme", programme.id])
    page.append(["title", programme.title])
    for line in how:
        page.append([line])
    page.column_dimensions["A"].width = 90
    page["A1"].font = page["A2"].font = Font(bold=True)


def write_sheet(page: Worksheet, sheet: Sheet) -> None:
    """Headings, with a list or a date check below each."""
    page.append([column.name for column in sheet.columns])
    page.freeze_panes = "B2"
    for index, column in enumerate(sheet.columns, start=1):
        head = page.cell(1, index)
        head.font, head.fill = Font(bold=column.is_must), HEAD
        letter = get_column_letter(index)
        page.column_dimensions[letter].width = max(12, len(column.name) + 2)
        check = validation(column)
        if check is not None:
            page.add_data_validation(check)
            check.add(f"{letter}2:{letter}{LAST_ROW}")


def validation(column: Column) -> DataValidation | None:
    """A drop-down list for codes, a check for dates."""
    listed = ",".join(column.codes)
    if listed and len(listed) <= LONGEST_LIST:
        return DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
    if column.kind is Kind.DAY:
        return DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True)
    return None


def write_codebook(page: Worksheet, sheets: Sequence[Sheet]) -> None:
    """Every column with what it means and takes."""
    page.append(["sheet", "column", "required", "means", "takes"])
    for sheet in sheets:
        for column in sheet.columns:
            page.append([sheet.name, column.name, needed(column), column.means, expected(column)])
    for letter, width in zip("ABCDE", (16, 24, 24, 70, 70), strict=True):
        page.column_dimensions[letter].width = width


def needed(column: Column) -> str:
    """Whether a column has to be filled in, in words."""
    if column.required and not column.is_must:
        return f"with {column.name.partition('.')[0]}"
    return "yes" if column.required else "no"


def template_files(document: ProgrammeDocument) -> dict[str, str]:
    """The template as CSV headings and a Table Schema each, by file name."""
    sheets = sheets_of(document, SHEETS)
    files = {f"{s.name}.csv": ",".join(c.name for c in s.columns) + "\r\n" for s in sheets}
    schemas = {f"{s.name}.schema.json": table_schema(s) for s in sheets}
    return files | {name: encoded(schema) for name, schema in schemas.items()}


def encoded(schema: Any) -> str:
    """A schema as readable JSON."""
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def table_schema(sheet: Sheet) -> dict[str, Any]:
    """A Frictionless Table Schema of one sheet."""
    return {"fields": [field_of(column) for column in sheet.columns], "missingValues": [""]}


def field_of(column: Column) -> dict[str, Any]:
    """One column as a field descriptor."""
    constraints: dict[str, Any] = {"required": column.is_must}
    if column.codes:
        is_whole = column.kind is Kind.WHOLE
        constraints["enum"] = [int(code) if is_whole else code for code in column.codes]
    return {
        "name": column.name,
        "type": TABLE_TYPES[column.kind],
        "description": column.means,
        "constraints": constraints,
    }


def marked_workbook(content: bytes, findings: Iterable[FileFinding]) -> bytes:
    """The sponsor's own workbook with an `errors` column, and the cells at fault marked."""
    book = load_workbook(io.BytesIO(content))
    for page in book.worksheets:
        unmark(page)
    ends: dict[str, int] = {}
    for finding in findings:
        if finding.sheet not in book.sheetnames or finding.row is None:
            continue
        page = book[finding.sheet]
        end = ends.setdefault(finding.sheet, page.max_column + 1)
        page.cell(1, end, MARKED)
        note = page.cell(finding.row, end)
        said = f"{finding.column or 'row'}: {finding.message} {finding.remedy}"
        note.value = f"{note.value}\n{said}" if note.value else said
        mark(page, finding)
    return saved(book)


def unmark(page: Worksheet) -> None:
    """Take away what an earlier check marked: what is mended does not stay red."""
    last = page.max_column
    if page.cell(1, last).value == MARKED:
        page.delete_cols(last)
        for row in page.iter_rows(min_row=2):
            for cell in row:
                if cell.fill == WRONG:
                    cell.fill = PatternFill()


def mark(page: Worksheet, finding: FileFinding) -> None:
    """The cell at fault in colour."""
    for cell in page[1]:
        if cell.value == finding.column and finding.row is not None:
            page.cell(finding.row, cell.column).fill = WRONG
