"""The files of a snapshot: which there are, and who writes each."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

from msgspec import Struct

from registry.exports.citation import bibtex, cff, csl_json, ris
from registry.exports.codebook import codebook, entries
from registry.exports.csv_file import table_csv
from registry.exports.ctgov import study
from registry.exports.dataset import datacite, schema_org
from registry.exports.edition import Edition, Writer
from registry.exports.json_file import table_json
from registry.exports.package import PACKAGE, SUMS, Memory, data_package, sums, table_schema
from registry.exports.parquet_file import can_write_parquet, table_parquet
from registry.exports.tables import Table, table_of
from registry.snapshot import Snapshot
from registry.views import VIEWS

WRITTEN_SINCE = 1
"""Raised when a file of the same snapshot is written otherwise than before."""

JSON = "application/json"
STUDY = "ctgov.json"
IN_CTGOV = "A programme with its results in the shape of ClinicalTrials.gov (API version 2)."


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
        TableFormat("json", JSON, table_json),
    )
}

CITATIONS = (
    Writer("CITATION.cff", "application/yaml", "How to cite, for software that reads it.", cff),
    Writer(
        "cite.json",
        "application/vnd.citationstyles.csl+json",
        "How to cite, for reference managers (CSL-JSON).",
        csl_json,
    ),
    Writer("cite.bib", "application/x-bibtex", "How to cite, for BibTeX.", bibtex),
    Writer(
        "cite.ris",
        "application/x-research-info-systems",
        "How to cite, for reference managers (RIS).",
        ris,
    ),
    Writer(
        "datacite.json",
        "application/vnd.datacite.datacite+json",
        "What a DOI needs (DataCite), without a DOI.",
        datacite,
    ),
)

OF_THE_WHOLE = (
    Writer(
        "snapshot.json",
        JSON,
        "The snapshot itself: the bytes whose digest is in the log.",
        lambda edition: [edition.frozen.body],
    ),
    Writer(
        "codebook.csv",
        "text/csv; header=present",
        "Every column, measure and code in plain words.",
        codebook,
    ),
    *CITATIONS,
)


def table_writers() -> Iterator[Writer]:
    """Every view in every format, also in one that is not installed, and the schema of each."""
    for view in VIEWS.values():
        table = table_of(view)
        for form in FORMATS.values():
            write = partial(write_table, table, form)
            yield Writer(f"{view.id}.{form.ending}", form.media_type, view.sentence, write)
        schema = partial(table_schema, table)
        yield Writer(f"schema/{view.id}.json", JSON, f"The columns of {view.id}.csv.", schema)


def write_table(table: Table, form: TableFormat, edition: Edition) -> Iterator[bytes]:
    """A view of an edition in one format."""
    return form.write(table, edition.snapshot)


@cache
def writers() -> Mapping[str, Writer]:
    """The files that every snapshot has, by path, those of its programmes apart."""
    found = {writer.path: writer for writer in (*OF_THE_WHOLE, *table_writers())}
    linked = Writer(
        "dataset.jsonld",
        "application/ld+json",
        "The snapshot as a data set for search engines (schema.org).",
        partial(schema_org, files=installed(found)),
    )
    return {**found, linked.path: linked, **{each.path: each for each in describing()}}


def describing() -> tuple[Writer, Writer]:
    """The files that state the sizes and hashes of the others; of what is not installed, none."""
    memory = Memory()
    package = partial(data_package, listed=listed, memory=memory)
    sentence = "All files with sizes, hashes and schemas (Frictionless Data Package)."
    checksums = partial(sums, listed=listed, memory=memory)
    return (
        Writer(PACKAGE, JSON, sentence, package),
        Writer(SUMS, "text/plain", "Checksums of all files, for sha256sum -c.", checksums),
    )


def of_programmes(edition: Edition) -> Iterator[Writer]:
    """The files of each programme of a snapshot."""
    for row in edition.snapshot.programmes:
        id = row.programme.id
        yield Writer(f"programmes/{id}/{STUDY}", JSON, IN_CTGOV, partial(study, programme=id))


def files_of(edition: Edition) -> dict[str, Writer]:
    """Every file of a snapshot by path, also in a format that is not installed."""
    return {**writers(), **{writer.path: writer for writer in of_programmes(edition)}}


def listed(edition: Edition) -> Mapping[str, Writer]:
    """Every file but those that state the sizes and hashes of the others."""
    files = installed(files_of(edition))
    return {path: writer for path, writer in files.items() if path not in (PACKAGE, SUMS)}


def writer_of(edition: Edition, path: str) -> Writer | None:
    """What writes the file of a path; None where the snapshot has none there."""
    if path.startswith("programmes/"):
        return next((each for each in of_programmes(edition) if each.path == path), None)
    return writers().get(path)


def installed(files: Mapping[str, Writer]) -> dict[str, Writer]:
    """The files that this registry can write."""
    return {path: writer for path, writer in files.items() if is_installed(path)}


def is_installed(path: str) -> bool:
    """Whether this registry can write a file, by its ending."""
    form = FORMATS.get(path.rpartition(".")[2])
    return form is None or form.installed()


@cache
def columns_digest() -> str:
    """SHA-256 of the codebook, so that a view with a new field has new entity tags."""
    return hashlib.sha256(repr(tuple(entries())).encode()).hexdigest()


def entity_tag(digest: str, home: str, path: str) -> str:
    """Names the bytes of a file without writing them (RFC 9110, section 8.8.3), in quotes.

    The bytes follow from the snapshot's digest, the address, and how this version writes.
    """
    version = f"{WRITTEN_SINCE} {columns_digest()} {is_installed('x.parquet')}"
    told = f"{digest} {home} {path} {version}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
