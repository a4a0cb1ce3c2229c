"""Workbooks as a data manager fills them in."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

HEADS = {
    "patients": ["pseudonym", "acceptedMonth", "ageBand"],
    "administrations": ["pseudonym", "number", "day"],
    "visits": ["pseudonym", "window", "status", "day"],
    "costs": ["category", "basis", "year", "currency", "amountMinor"],
}
Lines = Sequence[Sequence[Any]]


def filled(sheets: Mapping[str, Lines], heads: Mapping[str, Sequence[str]] = HEADS) -> bytes:
    """A workbook with the headings of the template and these rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        page.append(heads[name])
        for line in lines:
            page.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet of a workbook as rows."""
    book = load_workbook(io.BytesIO(content))
    return {page.title: [[c.value for c in row] for row in page.iter_rows()] for page in book}
