"""A snapshot as a data set in the words of catalogues: schema.org, and DataCite for a DOI."""

from collections.abc import Mapping
from typing import Any

from registry.exports.edition import LICENCE, LICENCE_ID, LICENCE_TITLE, NAME, Edition, Writer
from registry.exports.package import pretty

KEYWORDS = ["advanced therapy medicinal products", "Hospital Exemption", "registry", "outcomes"]


def schema_org(edition: Edition, files: Mapping[str, Writer]) -> list[bytes]:
    """JSON-LD, type Dataset (schema.org), with every file as a download."""
    return [pretty(dataset(edition, files))]


def dataset(edition: Edition, files: Mapping[str, Writer]) -> dict[str, Any]:
    """The same as a value, for the page that carries it."""
    publisher = {"@type": "Organization", "name": NAME, "url": edition.home}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": edition.address(""),
        "name": edition.title,
        "description": edition.about,
        "url": edition.page,
        "version": str(edition.snapshot.number),
        "datePublished": edition.snapshot.as_of.isoformat(),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": publisher,
        "publisher": publisher,
        "keywords": KEYWORDS,
        "identifier": f"sha256:{edition.frozen.digest}",
        "distribution": [download(edition, writer) for writer in files.values()],
    }


def download(edition: Edition, writer: Writer) -> dict[str, str]:
    """One file of it (schema.org, DataDownload)."""
    return {
        "@type": "DataDownload",
        "name": writer.path,
        "description": writer.sentence,
        "encodingFormat": writer.media_type.partition(";")[0],
        "contentUrl": edition.address(writer.path),
    }


def datacite(edition: Edition) -> list[bytes]:
    """What a DOI needs, in the JSON of DataCite's REST API (Metadata Schema 4), without a DOI."""
    attributes = {
        "creators": [{"name": NAME, "nameType": "Organizational"}],
        "titles": [{"title": edition.title}],
        "publisher": {"name": NAME},
        "publicationYear": edition.snapshot.as_of.year,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Registry snapshot"},
        "dates": [{"date": edition.snapshot.as_of.isoformat(), "dateType": "Issued"}],
        "language": "en",
        "version": str(edition.snapshot.number),
        "subjects": [{"subject": word} for word in KEYWORDS],
        "descriptions": [{"description": edition.about, "descriptionType": "Abstract"}],
        "rightsList": [
            {
                "rights": LICENCE_TITLE,
                "rightsUri": LICENCE,
                "rightsIdentifier": LICENCE_ID.lower(),
                "rightsIdentifierScheme": "SPDX",
            }
        ],
        "identifiers": [{"identifier": edition.frozen.digest, "identifierType": "SHA-256"}],
        "relatedIdentifiers": [part_of_series(edition)] if edition.snapshot.number > 1 else [],
        "url": edition.page,
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return [pretty({"data": {"type": "dois", "attributes": attributes}})]


def part_of_series(edition: Edition) -> dict[str, str]:
    """That the snapshot is the newer version of the one before."""
    return {
        "relationType": "IsNewVersionOf",
        "relatedIdentifierType": "URL",
        "relatedIdentifier": f"{edition.home}/r/{edition.snapshot.number - 1}/snapshot.json",
    }
