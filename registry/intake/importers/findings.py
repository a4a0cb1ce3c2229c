"""What is wrong in a file, with the place its author knows: sheet, row and column."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from registry.model.submission import Finding, Severity


class FileFinding(Struct, frozen=True):
    """One problem. Row 1 is the heading. Never carries what the cell holds."""

    sheet: str
    row: int | None
    column: str | None
    rule: str
    message: str
    remedy: str
    expected: str = ""
    severity: Severity = Severity.ERROR


COLUMNS = ("severity", "sheet", "row", "column", "rule", "message", "remedy", "expected")
"""What a list of findings has of each, on every way out."""


def as_row(finding: FileFinding) -> dict[str, Any]:
    """A finding as plain values, by column."""
    return {name: getattr(finding, name) for name in COLUMNS}


def as_csv(findings: Iterable[FileFinding]) -> str:
    """Every finding as CSV (RFC 4180), under the names of the columns."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows(map(as_row, findings))
    return text.getvalue()


def as_json_lines(findings: Iterable[FileFinding]) -> str:
    """Every finding as one JSON object on a line of its own; no place is null."""
    return "".join(f"{msgspec.json.encode(as_row(each)).decode()}\n" for each in findings)


MOST_ERRORS = 10_000
"""So many are told at once; nobody reads more, and they take memory."""
FILE_RULES = {
    "file-readable": (
        "This is not a file the registry can read.",
        "Save it as .xlsx, as .csv, or as .ndjson.",
    ),
    "file-small": (
        "The file is too large, or grows too large when it is unpacked.",
        "Remove pictures and empty formatted rows, or send bulk data as .ndjson.",
    ),
    "head-readable": (
        "The first line does not name the programme.",
        'Begin with a line such as {"programme_id": "…"}.',
    ),
    "line-readable": (
        "This line is not a notice or an outcome as JSON.",
        "Write one JSON object per line, with the field names of the schema and its codes.",
    ),
    "findings-few": (
        "There are more errors than are told at once.",
        "Mend those that are told, and send it again.",
    ),
    "programme-same": (
        "The first line names another programme than your programme file.",
        "Give the file of that programme with --programme.",
    ),
    "sheet-known": (
        "The file holds none of the sheets, or one under this name that is not known.",
        "Keep the names of the template's sheets; leave your own notes out.",
    ),
    "column-known": (
        "The template has no such column in this sheet.",
        "Remove the column, or name it as in the template.",
    ),
    "column-once": ("This column stands twice.", "Keep one of them."),
    "column-present": ("A column that must be there is missing.", "Copy it from the template."),
    "column-not-identifying": (
        "A column with such a heading holds what must not leave the hospital; it was not read.",
        "Run the pseudonymisation, or remove the column.",
    ),
    "cell-not-identifying": (
        "This cell looks like a direct identifier, or holds the patient's own name or number.",
        "Remove names, numbers and dates of the outside world.",
    ),
    "patient-enrolled": (
        "Your key table does not know when this patient was accepted.",
        "Give the day of acceptance in the sheet `patients`.",
    ),
    "number-as-before": (
        "This number stands with other leading zeros already, in your key table or this sheet.",
        "Write it as before; format the column as text so that zeros stay.",
    ),
    "acceptance-as-before": (
        "Your key table has another day of acceptance for this patient.",
        "All days count from it: give the day as before, or mend the table with --accept-anew.",
    ),
    "born-before-acceptance": (
        "This patient would have been born after acceptance.",
        "Correct one of the two dates.",
    ),
    "row-readable": (
        "From this row on the file cannot be read: a quotation mark stands alone, or a cell is "
        "longer than any answer can be.",
        "Close the quotation mark; inside a cell in quotation marks write it twice.",
    ),
    "cell-headed": (
        "A cell stands under no heading; it was not read.",
        "Remove it, or write the template's heading over it. In CSV, put a cell that holds the "
        "separator into quotation marks.",
    ),
    "cell-required": ("This cell must not be empty.", "Fill it in."),
    "cell-type": ("This cell does not hold what its column takes.", "Write it as expected."),
    "cell-digits-kept": (
        "This cell is a number of more than 15 digits, of which a spreadsheet keeps no more.",
        "Format the column as text and enter it anew.",
    ),
    "cell-too-long": ("This cell is longer than any answer can be.", "Shorten it."),
    "cell-not-formula": (
        "This cell holds a formula.",
        "Copy the column and paste it as values.",
    ),
    "cell-not-merged": ("This cell is merged with others.", "Split the merged cells."),
}


def file_finding(
    rule: str,
    sheet: str,
    row: int | None = None,
    column: str | None = None,
    expected: str = "",
) -> FileFinding:
    """A finding of a file rule."""
    message, remedy = FILE_RULES[rule]
    return FileFinding(sheet, row, column, rule, message, remedy, expected)


Place = tuple[str, int]


def placed(finding: Finding, places: dict[str, Place]) -> FileFinding:
    """A finding of intake with its place in the file it came from."""
    head, tail = finding.path, ""
    while head not in places and "." in head:
        head, _, last = head.rpartition(".")
        tail = f"{last}.{tail}" if tail else last
    return at_row(finding, places.get(head, ("", None)), tail or None)


def at_row(finding: Finding, place: tuple[str, int | None], column: str | None) -> FileFinding:
    """A finding of intake on a row of the file."""
    return FileFinding(
        *place,
        column,
        finding.rule,
        finding.message,
        finding.remedy,
        severity=finding.severity,
    )
