"""A table as JSON: an array of objects, one a line, with the columns of the CSV."""

from collections.abc import Iterator

import msgspec

from registry.exports.tables import Table
from registry.snapshot import Snapshot


def table_json(table: Table, snapshot: Snapshot) -> Iterator[bytes]:
    """The table line by line; an array that was cut off does not parse."""
    columns, before = tuple(table.columns), b"[\n"
    for line in table.lines(snapshot):
        yield before + msgspec.json.encode(dict(zip(columns, line, strict=True)))
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"
