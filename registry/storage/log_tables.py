"""The tables of the public log. Hashes of leaves and salts are hex, tiles and roots base64."""

from piccolo.columns import BigInt, Integer, Text
from piccolo.table import Table

from registry.storage.engine import ENGINE


class LogHeadRecord(Table, db=ENGINE, tablename="log_head"):
    """One row: the key the log signs with, where the log stands, and what of it is public."""

    verifier_key = Text(primary_key=True)
    size = BigInt()
    root = Text()
    recorded_at = Text()
    public_day = Text()
    public_size = BigInt()


class LogEntryRecord(Table, db=ENGINE, tablename="log_entry"):
    """A leaf by number, from 0: a public one as its JSON, an opaque one as 64 hex digits."""

    number = BigInt(primary_key=True)
    content = Text()


class LogTileRecord(Table, db=ENGINE, tablename="log_tile"):
    """A tile under the path of the full one; the last of each level may still grow."""

    path = Text(primary_key=True)
    hashes = Text()


class LogCheckpointRecord(Table, db=ENGINE, tablename="log_checkpoint"):
    """The public checkpoint of a day, a signed note; its text never changes."""

    day = Text(primary_key=True)
    size = BigInt()
    note = Text()


class LogKeyRecord(Table, db=ENGINE, tablename="log_key"):
    """A verifier key of the log, the log's size when it came, and the handover to it."""

    number = Integer(primary_key=True)
    verifier_key = Text()
    size = BigInt()
    handover = Text(null=True, default=None)


class LogOpeningRecord(Table, db=ENGINE, tablename="log_opening"):
    """What a sponsor's receipt says beside its records; `id` is the submission's.

    `sealed` says whose it is, what it concerns, and the salt of its leaf. A public leaf has no
    kind. A curator's tombstone has an id of its own.
    """

    id = Text(primary_key=True)
    number = BigInt()
    kind = Text(null=True, default=None)
    recorded_at = Text()
    sealed = Text()
    proof = Text()


class LogRecordRecord(Table, db=ENGINE, tablename="log_record"):
    """One record of an opaque leaf; erasing its patient destroys salt and digest."""

    opening_id = Text(primary_key=True)
    position = Integer()
    patient = Text(null=True, default=None)
    hash = Text()
    salt = Text(null=True, default=None)
    digest = Text(null=True, default=None)
