"""The step of 0014 that SQL cannot take: whose a row is becomes ciphertext.

It runs in the migration's transaction, table by table. Columns are named: PostgreSQL would not run
a statement again whose `*` means others than before.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from registry.model.codes import Timing
from registry.storage.addresses import Owner
from registry.storage.engine import Database
from registry.storage.last_uses import LastUses, Signed, keep_uses
from registry.storage.ledger import Particulars, seal_particulars
from registry.storage.migrations.root_keys import refuse_two_root_keys
from registry.storage.openings import Enclosed, seal_enclosed
from registry.storage.submissions import StoredSubmission, whose
from registry.storage.tables import EpisodeRecord, SubmissionRecord
from registry.storage.vault import PLACE, Place, once_in, seal_place

EPISODES = (
    "SELECT id, programme_id, sequence, patient, registered_on, timing, place "
    "FROM episode ORDER BY id"
)
EPISODE = (
    "UPDATE episode SET address = ?, once = ?, place = ?, programme_id = '', sequence = 0, "
    "registered_on = '', timing = '' WHERE id = ?"
)
SUBMISSIONS = (
    "SELECT id, sponsor_id, idempotency_key, digest, subject, received_at, after_snapshot, "
    "signature FROM submission ORDER BY received_at, id"
)
SUBMISSION = (
    "UPDATE submission SET address = ?, once = ?, sealed = ?, sponsor_id = '', "
    "idempotency_key = '', subject = '', signature = NULL WHERE id = ?"
)
OPENINGS = "SELECT id, sponsor_id, subject, salt FROM log_opening"
OPENING = (
    "UPDATE log_opening SET sealed = ?, sponsor_id = '', subject = '', salt = NULL WHERE id = ?"
)
EVENTS = "SELECT number, at, actor, action, subject, digest, reason FROM audit_event"
EVENT = "UPDATE audit_event SET sealed = ?, actor = '', subject = '', reason = '' WHERE number = ?"
PATIENTS = "UPDATE patient SET sponsor_id = ''"
LAID_ANEW = (
    "CREATE TABLE facts_before AS SELECT * FROM course_entry",
    "DELETE FROM course_entry",
    "INSERT INTO course_entry (episode_id, name, version, sealed, reason, submission_id) "
    "SELECT f.episode_id, f.name, f.version, f.sealed, f.reason, f.submission_id "
    "FROM facts_before f JOIN submission s ON s.id = f.submission_id "
    "ORDER BY s.received_at, s.id, f.episode_id, f.name, f.version",
    "DROP TABLE facts_before",
)


class EarlierPlace(Struct):
    """What a place held until then."""

    accepted_month: str
    group_id: str | None = None


read_earlier = msgspec.json.Decoder(EarlierPlace).decode


async def seal_whose_rows_are(database: Database) -> None:
    """Seal programme, sponsor, number, day, actor and subject wherever they stand beside a row.

    SettingsError while two root keys are right: the next one inherited no key for addresses.
    """
    await refuse_two_root_keys(database)
    episodes = await database.fetch(EPISODES, ())
    await database.run_many(EPISODE, [placed(database, row) for row in episodes])
    await database.run_many(
        SUBMISSION, [*numbered(database, await database.fetch(SUBMISSIONS, ()))]
    )
    openings = await database.fetch(OPENINGS, ())
    await database.run_many(OPENING, [enclosed(database, row) for row in openings])
    events = await database.fetch(EVENTS, ())
    await database.run_many(EVENT, [told(database, row) for row in events])
    await database.run_ddl(PATIENTS)
    await lay_facts_anew(database)
    if (uses := await uses_so_far(database)) != LastUses():
        await keep_uses(database, uses)


async def lay_facts_anew(database: Database) -> None:
    """Let facts lie as they came: migration 13 wrote them programme by programme."""
    for statement in LAID_ANEW:
        await database.run_ddl(statement)


async def uses_so_far(database: Database) -> LastUses:
    """When keys, codes and passkeys were last used."""
    keys = await database.fetch("SELECT id, last_used_on FROM api_key", ())
    people = await database.fetch("SELECT id, last_step FROM account", ())
    passkeys = await database.fetch("SELECT id, sign_count, last_used_on FROM passkey", ())
    return LastUses(
        {row["id"]: day for row in keys if (day := day_in(row)) is not None},
        {row["id"]: row["last_step"] for row in people if row["last_step"]},
        {row["id"]: Signed(row["sign_count"], day_in(row)) for row in passkeys},
    )


def day_in(row: dict[str, Any]) -> date | None:
    """The day of a last use."""
    return date.fromisoformat(row["last_used_on"]) if row["last_used_on"] else None


def placed(database: Database, row: dict[str, Any]) -> tuple[str, ...]:
    """An episode's address, what keeps it from being there twice, its place, and its id."""
    sealing, id, programme_id = database.sealing, row["id"], row["programme_id"]
    earlier = sealing.open_own(row["place"], read_earlier, *PLACE, id)
    place = Place(
        programme_id,
        row["sequence"],
        date.fromisoformat(row["registered_on"]),
        Timing(row["timing"]),
        earlier.accepted_month,
        earlier.group_id,
    )
    address = Owner(database, EpisodeRecord, programme_id).address(row["sequence"])
    once = once_in(sealing, programme_id, row["patient"])
    return address, once, seal_place(sealing, id, place), id


def numbered(database: Database, rows: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The same of submissions, numbered for each sponsor in the order in which they came."""
    numbers: dict[str, int] = {}
    for row in rows:
        submission = StoredSubmission(**row)
        sponsor_id = submission.sponsor_id
        number = numbers[sponsor_id] = numbers.get(sponsor_id, 0) + 1
        address = Owner(database, SubmissionRecord, sponsor_id).address(number)
        mine = whose(database.sealing, submission)
        yield address, mine["once"], mine["sealed"], submission.id


def enclosed(database: Database, row: dict[str, Any]) -> tuple[str, str]:
    """What an opening's row holds sealed, and its id."""
    told = Enclosed(row["sponsor_id"], row["subject"], row["salt"])
    return seal_enclosed(database.sealing, row["id"], told), row["id"]


def told(database: Database, row: dict[str, Any]) -> tuple[str, int]:
    """What an event's row holds sealed, and its number."""
    particulars = Particulars(row["actor"], row["subject"], row["reason"])
    return seal_particulars(database.sealing, row, particulars), row["number"]
