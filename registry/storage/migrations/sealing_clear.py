"""The step of 0013 that SQL cannot take: what stood in clear of a patient is sealed.

It runs in the migration's transaction, programme by programme.
"""

from typing import Any

import msgspec
from msgspec import Struct
from piccolo.querystring import QueryString

from registry.model.codes import CorrectionReason, EntryKind
from registry.model.course import SHAPES, Version
from registry.storage.engine import Database
from registry.storage.entries import KEYS, DataKeys, add_entries, opened_keys
from registry.storage.migrations.root_keys import refuse_two_root_keys
from registry.storage.notices import EARLIER_PLACE
from registry.storage.sealing import MONTHS_BLOCK
from registry.storage.vault import MONTHS, PLACE, Months

PLACED = "UPDATE episode SET place = ?, accepted_month = '', group_id = NULL WHERE id = ?"
EARLIER = (
    "UPDATE earlier_notice SET place = ?, accepted_month = '' WHERE episode_id = ? AND version = ?"
)
MONTHS_SEALED = "UPDATE sealed_group SET months = ?, first_month = '', last_month = '' WHERE id = ?"
TOLD = (
    "SELECT c.* FROM course_entry_clear c JOIN episode e ON e.id = c.episode_id "
    "WHERE e.programme_id = {}"
)


class Place(Struct):
    """What a place held in this schema."""

    accepted_month: str
    group_id: str | None = None


async def seal_what_stood_in_clear(database: Database) -> None:
    """Seal months, groups and courses of every episode.

    SettingsError while two root keys are right: the next one inherited no key for them.
    """
    await refuse_two_root_keys(database)
    await seal_places(database)
    await seal_group_months(database)
    for row in await database.fetch("SELECT DISTINCT programme_id FROM episode", ()):
        await seal_courses(database, row["programme_id"])


async def seal_places(database: Database) -> None:
    """Months of acceptance, earlier ones too, and groups."""
    episodes = await database.fetch("SELECT id, accepted_month, group_id FROM episode", ())
    notices = await database.fetch(
        "SELECT episode_id, version, accepted_month FROM earlier_notice", ()
    )

    def placed(row: dict[str, Any], *context: object) -> str:
        place = Place(row["accepted_month"], row.get("group_id"))
        return database.sealing.seal_own(place, MONTHS_BLOCK, *context)

    await database.run_many(
        PLACED, [(placed(row, *PLACE, row["id"]), row["id"]) for row in episodes]
    )
    rows = [(row, (row["episode_id"], row["version"])) for row in notices]
    await database.run_many(EARLIER, [(placed(r, *EARLIER_PLACE, *key), *key) for r, key in rows])


async def seal_group_months(database: Database) -> None:
    """The months of the groups."""
    rows = await database.fetch("SELECT id, first_month, last_month FROM sealed_group", ())
    months = [(Months(row["first_month"], row["last_month"]), row["id"]) for row in rows]
    await database.run_many(
        MONTHS_SEALED,
        [(database.sealing.seal_own(each, MONTHS_BLOCK, *MONTHS, id), id) for each, id in months],
    )


async def programme_keys(database: Database, programme_id: str) -> DataKeys:
    """The data key of every episode of a programme whose patient is not erased."""
    query = QueryString(KEYS + "e.programme_id = {}", programme_id)
    return opened_keys(database, await database.run(query))


async def seal_courses(database: Database, programme_id: str) -> None:
    """What was told of the patients of one programme."""
    told = await database.run(QueryString(TOLD, programme_id))
    keys = await programme_keys(database, programme_id) if told else {}
    await add_entries(database, keys, ((version_of(row), row["submission_id"]) for row in told))


def version_of(row: dict[str, Any]) -> Version:
    """A version as it stood in clear."""
    kind, document = EntryKind(row["kind"]), row["document"]
    value = msgspec.json.decode(document, type=SHAPES[kind]) if document else None
    reason = CorrectionReason(row["reason"]) if row["reason"] else None
    return Version(row["episode_id"], kind, row["key"], value, row["version"], reason)
