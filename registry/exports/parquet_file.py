"""A table as Parquet, if the extra `parquet` is installed; the same snapshot gives the same bytes.

Days are ISO 8601 text, as in the other formats.
"""

import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING

from registry.errors import ExportError
from registry.exports.tables import Line, Table
from registry.snapshot import Snapshot

if TYPE_CHECKING:
    from pandas import DataFrame

LINES_TOGETHER = 20_000
TYPES = {str: "object", date: "object", int: "Int64", float: "Float64", bool: "bool"}
NOT_INSTALLED = "This registry does not write Parquet: the CSV and JSON files hold the same table."


@cache
def can_write_parquet() -> bool:
    """Whether the extra is installed."""
    return find_spec("fastparquet") is not None


def table_parquet(table: Table, snapshot: Snapshot) -> Iterator[bytes]:
    """The table, `LINES_TOGETHER` lines in a row group. ExportError without the extra."""
    if not can_write_parquet():
        raise ExportError(NOT_INSTALLED, "Install he-registry[parquet].")
    from fastparquet.writer import make_metadata, write_simple

    file = Kept()
    texts = {name: "utf8" for name, kind in table.columns.items() if kind in (str, date)}
    about = make_metadata(frame(table, []), object_encoding=texts)
    about.created_by, about.key_value_metadata = b"he-registry", []
    write_simple("table", frames(table, snapshot), about, None, "SNAPPY", lambda *_: file, None)
    yield file.getvalue()


def frames(table: Table, snapshot: Snapshot) -> Iterator["DataFrame"]:
    """The lines, so many at a time."""
    lines = table.lines(snapshot)
    while some := list(islice(lines, LINES_TOGETHER)):
        yield frame(table, some)


def frame(table: Table, lines: list[Line]) -> "DataFrame":
    """Some lines as columns, each of the type the table states."""
    from pandas import DataFrame, Series

    columns = table.columns
    values = zip(*lines, strict=True) if lines else ([] for _ in columns)
    return DataFrame(
        {
            name: Series([written(v) for v in some], dtype=TYPES[kind])
            for (name, kind), some in zip(columns.items(), values, strict=True)
        }
    )


def written(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


class Kept(io.BytesIO):
    """A file in memory that can still be read when its writer has closed it."""

    def close(self) -> None:
        """Keep it."""
