"""Files as they should be, which the fuzzing changes."""

import base64
import io
import json
from typing import Any

import msgspec
from logs import numbered, opening, receipt_for, signed_text
from openpyxl import Workbook
from sending import infused, notices, pseudonyms

from registry.backup.sealed import SealedWriter
from registry.log.bundles import bundle_bytes

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


NOTE = signed_text(LEAVES).encode()
RECEIPT = receipt_for(opening())
BUNDLE = bundle_bytes([b"one", b"", b"three" * 40])


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
