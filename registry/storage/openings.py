"""What the opaque leaves of the log open to, so that a sponsor gets its receipt again.

The proof is kept as it was signed for the sponsor: a newer one would show how the log grows.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from piccolo.querystring import QueryString

from registry.log.receipts import (
    LeafOpening,
    OpaqueKind,
    PublicEntry,
    Receipt,
    SealedRecord,
)
from registry.log.signatures import SponsorSignature
from registry.storage.engine import Database
from registry.storage.log_tables import LogEntryRecord, LogOpeningRecord, LogRecordRecord
from registry.storage.rows import CHUNK, insert, insert_rows
from registry.storage.sealing import Sealing
from registry.storage.submissions import find_by_id

SEALED = ("log_opening", "sealed")
OPENING_BLOCK = 256
RECORD_COLUMNS = ("opening_id", "position", "patient", "hash", "salt", "digest")


class Opening(Struct, frozen=True):
    """A leaf that has a receipt: the id of its submission, its number, whose, on what, when."""

    id: str
    number: int
    sponsor_id: str
    subject: str
    recorded_at: datetime
    proof: str
    kind: OpaqueKind | None = None
    salt: bytes | None = None


class Enclosed(Struct, frozen=True, array_like=True):
    """What an opening's row holds sealed: whose leaf it is, on what, and its salt (hex).

    With the salt whoever guesses the other two could see in the leaf whether they are right.
    """

    sponsor_id: str
    subject: str
    salt: str | None


read_enclosed = msgspec.json.Decoder(Enclosed).decode


async def store_opening(database: Database, opening: Opening) -> None:
    """Store an opening, in the caller's transaction."""
    enclosed = Enclosed(opening.sponsor_id, opening.subject, hexed(opening.salt))
    row = {
        "id": opening.id,
        "number": opening.number,
        "kind": opening.kind,
        "recorded_at": opening.recorded_at.isoformat(),
        "sealed": seal_enclosed(database.sealing, opening.id, enclosed),
        "proof": opening.proof,
    }
    await insert(database, LogOpeningRecord, [row])


def seal_enclosed(sealing: Sealing, id: str, enclosed: Enclosed) -> str:
    """What an opening's row holds sealed."""
    return sealing.seal_own(enclosed, OPENING_BLOCK, *SEALED, id)


def enclosed_in(sealing: Sealing, row: Mapping[str, Any]) -> Enclosed:
    """What stands sealed in an opening's row."""
    return sealing.open_own(row["sealed"], read_enclosed, *SEALED, row["id"])


async def store_records(
    database: Database,
    opening_id: str,
    records: Sequence[SealedRecord],
    patients: Sequence[str | None],
) -> None:
    """Store the records of a leaf in their order, each with the patient it is of."""
    numbered = enumerate(zip(records, patients, strict=True))
    while some := list(islice(numbered, CHUNK)):
        rows = [
            (opening_id, position, patient, r.hash.hex(), hexed(r.salt), hexed(r.digest))
            for position, (r, patient) in some
        ]
        await insert_rows(database, LogRecordRecord, RECORD_COLUMNS, rows)


async def forget_records(database: Database, patient: str) -> None:
    """Destroy salt and digest of every record of a patient: its hashes say nothing any more."""
    gone = LogRecordRecord.update(salt=None, digest=None)
    await database.run(gone.where(LogRecordRecord.patient == patient))


async def find_receipt(database: Database, id: str) -> Receipt | None:
    """A submission's receipt as first given, erased records closed; None where it has none."""
    rows = await database.run(LogOpeningRecord.select().where(LogOpeningRecord.id == id))
    if not rows:
        return None
    row = rows[0]
    if row["kind"] is None:
        where = LogEntryRecord.number == row["number"]
        (entry,) = await database.run(LogEntryRecord.select().where(where))
        return Receipt(PublicEntry(entry["content"]), row["proof"])
    enclosed = enclosed_in(database.sealing, row)
    opening = LeafOpening(
        OpaqueKind(row["kind"]),
        enclosed.sponsor_id,
        enclosed.subject,
        row["recorded_at"],
        bytes.fromhex(enclosed.salt or ""),
        await find_records(database, id),
        await find_signature(database, id),
    )
    return Receipt(opening, row["proof"])


async def find_signature(database: Database, id: str) -> SponsorSignature | UnsetType:
    """The sponsor's signature under a submission."""
    submission = await find_by_id(database, id)
    return read_signature(submission.signature if submission else None)


def read_signature(kept: str | None) -> SponsorSignature | UnsetType:
    """A signature as the ledger keeps it; unset where there is none."""
    return UNSET if kept is None else msgspec.json.decode(kept, type=SponsorSignature)


async def find_records(database: Database, id: str) -> tuple[SealedRecord, ...]:
    """The records of a leaf, in their order."""
    rows = await database.run(
        QueryString(
            "SELECT hash, salt, digest FROM log_record WHERE opening_id = {} ORDER BY position", id
        )
    )
    return tuple(
        SealedRecord(bytes.fromhex(row["hash"]), unhexed(row["salt"]), unhexed(row["digest"]))
        for row in rows
    )


def hexed(data: bytes | None) -> str | None:
    """Bytes as hex."""
    return None if data is None else data.hex()


def unhexed(text: str | None) -> bytes | None:
    """Bytes from hex; None for what was erased."""
    return None if text is None else bytes.fromhex(text)
