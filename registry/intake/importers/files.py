"""One way into every file a sponsor may hand over: workbook, folder of CSV files, NDJSON."""

from collections.abc import Mapping

from registry.intake.importers.assemble import ReadFile, assemble
from registry.intake.importers.delimited import read_delimited
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.tables import parse
from registry.intake.importers.workbook import read_workbook


def read_sheets(programme_id: str, content: bytes | Mapping[str, bytes]) -> ReadFile:
    """What a workbook (bytes) or CSV files (by name without ending) hold for a programme."""
    if isinstance(content, bytes):
        sheets, faults = read_workbook(content)
    else:
        sheets, faults = read_delimited(content)
    raw = {sheet.name: sheet for sheet in sheets}
    parsed = [parse(sheet, raw[sheet.name]) for sheet in SHEETS if sheet.name in raw]
    read = assemble(programme_id, parsed)
    return ReadFile(read.batch, read.results, read.costs, read.places, (*faults, *read.findings))
