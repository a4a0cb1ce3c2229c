"""Every parser of files from outside: what it reads, how it refuses, and what may be drawn."""

import base64
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from commands import HOSPITALS
from fictional_studies import FULL
from hypothesis import strategies as st
from logs import KEY, numbered, opening, receipt_for, signed_text
from msgspec import Struct
from openpyxl import Workbook
from sending import infused, notices, pseudonyms

from registry.access.credential import challenge_in, id_in
from registry.archive import heading_of
from registry.backup.sealed import SealedWriter, lines, opened
from registry.cli.directory_file import read_directory
from registry.errors import DataError, PolicyError, SnapshotError
from registry.intake.importers.files import read_export, read_sheets
from registry.intake.importers.lines import read_lines
from registry.intake.importers.trial_record import read_record
from registry.log.bundles import bundle_bytes, read_bundle
from registry.log.checkpoint import open_checkpoint
from registry.log.note import parse_note, parse_verifier_key
from registry.log.proof import parse_proof
from registry.log.receipts import read_receipts, receipt_bytes
from registry.log.tiles import parse_tile
from registry.release.stages import DEFAULT_POLICY, load_policy
from registry.snapshot import thaw
from registry.thawing import thaw_onto
from tests.fuzz.drawn import bytes_like, repacked
from tests.views.example import frozen

PATIENTS = pseudonyms(3)
LEAVES = numbered(7)
BACKUP_KEY = bytes(range(32))
SHEETS: dict[str, list[list[Any]]] = {
    "patients": [
        ["pseudonym", "acceptedMonth", "ageBand", "consent.version", "consent.scope"],
        [PATIENTS[0], "2027-03", "ADULT", "2.1", "REGISTRY"],
        [PATIENTS[1], "2027-04", "older adult", None, None],
    ],
    "visits": [
        ["pseudonym", "window", "status", "day", "response.measure", "response.category"],
        [PATIENTS[0], 100, "done", 135.0, "LUGANO", "CMR"],
    ],
    "costs": [
        ["category", "basis", "year", "currency", "amountMinor"],
        ["MANUFACTURE", "ACTUAL", 2027, "EUR", 12345600],
    ],
}
MAPPING = b"""
[patients]
columns = { record_id = "pseudonym", acc = "acceptedMonth", age_cat = "ageBand" }
codes.ageBand = { 1 = "CHILD", 2 = "ADULT" }
[[visits]]
columns = { record_id = "pseudonym", d28 = "status", d28_day = "day" }
fixed = { window = "28" }
only_where = "d28"
"""
EXPORT = f"record_id;acc;age_cat;d28;d28_day\n{PATIENTS[0]};2027-03;2;MISSED;\n".encode()


class Parser(Struct, frozen=True):
    """How a kind of file is read, what is raised where it is refused, and what may be drawn.

    `again` writes what was read; where there is one, nothing is read but what it writes.
    """

    read: Callable[[bytes], Any]
    drawn: st.SearchStrategy[bytes]
    refusals: tuple[type[Exception], ...] = ()
    again: Callable[[Any], bytes] | None = None


def workbook() -> bytes:
    """A small workbook."""
    book, out = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in SHEETS.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(out)
    return out.getvalue()


def table(name: str, mark: str) -> bytes:
    """A sheet as CSV."""
    rows = (mark.join("" if cell is None else str(cell) for cell in row) for row in SHEETS[name])
    return "\r\n".join(rows).encode()


def ndjson() -> bytes:
    """A stream with a head, notices and outcomes."""
    rows: list[object] = [{"programme_id": "p"}]
    rows += [{"notice": notice} for notice in notices(PATIENTS)]
    rows += [{"outcome": infused(patient, "CMR")} for patient in PATIENTS]
    return b"\n".join(msgspec.json.encode(row) for row in rows)


