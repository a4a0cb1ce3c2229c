"""What a backup says: a head, each table with its rows, and an end that counts and fixes them.

Every line is JSON: an object, or the row of a table as an array. The sums are the same on SQLite
and PostgreSQL, in whatever order a database gives its rows.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from registry.backup.sealed import damaged
from registry.storage.migrations import Applied

Values = list[str | int | None]


class Head(Struct, frozen=True, tag="head"):
    """When it was made, the schema, and the log as it was then (root as base64)."""

    made_at: datetime
    schema: tuple[Applied, ...]
    log_key: str
    log_size: int
    log_root: str


class TableHead(Struct, frozen=True, tag="table"):
    """The rows that follow are of this table and have these columns."""

    name: str
    columns: tuple[str, ...]


class TableSum(Struct, frozen=True):
    """How many rows a table has, and SHA-256 over the sorted SHA-256 of each (hex)."""

    name: str
    rows: int
    sha256: str


class End(Struct, frozen=True, tag="end"):
    """The sum of every table."""

    tables: tuple[TableSum, ...]


class Contents(Struct, frozen=True):
    """Head and end of a backup."""

    head: Head
    end: End

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.end.tables)

    @property
    def digest(self) -> str:
        """SHA-256 over the log's state and the sums of all tables (hex)."""
        log = self.head.log_key, self.head.log_size, self.head.log_root
        return hashlib.sha256(encode_line([log, self.end.tables])).hexdigest()


class Sum:
    """Adds up a table, row by row."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._hashes: list[bytes] = []

    def add(self, row: bytes) -> None:
        """One row, as its line."""
        self._hashes.append(hashlib.sha256(row).digest())

    @property
    def total(self) -> TableSum:
        """The sum so far."""
        joined = hashlib.sha256(b"".join(sorted(self._hashes))).hexdigest()
        return TableSum(self._name, len(self._hashes), joined)


def encode_line(told: object) -> bytes:
    """A line, without its end."""
    return msgspec.json.encode(told)


def decode_row(line: bytes) -> Values:
    """A row from its line."""
    return msgspec.json.decode(line, type=Values)


def is_row(line: bytes) -> bool:
    """Whether a line is a row of the table before."""
    return line.startswith(b"[")


def read_through(told: Iterable[bytes]) -> Contents:
    """Head and end of a whole backup; DataError where the rows are not those the end tells of."""
    others: list[Head | TableHead | End] = []
    sums: list[Sum] = []
    for part in told:
        if is_row(part):
            sums[-1].add(part)
            continue
        found = decode(part)
        if isinstance(found, TableHead):
            sums.append(Sum(found.name))
        else:
            others.append(found)
    match others:
        case [Head() as head, End() as end] if end.tables == tuple(each.total for each in sums):
            return Contents(head, end)
    raise damaged()


def decode(line: bytes) -> Head | TableHead | End:
    """A line that is no row; DataError where it is nothing known."""
    try:
        return msgspec.json.decode(line, type=Head | TableHead | End)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise damaged() from None


def tables_in(told: Iterable[bytes], at_once: int) -> Iterator[tuple[TableHead, list[Values]]]:
    """Tables and some of their rows at a time."""
    table: TableHead | None = None
    rows: list[Values] = []
    for part in told:
        if is_row(part):
            rows.append(decode_row(part))
        if table and rows and (len(rows) == at_once or not is_row(part)):
            yield table, rows
            rows = []
        if not is_row(part) and isinstance(found := decode(part), TableHead):
            table = found
