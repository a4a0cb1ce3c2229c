"""An export of another system, read through a mapping file: which column is what, which code which.

    [patients]
    columns = { record_id = "pseudonym", acc_month = "acceptedMonth", age_cat = "ageBand" }
    codes.ageBand = { 1 = "CHILD", 2 = "ADULT" }

    [visits]
    columns = { record_id = "pseudonym", d100_status = "status", d100_resp = "response.category" }
    fixed = { window = "100", "response.measure" = "LUGANO" }
    only_where = "d100_status"

One export may fill several sheets, and one sheet several times (`[[visits]]`).
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from registry.errors import DataError
from registry.intake.importers.delimited import decoded, raw_sheet
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.tables import RawSheet


class SheetMapping(Struct, frozen=True, forbid_unknown_fields=True):
    """How rows of an export become rows of a sheet.

    `columns` leads from a column of the export to one of the sheet, `codes` from the export's code
    to ours, `fixed` holds what is the same for every row. Rows whose `only_where` column is blank
    are left out.
    """

    columns: dict[str, str]
    codes: dict[str, dict[str, str]] = {}
    fixed: dict[str, str] = {}
    only_where: str | None = None


Mappings = dict[str, SheetMapping | list[SheetMapping]]


def read_mapping(text: bytes) -> list[tuple[str, SheetMapping]]:
    """Every mapping with its sheet. DataError names what is wrong."""
    try:
        read = msgspec.toml.decode(text, type=Mappings)
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        raise DataError(f"This is no mapping file: {fault}.", "Mend the place named.") from None
    mappings = [
        (name, mapping)
        for name, some in read.items()
        for mapping in (some if isinstance(some, list) else [some])
    ]
    faults = [fault for name, mapping in mappings for fault in faults_of(name, mapping)]
    if faults:
        raise DataError("\n".join(faults), "Use the sheets and columns of the template.")
    return mappings


def faults_of(name: str, mapping: SheetMapping) -> Iterator[str]:
    """Sheets and columns the template does not have."""
    known = {sheet.name: sheet.by_name for sheet in SHEETS}
    if name not in known:
        yield f"The template has no sheet {name}."
        return
    for column in (*mapping.columns.values(), *mapping.fixed, *mapping.codes):
        if column not in known[name]:
            yield f"The sheet {name} has no column {column}."


def mapped_sheets(mappings: Sequence[tuple[str, SheetMapping]], content: bytes) -> list[RawSheet]:
    """The export as raw sheets; its own columns that no mapping names are never read."""
    export, broken = raw_sheet("export", decoded(content))
    if broken is not None:
        said = f"The export is no table from row {broken} on."
        raise DataError(said, "Export it as CSV once more.")
    heading = [str(cell).strip() for cell in export.heading]
    missing = {c for _, m in mappings for c in used(m)} - set(heading)
    if missing:
        said = f"The export has no column {', '.join(sorted(missing))}."
        raise DataError(said, "Mend the mapping, or export the column.")
    sheets: dict[str, RawSheet] = {}
    for name, mapping in mappings:
        one = mapped(name, mapping, heading, export)
        sheets[name] = joined(sheets[name], one) if name in sheets else one
    return list(sheets.values())


def used(mapping: SheetMapping) -> set[str]:
    """The columns of the export a mapping reads."""
    return {*mapping.columns, *([mapping.only_where] if mapping.only_where else [])}


def mapped(name: str, mapping: SheetMapping, heading: Sequence[str], export: RawSheet) -> RawSheet:
    """One sheet out of the export; rows keep the numbers they have there."""
    ours = (*mapping.columns.values(), *mapping.fixed)
    rows = []
    for number, cells in export.rows:
        given = dict(zip(heading, map(str, cells), strict=False))
        if mapping.only_where is None or given.get(mapping.only_where, "").strip():
            rows.append((number, (*row_of(mapping, given), *mapping.fixed.values())))
    return RawSheet(name, ours, tuple(rows))


def row_of(mapping: SheetMapping, given: Mapping[str, str]) -> Iterator[str]:
    """The cells of one row, codes translated; an unknown code is left for the cell's own check."""
    for theirs, ours in mapping.columns.items():
        cell = given.get(theirs, "").strip()
        yield mapping.codes.get(ours, {}).get(cell, cell)


def joined(first: RawSheet, second: RawSheet) -> RawSheet:
    """Two parts of one sheet under one heading."""
    heading = tuple(dict.fromkeys((*first.heading, *second.heading)))
    rows = [
        (number, tuple(dict(zip(part.heading, cells, strict=True)).get(c, "") for c in heading))
        for part in (first, second)
        for number, cells in part.rows
    ]
    return RawSheet(first.name, heading, tuple(rows))
