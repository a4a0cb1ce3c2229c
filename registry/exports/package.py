"""What describes the files of a snapshot: Table Schema, Data Package, and their checksums.

Frictionless Data Package 2.0 (datapackage.org/standard), profiles `datapackage`, `dataresource`,
`tabledialect` and `tableschema`.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any, NamedTuple

import msgspec

from registry.exports.codebook import columns_in_words, type_name
from registry.exports.edition import LICENCE, LICENCE_ID, LICENCE_TITLE, NAME, Edition, Writer
from registry.exports.tables import Table

PROFILES = "https://datapackage.org/profiles/2.0/"
SUMS = "SHA256SUMS"
PACKAGE = "datapackage.json"
KEPT = 4
DIALECT = {
    "$schema": f"{PROFILES}tabledialect.json",
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "commentChar": "#",
}


Listed = Callable[[Edition], Mapping[str, Writer]]
"""The files of an edition whose sizes and hashes are stated, by path."""


class Measured(NamedTuple):
    """How long a file is, and the SHA-256 of its bytes in lower-case hex."""

    size: int
    digest: str


def pretty(value: Any) -> bytes:
    """JSON for people to read, too."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def table_schema(table: Table, _: Edition) -> list[bytes]:
    """The columns of a view (Table Schema 2.0)."""
    words = columns_in_words(table)
    fields = [
        {"name": name, "type": type_name(kind), "description": words[name]}
        for name, kind in table.columns.items()
    ]
    schema = {"$schema": f"{PROFILES}tableschema.json", "fields": fields, "missingValues": [""]}
    return [pretty(schema)]


class Memory:
    """Sizes and digests of the files of the last few editions: each is worked out once."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Mapping[str, Measured]] = OrderedDict()
        self._lock = Lock()

    def of(self, edition: Edition, writers: Iterable[Writer]) -> Mapping[str, Measured]:
        """Every file of an edition by path, measured while it is written; nothing is kept whole."""
        key = (edition.frozen.digest, edition.home)
        with self._lock:
            if key not in self._known:
                self._known[key] = {w.path: measured(w.write(edition)) for w in writers}
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return self._known[key]


def measured(pieces: Iterable[bytes]) -> Measured:
    """The size and digest of a file that comes in pieces."""
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        digest.update(piece)
    return Measured(size, digest.hexdigest())


def data_package(edition: Edition, listed: Listed, memory: Memory) -> list[bytes]:
    """Every file that is listed with size and hash, the tables with their schemas."""
    files = listed(edition)
    found = memory.of(edition, files.values())
    package = {
        "$schema": f"{PROFILES}datapackage.json",
        "name": f"he-registry-{edition.snapshot.number}",
        "id": f"sha256:{edition.frozen.digest}",
        "title": edition.title,
        "description": edition.about,
        "homepage": edition.page,
        "version": str(edition.snapshot.number),
        "created": f"{edition.snapshot.as_of.isoformat()}T00:00:00Z",
        "licenses": [{"name": LICENCE_ID, "path": LICENCE, "title": LICENCE_TITLE}],
        "contributors": [{"title": NAME, "path": edition.home, "roles": ["publisher"]}],
        "resources": [resource(writer, found[writer.path], files) for writer in files.values()],
    }
    return [pretty(package)]


def resource(writer: Writer, of: Measured, files: Mapping[str, Writer]) -> dict[str, Any]:
    """One file (Data Resource 2.0)."""
    stem, _, ending = writer.path.rpartition(".")
    told: dict[str, Any] = {
        "name": name_of(writer.path),
        "path": writer.path,
        "title": writer.sentence,
        "format": ending.lower(),
        "mediatype": writer.media_type.partition(";")[0],
        "bytes": of.size,
        "hash": f"sha256:{of.digest}",
    }
    if f"schema/{stem}.json" in files and ending == "csv":
        told |= {"type": "table", "encoding": "utf-8", "dialect": DIALECT}
        told |= {"schema": f"schema/{stem}.json"}
    return told


def name_of(path: str) -> str:
    """A name of lower-case letters, digits, dots, hyphens and underscores."""
    return path.lower().replace("/", "-")


def sums(edition: Edition, listed: Listed, memory: Memory) -> list[bytes]:
    """A line for every other file of a snapshot, as `sha256sum -c` reads it."""
    found = dict(memory.of(edition, listed(edition).values()))
    found[PACKAGE] = measured(data_package(edition, listed, memory))
    return ["".join(lines(found)).encode()]


def lines(found: Mapping[str, Measured]) -> Iterator[str]:
    return (f"{of.digest}  {path}\n" for path, of in sorted(found.items()))
