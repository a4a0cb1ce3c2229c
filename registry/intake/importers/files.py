"""One way into every file a sponsor may hand over: workbook, folder of CSV files, NDJSON."""

from collections.abc import Mapping, Sequence

from registry.intake.importers.assemble import ReadFile, assemble
from registry.intake.importers.delimited import read_delimited
from registry.intake.importers.findings import FileFinding
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.mapping import mapped_sheets, read_mapping
from registry.intake.importers.tables import RawSheet, parse
from registry.intake.importers.workbook import read_workbook


def read_sheets(programme_id: str, content: bytes | Mapping[str, bytes]) -> ReadFile:
    """What a workbook (bytes) or CSV files (by name without ending) hold for a programme."""
    return parsed_sheets(programme_id, *raw_sheets(content))


def raw_sheets(
    content: bytes | Mapping[str, bytes],
) -> tuple[list[RawSheet], list[FileFinding]]:
    """The sheets of a workbook or of CSV files as they stand, and what is wrong with the files."""
    return read_workbook(content) if isinstance(content, bytes) else read_delimited(content)


def read_export(programme_id: str, mapping: bytes, content: bytes) -> ReadFile:
    """What another system's CSV export holds, read through a mapping file."""
    return parsed_sheets(programme_id, mapped_sheets(read_mapping(mapping), content), [])


def parsed_sheets(
    programme_id: str, sheets: Sequence[RawSheet], faults: Sequence[FileFinding]
) -> ReadFile:
    """Raw sheets as what is submitted."""
    raw = {sheet.name: sheet for sheet in sheets}
    parsed = [parse(sheet, raw[sheet.name]) for sheet in SHEETS if sheet.name in raw]
    read = assemble(programme_id, parsed)
    return ReadFile(read.batch, read.results, read.costs, read.places, (*faults, *read.findings))
