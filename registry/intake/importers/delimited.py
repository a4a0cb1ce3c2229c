"""CSV files as raw sheets: comma, semicolon or tab, UTF-8, UTF-16 or Windows-1252."""

import csv
import io
from collections.abc import Mapping

from registry.intake.importers.findings import FileFinding, file_finding
from registry.intake.importers.layout import SHEETS
from registry.intake.importers.tables import RawSheet
from registry.intake.importers.workbook import MOST_BYTES

DELIMITERS = ",;\t"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_delimited(files: Mapping[str, bytes]) -> tuple[list[RawSheet], list[FileFinding]]:
    """The sheets in files named `patients.csv`, `visits.csv` …, by name without ending."""
    known = {sheet.name for sheet in SHEETS}
    sheets, findings = [], []
    for number, (name, content) in enumerate(files.items(), start=1):
        if name not in known:
            findings.append(file_finding("sheet-known", f"file {number}"))
        elif len(content) > MOST_BYTES:
            findings.append(file_finding("file-small", name))
        else:
            sheet, broken = raw_sheet(name, decoded(content))
            sheets.append(sheet)
            if broken is not None:
                findings.append(file_finding("row-readable", name, broken))
    return sheets, findings


def decoded(content: bytes) -> str:
    """The text: by its byte order mark, else UTF-8, else as Windows writes it in Western Europe."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def raw_sheet(name: str, text: str) -> tuple[RawSheet, int | None]:
    """One file, and the number of the row from which on it cannot be read; None if all can be.

    Its delimiter is the one that stands most often in the heading.
    """
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    lines = io.StringIO(text.replace("\0", ""), newline="")
    rows: list[tuple[int, tuple[str, ...]]] = []
    broken = None
    try:
        # strict, for else a quotation mark that is never closed takes the rows after it with it
        for row in csv.reader(lines, delimiter=delimiter, strict=True):
            rows.append((len(rows) + 1, tuple(row)))
    except csv.Error:
        broken = len(rows) + 1
    return RawSheet(name, rows[0][1] if rows else (), tuple(rows[1:])), broken