def policy_of(data: bytes) -> object:
    """A policy in a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "policy.toml"
        path.write_bytes(data)
        return load_policy(path)


def sealed() -> bytes:
    """A backup of two lines."""
    out = io.BytesIO()
    writer = SealedWriter(out, BACKUP_KEY, bytes(range(32)))
    writer.write(b"one\ntwo\n")
    writer.close()
    return out.getvalue()


def credential(client_data: bytes) -> bytes:
    """What a browser sends that signs in by a passkey, with this client data."""
    told = base64.urlsafe_b64encode(client_data).decode()
    return json.dumps({"id": "YWJj", "response": {"clientDataJSON": told}}).encode()


def text_parser(read: Callable[[str], Any]) -> Callable[[bytes], Any]:
    """A parser of text, which gets every byte as some character."""
    return lambda data: read(data.decode("utf-8", "surrogateescape"))


NOTE = signed_text(LEAVES).encode()
RECEIPT = receipt_for(opening())
BUNDLE = bundle_bytes([b"one", b"", b"three" * 40])

PARSERS = {
    "xlsx": Parser(
        lambda data: read_sheets("p", data), bytes_like(workbook()) | repacked(workbook())
    ),
    "csv": Parser(
        lambda data: read_sheets("p", {"patients": data, "visits": data}),
        bytes_like(*(table(name, mark) for name in SHEETS for mark in ",;\t")),
    ),
    "export": Parser(
        lambda data: read_export("p", MAPPING, data), bytes_like(EXPORT), (DataError,)
    ),
    "mapping": Parser(
        lambda data: read_export("p", data, EXPORT), bytes_like(MAPPING), (DataError,)
    ),
    "ndjson": Parser(lambda data: read_lines("p", data), bytes_like(ndjson())),
    "study": Parser(read_record, bytes_like(json.dumps(FULL).encode()), (DataError,)),
    "directory": Parser(read_directory, bytes_like(HOSPITALS.read_bytes()), (DataError,)),
    "policy": Parser(policy_of, bytes_like(DEFAULT_POLICY.read_bytes()), (PolicyError,)),
    "credential": Parser(
        text_parser(lambda text: (id_in(text), challenge_in(text))),
        bytes_like(credential(b'{"challenge": "YQ"}'))
        | bytes_like(b'{"challenge": "YQ"}', b'{"a": []}').map(credential),
    ),
    "note": Parser(parse_note, bytes_like(NOTE), again=lambda note: note.encoded),
    "checkpoint": Parser(lambda data: open_checkpoint(data, [KEY]), bytes_like(NOTE)),
    "verifier key": Parser(
        text_parser(parse_verifier_key),
        bytes_like(KEY.encoded.encode()),
        again=lambda key: key.encoded.encode(),
    ),
    "proof": Parser(
        text_parser(parse_proof),
        bytes_like(RECEIPT.proof.encode()),
        again=lambda proof: proof.text.encode("utf-8", "surrogateescape"),
    ),
    "receipt": Parser(read_receipts, bytes_like(receipt_bytes(RECEIPT))),
    "tile path": Parser(
        text_parser(parse_tile),
        bytes_like(b"tile/0/x001/234.p/7", b"tile/2/067"),
        again=lambda tile: tile.path.encode(),
    ),
    "bundle": Parser(
        lambda data: read_bundle(data, 3), bytes_like(BUNDLE), again=lambda read: bundle_bytes(read)
    ),
    "snapshot": Parser(
        lambda data: thaw(data, hashlib.sha256(data).hexdigest()),
        bytes_like(frozen().body),
        (SnapshotError,),
    ),
    "snapshot in pieces": Parser(
        lambda data: thaw_onto(data, hashlib.sha256(data).hexdigest(), frozen().snapshot),
        bytes_like(frozen().body),
        (SnapshotError,),
    ),
    "heading": Parser(
        heading_of, bytes_like(frozen().body[:400], b'{"number": 1}'), (SnapshotError,)
    ),
    "backup": Parser(
        lambda data: list(lines(opened(io.BytesIO(data), BACKUP_KEY))),
        bytes_like(sealed()),
        (DataError,),
    ),
}
