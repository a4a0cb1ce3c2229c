"""What must be true of a database whatever happened to the processes that wrote into it.

A row is an id, a sentence and a question that counts what breaks it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from anonymise.envelope import EnvelopeDamaged
from registry.backup.contents import Sum, TableSum, encode_line
from registry.backup.proof import check_log
from registry.errors import RegistryError
from registry.log.checkpoint import open_checkpoint
from registry.log.fault import Fault
from registry.log.merkle import leaf_hash, tree_head
from registry.log.note import VerifierKey
from registry.log.receipts import LeafOpening, Verified, leaf_content, read_receipt, verify_receipt
from registry.log.tiles import read_root, tiles_of
from registry.storage.columns import data_key_of
from registry.storage.engine import Database, open_database
from registry.storage.migrations import table_names
from registry.storage.sealing import Sealing
from registry.storage.transparency import read_back, reader, stored_tiles
from registry.storage.vault import PLACE, StoredPatient, read_place
from tests.chaos.scenarios import Told

DATA_KEYS = "SELECT pseudonym, wrapped_key, key_version FROM patient WHERE wrapped_key <> ''"


class Law(Struct, frozen=True):
    """`question` counts the rows that break it."""

    id: str
    sentence: str
    question: str


LAWS = (
    Law(
        "submission-audited",
        "Every submission has its audit event, of the same content.",
        "SELECT COUNT(*) AS n FROM submission s WHERE NOT EXISTS (SELECT 1 FROM audit_event a "
        "WHERE a.digest = s.digest)",
    ),
    Law(
        "submission-logged",
        "Every submission has its leaf.",
        "SELECT COUNT(*) AS n FROM submission s WHERE NOT EXISTS "
        "(SELECT 1 FROM log_opening o WHERE o.id = s.id)",
    ),
    Law(
        "leaf-of-something",
        "Every receipt belongs to a submission, or to a tombstone a curator confirmed.",
        "SELECT COUNT(*) AS n FROM log_opening o WHERE NOT EXISTS "
        "(SELECT 1 FROM submission s WHERE s.id = o.id) AND COALESCE(o.kind, '') <> 'TOMBSTONE'",
    ),
    Law(
        "tombstones-audited",
        "There are as many tombstones as confirmed withdrawals in the audit trail.",
        "SELECT ABS((SELECT COUNT(*) FROM log_opening WHERE kind = 'TOMBSTONE') - "
        "(SELECT COUNT(*) FROM audit_event WHERE action = 'withdrawal confirmed')) AS n",
    ),
    Law(
        "receipt-in-the-log",
        "Every receipt names a leaf that is there.",
        "SELECT COUNT(*) AS n FROM log_opening o WHERE NOT EXISTS "
        "(SELECT 1 FROM log_entry e WHERE e.number = o.number)",
    ),
    Law(
        "patient-of-an-episode",
        "No patient is stored without an episode.",
        "SELECT COUNT(*) AS n FROM patient p WHERE NOT EXISTS "
        "(SELECT 1 FROM episode e WHERE e.patient = p.pseudonym)",
    ),
    Law(
        "audit-without-gap",
        "The audit trail is numbered without a gap.",
        "SELECT COALESCE(MAX(number), 0) - COUNT(*) AS n FROM audit_event",
    ),
    Law(
        "erased-whole",
        "Of an erased patient no key, no told entry and no salt is left.",
        "SELECT COUNT(*) AS n FROM patient p JOIN episode e ON e.patient = p.pseudonym WHERE "
        "p.wrapped_key = '' AND (e.sealed_keys <> '' OR e.withdrawn_on IS NULL OR EXISTS "
        "(SELECT 1 FROM course_entry c WHERE c.episode_id = e.id))",
    ),
    Law(
        "snapshot-audited",
        "Every snapshot has its audit event.",
        "SELECT COUNT(*) AS n FROM snapshot s WHERE NOT EXISTS (SELECT 1 FROM audit_event a "
        "WHERE a.action = 'snapshot published' AND a.digest = s.digest)",
    ),
    Law(
        "snapshot-logged",
        "Every snapshot has its leaf.",
        "SELECT COUNT(*) AS n FROM snapshot s WHERE NOT EXISTS (SELECT 1 FROM log_entry e "
        """WHERE e.content LIKE '%"kind":"snapshot"%' AND e.content LIKE '%' || s.digest || '%')""",
    ),
    Law(
        "key-changes-audited",
        "Every change of the log's key has its leaf and its audit event.",
        "SELECT ABS((SELECT COUNT(*) FROM log_key WHERE number > 1) - "
        "(SELECT COUNT(*) FROM audit_event WHERE action = 'log key changed')) + "
        "ABS((SELECT COUNT(*) FROM log_key WHERE number > 1) - "
        """(SELECT COUNT(*) FROM log_entry WHERE content LIKE '%"kind":"key"%')) AS n""",
    ),
    Law(
        "root-keys-audited",
        "Every change of the root key has its leaf and its audit event.",
        "SELECT ABS((SELECT COUNT(*) FROM audit_event WHERE action = 'root key changed') - "
        "(SELECT COUNT(*) FROM log_entry "
        """WHERE content LIKE '%"kind":"secret-key"%' AND content LIKE '%"of":"root"%')) AS n""",
    ),
    Law(
        "column-keys-audited",
        "Every version of the column key has its audit event.",
        "SELECT ABS((SELECT COUNT(*) FROM column_key) - "
        "(SELECT COUNT(*) FROM audit_event WHERE action = 'column key begun')) AS n",
    ),
)


async def broken(database: Database, but: frozenset[str] = frozenset()) -> list[str]:
    """The sentences that do not hold; `but` are laws that cannot hold here."""
    there, wrong = set(await table_names(database)), []
    for law in LAWS:
        asked = set(re.findall(r"(?:FROM|JOIN) (\w+)", law.question))
        if law.id not in but and asked <= there:
            (row,) = await database.fetch(law.question, ())
            wrong += [f"{law.sentence} {row['n']} do not."] if row["n"] else []
    return wrong


async def contents(url: str) -> dict[str, TableSum]:
    """Every table with its number of rows and what they add up to, as a new process sees it."""
    told, database = {}, open_database(url, connections=1)
    await database.start()
    async with database.reading():
        for name in await table_names(database):
            total = Sum(name)
            for row in await database.fetch(f"SELECT * FROM {name}", ()):  # noqa: S608
                total.add(encode_line(list(row.values())))
            told[name] = total.total
    await database.stop()
    return told


async def unopened(database: Database, sealing: Sealing) -> list[str]:
    """What of patients does not open with the root key that is in place, or is numbered wrong."""
    shut, numbers = [], defaultdict[str, list[int]](list)
    for row in await database.fetch(DATA_KEYS, ()):
        try:
            data_key_of(sealing.wrapping, StoredPatient(**row))
        except EnvelopeDamaged:
            shut.append("A data key does not open with the root key that is in place.")
    for row in await database.fetch("SELECT * FROM episode", ()):
        try:
            place = sealing.open_own(row["place"], read_place, *PLACE, row["id"])
        except EnvelopeDamaged:
            shut.append("A patient's place does not open with the root key that is in place.")
            continue
        numbers[place.programme_id].append(place.sequence)
        if row["address"] != sealing.address("episode", place.programme_id, place.sequence):
            shut.append("A patient does not stand where its programme and number say.")
    for given in numbers.values():
        if sorted(given) != list(range(1, len(given) + 1)):
            shut.append("The patients of a programme are not numbered without a gap.")
    return shut


async def log_faults(database: Database, keys: Sequence[VerifierKey]) -> list[str]:
    """What is wrong with the log: leaves against root, tiles against root, checkpoints signed."""
    try:
        async with database.reading():
            head = await check_log(database)
    except RegistryError as fault:
        return [fault.what]
    rows = await database.fetch("SELECT content FROM log_entry ORDER BY number", ())
    hashes = [leaf_hash(read_back(row["content"])) for row in rows]
    stored = reader(await stored_tiles(database, list(tiles_of(head.size))))
    wrong = [] if read_root(head.size, stored) == head.root else ["The tiles give another root."]
    for row in await database.fetch("SELECT size, note FROM log_checkpoint", ()):
        found = open_checkpoint(row["note"].encode(), keys)
        if isinstance(found, Fault) or found.root != tree_head(hashes[: row["size"]]):
            wrong.append(f"The checkpoint of {row['size']} leaves does not hold.")
    return wrong


async def lost(database: Database, told: Told, keys: Sequence[VerifierKey]) -> str | None:
    """What was acknowledged and is not there, in a sentence; None where all is there."""
    if told.table is not None:
        query = f"SELECT COUNT(*) AS n FROM {told.table} WHERE CAST({told.column} AS TEXT) = "  # noqa: S608
        mark = "?" if database.kind == "sqlite" else "$1"
        (row,) = await database.fetch(query + mark, (told.value,))
        return None if row["n"] else f"A row of {told.table} was acknowledged and is not there."
    receipt = read_receipt((told.receipt or "").encode())
    if isinstance(receipt, Fault):
        return f"A receipt cannot be read: {receipt.reason}"
    checked = [verify_receipt(receipt, key) for key in keys]
    proved = next((each for each in checked if isinstance(each, Verified)), None)
    if proved is None:
        return "A receipt does not verify."
    rows = await database.fetch(f"SELECT content FROM log_entry WHERE number = {proved.index}", ())  # noqa: S608
    stands = [read_back(row["content"]) for row in rows]
    if stands != [leaf_content(receipt.leaf)] or not isinstance(receipt.leaf, LeafOpening):
        return "The leaf of a receipt is not in the log."
    return None


def encode(told: Told) -> bytes:
    """What was acknowledged, as one line."""
    return msgspec.json.encode(told)


def decode(line: bytes) -> Told:
    """The same, read back."""
    return msgspec.json.decode(line, type=Told)
