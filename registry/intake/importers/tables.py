"""A sheet as it stands in a file, and its rows as values. Every fault is found in one pass."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from msgspec import Struct

from anonymise.columns import scan_mapping_keys
from registry.intake.importers.cells import Wrong, expected, is_blank, read_cell
from registry.intake.importers.findings import MOST_ERRORS, FileFinding, file_finding
from registry.intake.importers.layout import MARKED, Column, Sheet

Values = dict[tuple[str, ...], Any]
MOST_COLUMNS = 16_384
"""As many as a spreadsheet has."""


class RawSheet(Struct, frozen=True):
    """A sheet as read: heading, and rows with the numbers their author sees.

    `marks` names the file rule a cell breaks by its form, by row number and column index.
    """

    name: str
    heading: tuple[Any, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    marks: dict[tuple[int, int], str] = {}


class Row(Struct, frozen=True):
    """A row that could be read: its values by the path of their field."""

    number: int
    values: Values


class Parsed(Struct, frozen=True):
    """The rows of a sheet, and everything wrong with it."""

    sheet: Sheet
    rows: tuple[Row, ...]
    findings: tuple[FileFinding, ...]


def parse(sheet: Sheet, raw: RawSheet) -> Parsed:
    """The rows of a raw sheet as values of its columns; no further once too much is wrong."""
    if len(raw.heading) > MOST_COLUMNS:
        return Parsed(sheet, (), (file_finding("file-small", sheet.name),))
    names = [str(cell).strip() if not is_blank(cell) else "" for cell in raw.heading]
    findings = list(heading_faults(sheet, names))
    columns = [sheet.by_name.get(name) for name in names]
    rows = []
    for number, cells in raw.rows:
        if all(is_blank(cell) for cell in cells):
            continue
        if len(findings) >= MOST_ERRORS:
            findings.append(file_finding("findings-few", sheet.name))
            break
        values, faults = read_row(sheet, columns, number, cells, raw.marks)
        faults += islice(unheaded(sheet, names, number, cells), MOST_COLUMNS)
        findings += faults
        if not faults and next(missing(sheet, values), None) is None:
            rows.append(Row(number, values))
    return Parsed(sheet, tuple(rows), tuple(findings))


def heading_faults(sheet: Sheet, names: Sequence[str]) -> Iterator[FileFinding]:
    """Columns that identify, are not known, stand twice, or are missing.

    An unknown heading is told by its place: it may be a patient's name.
    """
    identifying = set(scan_mapping_keys(names))
    counts = Counter(names)
    for index, name in enumerate(names):
        place = f"column {index + 1}"
        if index in identifying and name not in sheet.by_name:
            yield file_finding("column-not-identifying", sheet.name, 1, place)
        elif name and name not in sheet.by_name and name != MARKED:
            yield file_finding("column-known", sheet.name, 1, place)
        elif name and counts[name] > 1:
            yield file_finding("column-once", sheet.name, 1, name)
    for column in sheet.columns:
        if column.is_must and column.name not in names:
            yield file_finding("column-present", sheet.name, 1, column.name)


def read_row(
    sheet: Sheet,
    columns: Sequence[Column | None],
    number: int,
    cells: Sequence[Any],
    marks: dict[tuple[int, int], str],
) -> tuple[Values, list[FileFinding]]:
    """The values of one row, and its faults."""
    values: Values = {}
    faults: list[FileFinding] = []
    for index, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        mark = marks.get((number, index))
        if column is None or (is_blank(cell) and mark is None):
            continue
        read = Wrong(mark, expected(column)) if mark else read_cell(column, cell)
        if isinstance(read, Wrong):
            faults.append(file_finding(read.rule, sheet.name, number, column.name, read.expected))
        else:
            values[column.path] = read
    wrong = {fault.column for fault in faults}
    given = {column.name for column in columns if column}
    for column in missing(sheet, values):
        # a column of a row that is not there at all is told once, at the heading
        told = len(column.path) == 1 and column.name not in given
        if not told and column.name not in wrong:
            faults.append(
                file_finding("cell-required", sheet.name, number, column.name, expected(column))
            )
    return values, faults


def unheaded(
    sheet: Sheet, names: Sequence[str], number: int, cells: Sequence[Any]
) -> Iterator[FileFinding]:
    """Cells of a row that stand under no heading: nobody would read them."""
    for index, cell in enumerate(cells):
        if not is_blank(cell) and (index >= len(names) or not names[index]):
            yield file_finding("cell-headed", sheet.name, number, f"column {index + 1}")


def missing(sheet: Sheet, values: Values) -> Iterator[Column]:
    """Columns without a value that must have one: of the row, or of a group that is begun."""
    begun = {path[0] for path in values if len(path) > 1}
    for column in sheet.columns:
        needed = len(column.path) == 1 or column.path[0] in begun
        if column.required and needed and column.path not in values:
            yield column


def as_fields(values: Values) -> dict[str, Any]:
    """Values as the fields of a struct, groups as nested dicts."""
    fields: dict[str, Any] = {}
    for path, value in values.items():
        if len(path) == 1:
            fields[path[0]] = value
        else:
            fields.setdefault(path[0], {})[path[1]] = value
    return fields
