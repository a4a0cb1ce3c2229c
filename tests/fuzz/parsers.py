"""Every parser of files from outside: what it reads, how it refuses, and what may be drawn."""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from commands import HOSPITALS
from fictional_studies import FULL
from hypothesis import strategies as st
from logs import KEY, receipt_bytes
from msgspec import Struct

from registry.access.credential import challenge_in, id_in
from registry.archive import heading_of
from registry.backup.sealed import lines, opened
from registry.errors import DataError, PolicyError, SnapshotError
from registry.intake.directory_file import read_directory
from registry.intake.importers.files import read_export, read_sheets
from registry.intake.importers.lines import read_lines
from registry.intake.importers.trial_register import read_study
from registry.log.bundles import bundle_bytes, read_bundle
from registry.log.checkpoint import open_checkpoint
from registry.log.fault import Fault
from registry.log.note import parse_note, parse_verifier_key
from registry.log.proof import parse_proof
from registry.log.receipts import read_receipts, verify_receipt
from registry.log.tiles import parse_tile
from registry.release.stages import DEFAULT_POLICY, load_policy
from registry.snapshot import thaw
from registry.thawing import thaw_onto
from tests.fuzz.drawn import bytes_like, repacked
from tests.fuzz.valid import (
    BACKUP_KEY,
    BUNDLE,
    EXPORT,
    MAPPING,
    NOTE,
    RECEIPT,
    SHEETS,
    credential,
    ndjson,
    sealed,
    table,
    workbook,
)
from tests.views.example import frozen


class Parser(Struct, frozen=True):
    """How a kind of file is read, what is raised where it is refused, and what may be drawn.

    `again` writes what was read; where there is one, nothing is read but what it writes. `files`
    are those that read it, whose lines `make fuzz` is to reach.
    """

    files: tuple[str, ...]
    read: Callable[[bytes], Any]
    drawn: st.SearchStrategy[bytes]
    refusals: tuple[type[Exception], ...] = ()
    again: Callable[[Any], bytes] | None = None


IMPORTERS = tuple(
    f"registry/intake/importers/{name}.py"
    for name in ("assemble", "cells", "files", "findings", "parts", "tables")
)
STUDIES = tuple(
    f"registry/intake/importers/trial_{name}.py" for name in ("record", "register", "reports")
)


def policy_of(data: bytes) -> object:
    """A policy in a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "policy.toml"
        path.write_bytes(data)
        return load_policy(path)


def study_in(data: bytes) -> object:
    """A study as it would be entered."""
    return read_study(data, "aurocel", "aurocel", "lbcl", date(2027, 3, 10))


def verified_receipts(data: bytes) -> object:
    """Receipts, and what verifying each says."""
    read = read_receipts(data)
    return read if isinstance(read, Fault) else [verify_receipt(each, KEY) for each in read]


def text_parser(read: Callable[[str], Any]) -> Callable[[bytes], Any]:
    """A parser of text, which gets every byte as some character."""
    return lambda data: read(data.decode("utf-8", "surrogateescape"))


PARSERS = {
    "xlsx": Parser(
        (*IMPORTERS, "registry/intake/importers/workbook.py"),
        lambda data: read_sheets("p", data),
        bytes_like(workbook()) | repacked(workbook()),
    ),
    "csv": Parser(
        (*IMPORTERS, "registry/intake/importers/delimited.py"),
        lambda data: read_sheets("p", {"patients": data, "visits": data}),
        bytes_like(*(table(name, mark) for name in SHEETS for mark in ",;\t")),
    ),
    "export": Parser(
        ("registry/intake/importers/mapping.py", "registry/intake/importers/delimited.py"),
        lambda data: read_export("p", MAPPING, data),
        bytes_like(EXPORT),
        (DataError,),
    ),
    "mapping": Parser(
        ("registry/intake/importers/mapping.py",),
        lambda data: read_export("p", data, EXPORT),
        bytes_like(MAPPING),
        (DataError,),
    ),
    "ndjson": Parser(
        ("registry/intake/importers/lines.py",),
        lambda data: read_lines("p", data),
        bytes_like(ndjson()),
    ),
    "study": Parser(STUDIES, study_in, bytes_like(json.dumps(FULL).encode()), (DataError,)),
    "directory": Parser(
        ("registry/intake/directory_file.py",),
        read_directory,
        bytes_like(HOSPITALS.read_bytes()),
        (DataError,),
    ),
    "policy": Parser(
        ("registry/release/stages.py",),
        policy_of,
        bytes_like(DEFAULT_POLICY.read_bytes()),
        (PolicyError,),
    ),
    "credential": Parser(
        ("registry/access/credential.py",),
        text_parser(lambda text: (id_in(text), challenge_in(text))),
        bytes_like(credential(b'{"challenge": "YQ"}'))
        | bytes_like(b'{"challenge": "YQ"}', b'{"a": []}').map(credential),
    ),
    "note": Parser(
        ("registry/log/note.py",), parse_note, bytes_like(NOTE), again=lambda note: note.encoded
    ),
    "checkpoint": Parser(
        ("registry/log/checkpoint.py", "registry/log/note.py"),
        lambda data: open_checkpoint(data, [KEY]),
        bytes_like(NOTE),
    ),
    "verifier key": Parser(
        ("registry/log/note.py",),
        text_parser(parse_verifier_key),
        bytes_like(KEY.encoded.encode()),
        again=lambda key: key.encoded.encode(),
    ),
    "proof": Parser(
        ("registry/log/proof.py",),
        text_parser(parse_proof),
        bytes_like(RECEIPT.proof.encode()),
        again=lambda proof: proof.text.encode("utf-8", "surrogateescape"),
    ),
    "receipt": Parser(
        ("registry/log/receipts.py",), verified_receipts, bytes_like(receipt_bytes(RECEIPT))
    ),
    "tile path": Parser(
        ("registry/log/tiles.py",),
        text_parser(parse_tile),
        bytes_like(b"tile/0/x001/234.p/7", b"tile/2/067"),
        again=lambda tile: tile.path.encode(),
    ),
    "bundle": Parser(
        ("registry/log/bundles.py",),
        lambda data: read_bundle(data, 3),
        bytes_like(BUNDLE),
        again=lambda read: bundle_bytes(read),
    ),
    "snapshot": Parser(
        ("registry/snapshot.py",),
        lambda data: thaw(data, hashlib.sha256(data).hexdigest()),
        bytes_like(frozen().body),
        (SnapshotError,),
    ),
    "snapshot in pieces": Parser(
        ("registry/thawing.py",),
        lambda data: thaw_onto(data, hashlib.sha256(data).hexdigest(), frozen().snapshot),
        bytes_like(frozen().body),
        (SnapshotError,),
    ),
    "heading": Parser(
        ("registry/archive.py",),
        heading_of,
        bytes_like(frozen().body[:400], b'{"number": 1}'),
        (SnapshotError,),
    ),
    "backup": Parser(
        ("registry/backup/sealed.py",),
        lambda data: list(lines(opened(io.BytesIO(data), BACKUP_KEY))),
        bytes_like(sealed()),
        (DataError,),
    ),
}


def read_or_refused(parser: Parser, data: bytes) -> None:
    """Nothing else comes of it, and what is read is written as it was."""
    try:
        read = parser.read(data)
    except parser.refusals:
        return
    if parser.again is not None and read is not None and not isinstance(read, Fault):
        assert parser.again(read) == data
