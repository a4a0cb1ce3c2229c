"""The files of a snapshot beside its own bytes: which there are, and who writes each.

Every writer is a function of an edition (one snapshot, and the address of its registry) to bytes.
A further format is one `Writer` and one row.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial

from msgspec import Struct

from registry.exports.csv_file import table_csv
from registry.exports.json_file import table_json
from registry.exports.parquet_file import can_write_parquet, table_parquet
from registry.exports.tables import Table, table_of
from registry.snapshot import FrozenSnapshot, Snapshot
from registry.views import VIEWS

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
WRITTEN_SINCE = 1
"""Raised when a file of the same snapshot is written otherwise than before."""


class Edition(Struct, frozen=True):
    """A snapshot, and the address of the registry that published it, without a slash at its end."""

    frozen: FrozenSnapshot
    home: str

    @property
    def snapshot(self) -> Snapshot:
        """What the files are written of."""
        return self.frozen.snapshot

    def address(self, path: str) -> str:
        """Where a file of this snapshot lies for ever."""
        return f"{self.home}/r/{self.snapshot.number}/{path}"


class Writer(Struct, frozen=True):
    """A file of every snapshot: its path, media type, one plain sentence, and what writes it."""

    path: str
    media_type: str
    sentence: str
    write: Callable[[Edition], Iterable[bytes]]


class TableFormat(Struct, frozen=True):
    """A format of every view: its ending, media type, and what writes a table in it."""

    ending: str
    media_type: str
    write: Callable[[Table, Snapshot], Iterator[bytes]]
    installed: Callable[[], bool] = lambda: True


FORMATS = {
    each.ending: each
    for each in (
        TableFormat("csv", "text/csv; header=present", table_csv),
        TableFormat("parquet", "application/vnd.apache.parquet", table_parquet, can_write_parquet),
        TableFormat("json", "application/json", table_json),
    )
}


def table_writers() -> Iterator[Writer]:
    """Every view in every format, also in one that is not installed."""
    for view in VIEWS.values():
        for form in FORMATS.values():
            write = partial(write_table, table_of(view), form)
            yield Writer(f"{view.id}.{form.ending}", form.media_type, view.sentence, write)


def write_table(table: Table, form: TableFormat, edition: Edition) -> Iterator[bytes]:
    """A view of an edition in one format."""
    return form.write(table, edition.snapshot)


@lru_cache(maxsize=1)
def writers() -> Mapping[str, Writer]:
    """Every file that each snapshot has, by path."""
    return {writer.path: writer for writer in table_writers()}


def is_installed(path: str) -> bool:
    """Whether this registry can write a file, by its ending."""
    form = FORMATS.get(path.rpartition(".")[2])
    return form is None or form.installed()


def entity_tag(edition: Edition, path: str) -> str:
    """Names the bytes of a file without writing them (RFC 9110, section 8.8.3), in quotes.

    The bytes follow from the snapshot, the address, and how this version writes.
    """
    told = f"{edition.frozen.digest} {edition.home} {path} {WRITTEN_SINCE} {is_installed(path)}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
