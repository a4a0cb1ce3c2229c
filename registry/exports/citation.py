"""How to cite a snapshot: CSL-JSON, BibTeX, RIS and CITATION.cff, all with the same facts.

There is no DOI before somebody mints one; none is invented. The digest of the snapshot stands in
every citation, so that a reader can check what was cited.
"""

import json
from collections.abc import Iterable

from registry.exports.edition import LICENCE_ID, NAME, Edition
from registry.exports.package import pretty


def csl_json(edition: Edition) -> list[bytes]:
    """Citation Style Language, CSL-JSON 1.0: a list of one item."""
    on = edition.snapshot.as_of
    item = {
        "id": key_of(edition),
        "type": "dataset",
        "title": edition.title,
        "author": [{"literal": NAME}],
        "publisher": NAME,
        "issued": {"date-parts": [[on.year, on.month, on.day]]},
        "version": str(edition.snapshot.number),
        "URL": edition.page,
        "note": note(edition),
    }
    return [pretty([item])]


def bibtex(edition: Edition) -> list[bytes]:
    """BibTeX, as `@misc`: not every style knows data sets."""
    on = edition.snapshot.as_of
    fields = {
        "title": f"{{{edition.title}}}",
        "author": f"{{{NAME}}}",
        "year": str(on.year),
        "month": str(on.month),
        "version": str(edition.snapshot.number),
        "howpublished": f"\\url{{{edition.page}}}",
        "note": note(edition),
    }
    inner = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return [f"@misc{{{key_of(edition)},\n{inner}\n}}\n".encode()]


def ris(edition: Edition) -> list[bytes]:
    """RIS, type DATA: a tag, two spaces, a hyphen, and lines that end with CR LF."""
    on = edition.snapshot.as_of
    fields = (
        ("TY", "DATA"),
        ("TI", edition.title),
        ("AU", NAME),
        ("PB", NAME),
        ("PY", str(on.year)),
        ("DA", f"{on:%Y/%m/%d}"),
        ("ET", str(edition.snapshot.number)),
        ("UR", edition.page),
        ("N1", note(edition)),
        ("ER", ""),
    )
    return ["".join(f"{tag}  - {value}\r\n" for tag, value in fields).encode()]


def cff(edition: Edition) -> list[bytes]:
    """CITATION.cff, Citation File Format 1.2.0. A JSON text is a YAML text."""
    fields = (
        ("cff-version", "1.2.0"),
        ("message", "Name the snapshot: numbers belong to one."),
        ("type", "dataset"),
        ("title", edition.title),
        ("authors", [{"name": NAME}]),
        ("version", str(edition.snapshot.number)),
        ("date-released", edition.snapshot.as_of.isoformat()),
        ("url", edition.page),
        ("license", LICENCE_ID),
        ("abstract", edition.about),
        ("identifiers", [{"type": "other", "value": f"sha256:{edition.frozen.digest}"}]),
    )
    return ["".join(yaml(fields)).encode()]


def yaml(fields: Iterable[tuple[str, object]]) -> list[str]:
    """Fields of a YAML mapping, their values in its JSON notation."""
    return [f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields]


def key_of(edition: Edition) -> str:
    """The name of the citation in a reader's own library."""
    return f"he-registry-{edition.snapshot.number}"


def note(edition: Edition) -> str:
    """Licence and digest, and that data are invented where they are."""
    fictional = " With fictional data." if edition.fictional else ""
    return f"{LICENCE_ID}. SHA-256 of the snapshot: {edition.frozen.digest}.{fictional}"
