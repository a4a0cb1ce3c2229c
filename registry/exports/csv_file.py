"""A table as CSV: RFC 4180, UTF-8, days as ISO 8601, an end marker, and no cell that is a formula.

A spreadsheet runs a text that begins with one of `FORMULA`. Such a text is written with an
apostrophe before it, and so is one that begins with an apostrophe: taking one off gives the text.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from registry.exports.tables import Line, Table, Value
from registry.snapshot import Snapshot

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
APOSTROPHE = "'"
END = "#end"
PIECE = 64 * 1024


def table_csv(table: Table, snapshot: Snapshot) -> Iterator[bytes]:
    """The table piece by piece; the last record says how many lines and the SHA-256 before it."""
    return with_end(tuple(table.columns), table.lines(snapshot))


def with_end(columns: Sequence[str], lines: Iterable[Line]) -> Iterator[bytes]:
    """Records of equal length: columns, lines, and `#end` with count, `sha256` and digest."""
    digest, count = hashlib.sha256(), 0
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    writer.writerow(columns)
    for line in lines:
        count += 1
        writer.writerow(map(cell, line))
        if piece.tell() >= PIECE:
            yield taken(piece, digest)
    yield taken(piece, digest)
    end = dict.fromkeys(columns, "")
    end |= {columns[0]: END, columns[1]: str(count), "measure": "sha256"}
    writer.writerow((end | {"text": digest.hexdigest()}).values())
    yield piece.getvalue().encode()


def taken(piece: io.StringIO, digest: "hashlib._Hash") -> bytes:
    """What was written since, hashed and taken away."""
    data = piece.getvalue().encode()
    digest.update(data)
    piece.seek(0)
    piece.truncate()
    return data


def cell(value: Value) -> str:
    """A value as it is written; null is an empty cell."""
    if isinstance(value, str):
        return APOSTROPHE + value if value.startswith((*FORMULA, APOSTROPHE)) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else repr(value)


def plain_csv(columns: Sequence[str], lines: Iterable[Sequence[Value]]) -> bytes:
    """A small table whole, without an end marker."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(map(cell, line) for line in lines)
    return text.getvalue().encode()
