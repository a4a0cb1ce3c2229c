"""Rows of `course_entry`: what was told of an episode, sealed under its patient's data key.

In clear stand the episode, which version of a fact it is, why it was corrected, and the submission.
What the fact is about is in the ciphertext, too: `name`, a keyed digest, tells only which rows are
versions of the same fact.
"""

from collections.abc import Iterable, Mapping, Sequence
from sys import intern
from typing import Any

import msgspec
from msgspec import Raw, Struct
from piccolo.querystring import QueryString

from anonymise.envelope import Cipher, EnvelopeDamaged, unwrap
from anonymise.pseudonym import keyed_digest
from registry.model.codes import CorrectionReason, EntryKind
from registry.model.course import FACT_BYTES, SHAPES, Version
from registry.storage.engine import Database
from registry.storage.rows import chunks, insert_rows
from registry.storage.tables import CourseEntryRecord

COLUMNS = ("episode_id", "name", "version", "sealed", "reason", "submission_id")
KEYS = (
    "SELECT e.id, p.wrapped_key, p.key_version FROM episode e "
    "JOIN patient p ON p.pseudonym = e.patient WHERE p.wrapped_key <> '' AND "
)
NOTHING = Raw(b"null")

DataKeys = Mapping[str, Cipher]
"""By episode the cipher under its patient's data key, made once for all that it opens."""


class Fact(Struct, frozen=True, gc=False):
    """What a row holds sealed. `value` is null where the fact was taken back."""

    kind: EntryKind
    key: str
    value: Raw = NOTHING


class ToldFact(Struct, frozen=True, gc=False):
    """The same before it is written: what `value` is stands in its class."""

    kind: EntryKind
    key: str
    value: Any


READ_FACT = msgspec.json.Decoder(Fact).decode
READ_VALUE = {kind: msgspec.json.Decoder(shape).decode for kind, shape in SHAPES.items()}


async def data_keys(database: Database, ids: Sequence[str]) -> DataKeys:
    """The data key of each of these episodes; none of an erased patient's.

    Read before the rows it opens: who is erased in between has no row left.
    """
    found: dict[str, Cipher] = {}
    for some in chunks(ids):
        marks = ", ".join(["{}"] * len(some))
        found |= opened_keys(
            database, await database.run(QueryString(f"{KEYS}e.id IN ({marks})", *some))
        )
    return found


def opened_keys(database: Database, rows: Sequence[dict[str, Any]]) -> dict[str, Cipher]:
    """The data keys in rows of `KEYS`, by episode."""
    of = database.sealing.wrapping.of
    return {row["id"]: Cipher(unwrap(of(row["key_version"]), row["wrapped_key"])) for row in rows}


async def add_entries(
    database: Database, keys: DataKeys, told: Iterable[tuple[Version, str]]
) -> None:
    """Store versions, each with the submission that told it; UniqueViolation where one exists.

    They are put in the order of their digests: a sponsor's own order would tell which is which.
    """
    rows = sorted(sealed_row(database, keys, *each) for each in told)
    await insert_rows(database, CourseEntryRecord, COLUMNS, rows)


def sealed_row(
    database: Database, keys: DataKeys, version: Version, submission_id: str
) -> tuple[object, ...]:
    """A version as the table keeps it, in the order of `COLUMNS`."""
    id, key = version.episode_id, key_in(keys, version.episode_id)
    name = keyed_digest(key.secret, "course entry", id, version.kind, version.key)
    fact = ToldFact(version.kind, version.key, version.value)
    place = (id, name, version.number)
    sealed = database.sealing.seal(key, fact, context_of(*place), FACT_BYTES)
    return (*place, sealed, version.reason and version.reason.value, submission_id)


def opened_row(keys: DataKeys, row: Mapping[str, Any]) -> Fact:
    """The fact in a row. EnvelopeDamaged where key, row or bytes are not the right ones."""
    id = row["episode_id"]
    context = context_of(id, row["name"], row["version"])
    return READ_FACT(key_in(keys, id).unseal(row["sealed"], context))


def key_in(keys: DataKeys, episode_id: str) -> Cipher:
    """The data key of an episode. EnvelopeDamaged where its patient has none."""
    if episode_id not in keys:
        raise EnvelopeDamaged("What was told of a patient without a data key")
    return keys[episode_id]


def context_of(episode_id: str, name: str, version: int) -> str:
    """What a ciphertext is bound to: table, column, row."""
    return f"course_entry|sealed|{episode_id}|{name}|{version}"


def version_in(keys: DataKeys, row: Mapping[str, Any]) -> Version:
    """The version of an entry in a row."""
    fact = opened_row(keys, row)
    reason = CorrectionReason(row["reason"]) if row["reason"] else None
    id, key = intern(row["episode_id"]), intern(fact.key)  # the same text in very many rows
    return Version(id, fact.kind, key, value_of(fact), row["version"], reason)


def value_of(fact: Fact) -> Any:
    """What a fact says; None where it was taken back."""
    if fact.value == NOTHING:
        return None
    return READ_VALUE[fact.kind](fact.value)
