"""What is stored of one patient, row by row as the sheets of a file have it, and a row mended."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct

from registry.intake.importers.assemble import ReadFile, assemble
from registry.intake.importers.layout import LISTS, NAME, PATIENTS, Column, Sheet
from registry.intake.importers.tables import RawSheet, parse
from registry.intake.records import Record
from registry.model.course import course_of, standing

ROW = 2
KEYS: Mapping[str, tuple[str, ...]] = {
    PATIENTS.name: (),
    "batches": ("number",),
    "administrations": ("number",),
    "visits": ("window",),
    "events": ("eventClass", "day", "term"),
}
"""The columns by which a row is known: another value there would be another row."""
BY_NAME = {sheet.name: sheet for sheet in (PATIENTS, *LISTS.values())}
Cells = Mapping[str, str]


class StoredRow(Struct, frozen=True):
    """A row as it is stored: its sheet, and its cells by column as people type them."""

    sheet: str
    cells: Cells

    @property
    def id(self) -> str:
        """What tells it from the patient's other rows."""
        return "|".join((self.sheet, *(self.cells[name] for name in KEYS[self.sheet])))

    @property
    def filled(self) -> list[tuple[str, str]]:
        """The cells that hold something."""
        return [(name, value) for name, value in self.cells.items() if value]


def stored_rows(record: Record) -> Iterator[StoredRow]:
    """Everything that stands of a patient; nothing of a notice that was erased."""
    latest = {(told.version.kind, told.version.key): told.version for told in record.history}
    course = course_of(record.episode.id, standing(latest))
    if record.notice is not None:
        parts = (record.notice, record.notice.keys, course)
        yield StoredRow(PATIENTS.name, dict(cells_of(PATIENTS, *parts)))
    for field, sheet in LISTS.items():
        for row in getattr(course, field):
            yield StoredRow(sheet.name, dict(cells_of(sheet, row)))


def cells_of(sheet: Sheet, *parts: Struct) -> Iterator[tuple[str, str]]:
    """The columns that one of these structs has, with what it says."""
    for column in sheet.columns:
        for part in parts:
            if column.path[0] in part.__struct_fields__ and column.path != (NAME,):
                yield column.name, as_typed(value_at(part, column))
                break


def value_at(part: Any, column: Column) -> Any:
    """The value a column leads to."""
    for name in column.path:
        part = getattr(part, name, None)
    return part


def as_typed(value: Any) -> str:
    """A value as people type it into a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.name if isinstance(value, Enum) else str(value)


def read_row(programme_id: str, pseudonym: str, sheet: str, cells: Cells) -> ReadFile:
    """One typed row, read as a file of one line would be."""
    heading = (NAME, *cells)
    line = (pseudonym, *(value.strip() or None for value in cells.values()))
    raw = RawSheet(sheet, heading, ((ROW, line),))
    return assemble(programme_id, [parse(BY_NAME[sheet], raw)])
