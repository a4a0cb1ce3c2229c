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
    for name, content in files.items():
        if name not in known:
            findings.append(file_finding("sheet-known", ""))
        elif len(content) > MOST_BYTES:
            findings.append(file_finding("file-small", name))
        else:
            try:
                sheets.append(raw_sheet(name, decoded(content)))
            except csv.Error:
                findings.append(file_finding("file-readable", name))
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


def raw_sheet(name: str, text: str) -> RawSheet:
    """One file; its delimiter is the one that stands most often in the heading."""
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    rows = [(number, tuple(row)) for number, row in enumerate(reader, start=1)]
    return RawSheet(name, rows[0][1] if rows else (), tuple(rows[1:]))
