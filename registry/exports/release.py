"""The files of a snapshot: which there are, and who writes each."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

from msgspec import Struct

from registry.exports.citation import bibtex, cff, csl_json, ris
from registry.exports.codebook import codebook
from registry.exports.csv_file import table_csv
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
    """Every file that each snapshot has, by path; what describes the others comes last."""
    return {**described(), **{writer.path: writer for writer in describing()}}


@cache
def described() -> Mapping[str, Writer]:
    """Every file but those that state the sizes and hashes of the others."""
    found = {writer.path: writer for writer in (*OF_THE_WHOLE, *table_writers())}
    written = {path: writer for path, writer in found.items() if is_installed(path)}
    linked = Writer(
        "dataset.jsonld",
        "application/ld+json",
        "The snapshot as a data set for search engines (schema.org).",
        partial(schema_org, files=written),
    )
    return {**found, linked.path: linked}


def describing() -> Iterator[Writer]:
    """The files that state the sizes and hashes of the others; of what is not installed, none."""
    files = {path: writer for path, writer in described().items() if is_installed(path)}
    memory = Memory()
    yield Writer(
        PACKAGE,
        JSON,
        "All files with sizes, hashes and schemas (Frictionless Data Package).",
        partial(data_package, files=files, memory=memory),
    )
    yield Writer(
        SUMS,
        "text/plain",
        "Checksums of all files, for sha256sum -c.",
        partial(sums, files=files, memory=memory),
    )


def is_installed(path: str) -> bool:
    """Whether this registry can write a file, by its ending."""
    form = FORMATS.get(path.rpartition(".")[2])
    return form is None or form.installed()


def entity_tag(edition: Edition, path: str) -> str:
    """Names the bytes of a file without writing them (RFC 9110, section 8.8.3), in quotes.

    The bytes follow from the snapshot, the address, and how this version writes.
    """
    told = (
        f"{edition.frozen.digest} {edition.home} {path} {WRITTEN_SINCE} {is_installed('x.parquet')}"
    )
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
